"""Every address of the site."""

from django.urls import include, path

from attendance_site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/", include("attendance_site.api")),
    path("", include("registers.urls")),
]
