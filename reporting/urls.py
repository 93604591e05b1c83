"""The addresses of figures, dashboards, returns and reports."""

from django.urls import URLPattern

app_name = "reporting"
urlpatterns: list[URLPattern] = []
