"""How well the school's registers are kept: for the head, by class and week."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.register_quality_facts import register_quality as quality_of_term
from reporting.register_quality_facts import term_until


@requires(Permission.SEE_MISSING_REGISTERS)
@require_safe
def register_quality(request: PostRequest) -> HttpResponse:
    """This term's registers of earlier days: in time, late, not completed, with marks missing; N still to settle."""
    on, school = clock.today(), cast(School, request.post.school)
    term = term_until(school, on)
    found = quality_of_term(school=school, term=term, on=on, by=request.post) if term else None
    return render(request, "reporting/register_quality.html", {"term": term, "found": found, "day": on})
