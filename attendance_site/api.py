"""Addresses for machines, all under /api/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from registers.access import open_to_anyone
from registers.api import codes, pupils

app_name = "api"
urlpatterns = [
    path("schema/", open_to_anyone(SpectacularAPIView).as_view(), name="schema"),
    path("docs/", open_to_anyone(SpectacularSwaggerSplitView).as_view(url_name="api:schema"), name="docs"),
    path("codes/", codes.CodeList.as_view(), name="codes"),
    path("pupils/", pupils.PupilList.as_view(), name="pupils"),
]
