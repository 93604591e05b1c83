"""The published figures of schools like this one, beside its own."""

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.exports import download, file_links
from reporting.forms.similar import AreasForm
from reporting.periods import Choice, year_calendar
from reporting.pictures import written
from reporting.published import LICENCE, LICENCE_URL, SOURCE, YEAR, Area, neighbours, region_of
from reporting.similar import Own, chosen_areas, left_out_words, picture, table
from reporting.tables import cut_of, enrolment_sums, of_all_sessions, session_counts, total_of

PERIODS = ("year", "last-year")


@requires(Permission.SEE_FIGURES)
@require_safe
def similar_schools(request: PostRequest) -> HttpResponse:
    """This school year and the last one beside the areas that the reader chose; who they are stands in each row."""
    school = _school(request)
    areas = _chosen(request, school)
    own = _own(school)
    beside = neighbours(la_code=school.la_code, phase=school.phase)
    columns, rows = table(own, areas)
    context = {
        "school": school,
        "areas": areas,
        "columns": columns,
        "rows": rows,
        "lines": [[*zip(columns, row, strict=True)] for row in rows],
        "left_out": left_out_words(_keys(request), areas),
        "picture": picture(own[-1], beside, region_of(school.la_code)) if own and beside else None,
        "form": AreasForm(school, [each.key for each in areas]),
        "files": file_links(f"{request.path}file/?{request.GET.urlencode()}"),
        "year": YEAR,
        "source": SOURCE,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    return render(request, "reporting/similar_schools.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def similar_schools_file(request: PostRequest) -> StreamingHttpResponse:
    """The same table as a file."""
    school = _school(request)
    areas = _chosen(request, school)
    columns, rows = table(_own(school), areas)
    return download(request, f"similar-schools-{clock.today()}", [*map(str, columns)], written(rows))


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _chosen(request: PostRequest, school: School) -> list[Area]:
    return chosen_areas(_keys(request), la_code=school.la_code, phase=school.phase)


def _keys(request: PostRequest) -> list[str]:
    keys = [*request.GET.getlist("area"), request.GET.get("other", "")]
    return [key for key in keys if key]


def _own(school: School) -> list[Own]:
    """This school year so far, and the whole of the last one, where there are marks of it. Five statements."""
    on = clock.today()
    offered = {each.key: each for each in year_calendar([school.pk], on).choices}
    held = [_sums(school, offered[key]) for key in PERIODS if key in offered]
    return [each for each in held if each.measures.possible]


def _sums(school: School, choice: Choice) -> Own:
    cut = cut_of(school, choice.period, clock.today())
    measures, total = of_all_sessions(session_counts(cut)), total_of(enrolment_sums(cut))
    name = f"{school.name}, {choice.label[0].lower()}{choice.label[1:]} ({choice.period.words})"
    return Own(school.pk, name, choice.period, measures, total)
