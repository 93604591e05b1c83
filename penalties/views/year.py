"""The year's totals, without names."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from penalties.small_numbers import SMALL_UNDER
from penalties.year_totals import year_totals, years_known
from registers.access import PostRequest, requires
from registers.roles import Permission, Role
from registers.school_year import academic_year


@requires(Permission.SEE_TOTALS)
@require_safe
def penalties_year(request: PostRequest) -> HttpResponse:
    """One school year in figures. Who sees figures only is not told the small ones."""
    today = clock.today()
    school = request.post.school
    if school is None:
        return render(request, "penalties/penalties_year.html", {"found": None})
    years = years_known(school, today)
    asked = request.GET.get("year", "")
    year = asked if asked in years else academic_year(today)
    hide = not Role(request.post.role).sees_named_pupils
    context = {
        "found": year_totals(school, year, on=today, hide=hide),
        "tabs": [{"label": each, "url": f"?year={each}", "current": each == year} for each in years],
        "small": SMALL_UNDER,
    }
    return render(request, "penalties/penalties_year.html", context)
