"""Addresses for machines, all under /api/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from attendance_site.views import api_docs
from penalties import api as cases
from registers import url_parts as url_parts  # makes <day:...> and <session:...> known
from registers.access import open_to_anyone
from registers.api import arrivals, codes, marks, on_site, pupils, registers
from registers.api import schema as schema  # describes the two ways in
from reporting import api as returns
from reporting import figures_api

app_name = "api"
urlpatterns = [
    path("schema/", open_to_anyone(SpectacularAPIView).as_view(), name="schema"),
    path("docs/", api_docs, name="docs"),
    path("codes/", codes.CodeList.as_view(), name="codes"),
    path("arrivals/", arrivals.Arrivals.as_view(), name="arrivals"),
    path("arrivals/search/", arrivals.ArrivalSearch.as_view(), name="arrivals_search"),
    path("on-site/", on_site.OnSite.as_view(), name="on_site"),
    path("on-site/sightings/", on_site.Sightings.as_view(), name="sightings"),
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
    path("figures/enrolments/", figures_api.FigureEnrolments.as_view(), name="figure_enrolments"),
    path("figures/groups/", figures_api.FigureGroups.as_view(), name="figure_groups"),
    path("figures/weeks/", figures_api.FigureWeeks.as_view(), name="figure_weeks"),
    path("figures/sessions/", figures_api.FigureSessions.as_view(), name="figure_codes"),
    path("cases/", cases.SharedCaseList.as_view(), name="cases"),
    path("cases/<int:case>/", cases.SharedCaseOne.as_view(), name="case"),
    path("pupils/", pupils.PupilList.as_view(), name="pupils"),
    path("returns/", returns.ReturnList.as_view(), name="returns"),
    path("returns/<slug:daily>/file/", returns.ReturnFile.as_view(), name="return_file"),
    path("returns/<slug:daily>/rows/", returns.ReturnRows.as_view(), name="return_rows"),
]
