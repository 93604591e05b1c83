"""The year's totals, without names."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from penalties.small_numbers import SMALL_UNDER
from penalties.year_totals import year_totals, years_known
from registers.access import PostRequest, requires
from registers.models import Post, School
from registers.roles import Permission, Role
from registers.school_year import academic_year


@requires(Permission.SEE_TOTALS)
@require_safe
def penalties_year(request: PostRequest) -> HttpResponse:
    """One school year of a school in figures. Who sees figures only is not told the small ones."""
    today = clock.today()
    schools = _schools(request.post)
    if not schools:
        return render(request, "penalties/penalties_year.html", {"found": None})
    chosen = row_number(request.GET.get("school"))
    school = next((each for each in schools if each.pk == chosen), schools[0])
    years = years_known(school, today)
    asked = request.GET.get("year", "")
    year = asked if asked in years else academic_year(today)
    hide = not Role(request.post.role).sees_named_pupils
    context = {
        "found": year_totals(school, year, on=today, hide=hide),
        "school": school,
        "years": [
            {"label": each, "url": f"?school={school.pk}&year={each}", "current": each == year}
            for each in years
        ],
        "schools": [
            {"label": each.name, "url": f"?school={each.pk}", "current": each.pk == school.pk}
            for each in schools
        ],
        "small": SMALL_UNDER,
    }
    return render(request, "penalties/penalties_year.html", context)


def _schools(post: Post) -> list[School]:
    """The school of the hat, or those of the trust."""
    if post.school is not None:
        return [post.school]
    return list(School.objects.filter(trust=post.trust).order_by("name", "pk"))
