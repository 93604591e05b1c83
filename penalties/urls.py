"""The addresses of what is considered, warned, issued and referred."""

from django.urls import URLPattern, URLResolver

app_name = "penalties"
urlpatterns: list[URLPattern | URLResolver] = []
