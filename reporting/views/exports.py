"""The school's records as files: the page that lists them, and each file of one school year."""

from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission, Role, may
from registers.school_year import academic_year_days
from reporting.actions.inspections import note_taken
from reporting.exports import FileLink, download, file_links
from reporting.models import InspectorLook, TrustLook
from reporting.models.inspections import FILE
from reporting.plain_tables import TABLES, kept_years

TAKEN_SHOWN = 50


@requires(Permission.INSPECT)
@require_safe
def exports(request: PostRequest) -> HttpResponse:
    """Every table of every school year that is kept, as CSV and Excel."""
    kept = kept_years(cast(School, request.post.school), clock.today())
    years = sorted({year for each in kept.values() for year in each}, reverse=True)
    rows = [(table, [(year, _files(table.key, year, kept)) for year in years]) for table in TABLES.values()]
    context: dict[str, object] = {"rows": rows, "years": years}
    if may(Role(request.post.role), Permission.SEE_WHO_READ):
        context["taken"] = (
            InspectorLook.objects.visible_to(request.post).of_files().newest_first()[:TAKEN_SHOWN]
        )
        context["looks"] = TrustLook.objects.visible_to(request.post).by_day()[:TAKEN_SHOWN]
    return render(request, "reporting/exports.html", context)


@requires(Permission.INSPECT, fresh_proof=True)
@require_safe
def exports_file(request: PostRequest, table: str, year: str) -> StreamingHttpResponse:
    """One table of one school year. Who opened it is kept."""
    school = cast(School, request.post.school)
    if year not in kept_years(school, clock.today()).get(table, ()):
        raise Http404("There is no such file.")
    chosen = TABLES[table]
    what = f"{FILE}{chosen.title}, {year}"
    note_taken(school=school, what=what, by=request.post, at=clock.now())
    rows = chosen.rows(school, academic_year_days(year))
    return download(request, f"{table}-{school.urn}-{year}", chosen.columns, rows)


def _files(table: str, year: str, kept: dict[str, list[str]]) -> list[FileLink]:
    """The files of a table's year; none where the school has no entries of it."""
    return file_links(reverse("reporting:exports_file", args=[table, year])) if year in kept[table] else []
