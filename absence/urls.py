"""The addresses of following up absence."""

from django.urls import path

from absence.views import continuing, ladder, referrals, told

app_name = "absence"
urlpatterns = [
    path("absence/continuing/", continuing.continuing, name="continuing"),
    path("absence/pupils/<int:pk>/refer/", referrals.refer, name="refer"),
    path("absence/referrals/<int:pk>/", referrals.referral, name="referral"),
    path("absence/referrals/<int:pk>/document/", referrals.referral_document, name="referral_document"),
    path("absence/professionals/", told.professionals, name="professionals"),
    path("absence/pupils/<int:pk>/professionals/", told.tell_professionals, name="tell_professionals"),
    path("settings/ladder/", ladder.ladder, name="ladder"),
]
