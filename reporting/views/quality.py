"""How well the school's registers are kept: for the head, by class and week."""

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.exports import download, file_links
from reporting.register_quality import ClassQuality
from reporting.register_quality_facts import register_quality as quality_of_term
from reporting.register_quality_facts import term_until

COLUMNS = (
    "Class", "Registers", "In time", "Late", "Not completed", "Marks missing", "N to settle", "N overdue",
)  # fmt: skip


@requires(Permission.SEE_MISSING_REGISTERS)
@require_safe
def register_quality(request: PostRequest) -> HttpResponse:
    """This term's registers of earlier days: in time, late, not completed, with marks missing; N still to settle."""
    on, school = clock.today(), cast(School, request.post.school)
    term = term_until(school, on)
    found = quality_of_term(school=school, term=term, on=on, by=request.post) if term else None
    context = {
        "term": term,
        "found": found,
        "figures": _figures(found.whole) if found else [],
        "files": file_links(reverse("reporting:register_quality_file")),
    }
    return render(request, "reporting/register_quality.html", context)


@requires(Permission.SEE_MISSING_REGISTERS)
@require_safe
def register_quality_file(request: PostRequest) -> StreamingHttpResponse:
    """The table by class as a file."""
    on, school = clock.today(), cast(School, request.post.school)
    term = term_until(school, on)
    found = quality_of_term(school=school, term=term, on=on, by=request.post) if term else None
    rows = [
        (
            each.group,
            each.due,
            each.in_time,
            each.late,
            each.not_completed,
            each.missing,
            each.unsettled,
            each.overdue,
        )
        for each in (found.classes if found else ())
    ]
    return download(request, f"registers-{on}", COLUMNS, rows)


def _figures(whole: ClassQuality) -> list[dict[str, object]]:
    """All classes together; each figure opens to the registers or marks it counts."""
    missing, unsettled = reverse("registers:missing_registers"), reverse("registers:unsettled")
    figures = [
        ("In time", f"{whole.share} %", ""),
        ("Late", whole.late, "#each" if whole.late else ""),
        ("Never completed", whole.not_completed, "#each" if whole.not_completed else ""),
        ("Marks missing", whole.missing, missing if whole.missing else ""),
        ("N to settle", whole.unsettled, unsettled if whole.unsettled else ""),
        ("Of them overdue", whole.overdue, unsettled if whole.overdue else ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in figures]
