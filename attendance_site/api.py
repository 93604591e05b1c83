"""Addresses for machines, all under /api/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
