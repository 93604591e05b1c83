"""Addresses for machines, all under /api/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from registers import url_parts as url_parts  # makes <day:...> and <session:...> known
from registers.access import open_to_anyone
from registers.api import codes, marks, pupils, registers

app_name = "api"
urlpatterns = [
    path("schema/", open_to_anyone(SpectacularAPIView).as_view(), name="schema"),
    path("docs/", open_to_anyone(SpectacularSwaggerSplitView).as_view(url_name="api:schema"), name="docs"),
    path("codes/", codes.CodeList.as_view(), name="codes"),
    path("marks/", marks.MarkBatch.as_view(), name="marks"),
    path("registers/<day:date>/", registers.RegisterList.as_view(), name="registers"),
    path(
        "registers/<int:group>/<day:date>/<session:session>/",
        registers.RegisterState.as_view(),
        name="register",
    ),
    path(
        "registers/<int:group>/<day:date>/<session:session>/complete/",
        registers.RegisterCompletion.as_view(),
        name="complete_register",
    ),
    path("pupils/", pupils.PupilList.as_view(), name="pupils"),
]
