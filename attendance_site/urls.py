"""Every address of the site."""

from django.urls import include, path

from attendance_site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("lock/", views.lock, name="lock"),
    path("help/", views.help, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("accounts/signup/", views.given_by_the_school),
    path("accounts/email/", views.given_by_the_school),
    path("accounts/confirm-email/", views.given_by_the_school),
    path("accounts/inactive/", views.given_by_the_school),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/", include("attendance_site.api")),
    path("", include("registers.urls")),
    path("", include("absence.urls")),
    path("", include("penalties.urls")),
    path("", include("reporting.urls")),
]
