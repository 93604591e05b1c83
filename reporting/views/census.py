"""Counts of attendance codes by the terms of the census: a count report, not a census return."""

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from registers.school_year import academic_year
from reporting.census import CensusTerm, census_terms
from reporting.census_counts import CensusCounts
from reporting.census_counts import census_counts as counted
from reporting.exports import download, file_links
from reporting.figure_address import FigureKind, opens
from reporting.periods import Period

YEARS_OFFERED = 2


@requires(Permission.SEE_RETURNS)
@require_safe
def census_counts(request: PostRequest) -> HttpResponse:
    """A term's counts for the school, four-year-olds apart; pupil by pupil as a file."""
    start, term = _asked(request)
    context = {
        "counts": _counts(request),
        "tabs": [
            {"label": each.label, "url": f"?year={start}&term={each.key}", "current": each.key == term.key}
            for each in _begun(start)
        ],
        "years": [
            {"label": f"{year}/{(year + 1) % 100:02}", "url": f"?year={year}", "current": year == start}
            for year in _years()
        ],
        "files": file_links(f"{reverse('reporting:census_counts_file')}?year={start}&term={term.key}"),
        "day": clock.today(),
        "opens": opens(FigureKind.ABSENCE, Period(term.first, min(term.last, clock.today()))),
    }
    return render(request, "reporting/census_counts.html", context)


@requires(Permission.SEE_RETURNS, fresh_proof=True)
@require_safe
def census_counts_file(request: PostRequest) -> StreamingHttpResponse:
    """The same pupil by pupil."""
    counts = _counts(request)
    name = f"census-counts-{cast(School, request.post.school).urn}-{counts.term.key}-{counts.term.first.year}"
    return download(request, name, counts.columns, counts.rows)


def _counts(request: PostRequest) -> CensusCounts:
    start, term = _asked(request)
    return counted(cast(School, request.post.school), term=term, start=start, on=clock.today())


def _asked(request: PostRequest) -> tuple[int, CensusTerm]:
    """The year and term of the address; else the latest that has begun."""
    start = row_number(request.GET.get("year")) or 0
    start = start if start in _years() else _years()[0]
    begun = _begun(start)
    chosen = next((term for term in begun if term.key == request.GET.get("term")), begun[-1])
    return start, chosen


def _years() -> list[int]:
    """This academic year and the one before it, by the year in which they begin."""
    now = int(academic_year(clock.today())[:4])
    return [now - back for back in range(YEARS_OFFERED)]


def _begun(start: int) -> list[CensusTerm]:
    """The year's terms that have begun; its first in any case."""
    terms = census_terms(start)
    return [term for term in terms if term.first <= clock.today()] or terms[:1]
