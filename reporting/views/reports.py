"""The page that lists the reports."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registers.access import PostRequest, requires
from registers.roles import Permission, Role
from reporting.report_places import places_for


@requires(Permission.SEE_TOTALS)
@require_safe
def reports(request: PostRequest) -> HttpResponse:
    """What may be opened, each with what it is for."""
    return render(request, "reporting/reports.html", {"places": places_for(Role(request.post.role))})
