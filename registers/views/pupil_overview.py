"""One pupil's school year at a glance: a page, and a document for a meeting."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import Pupil
from registers.overview_paper import overview_pdf
from registers.overview_pictures import pictures_of
from registers.pupil_outlook import outlook_of
from registers.pupil_overview import PupilOverview, overview_of
from registers.pupil_page import page_head, pupil_for
from registers.pupil_year import current_period
from registers.roles import Permission
from registers.views.register_entry import pdf_answer


@requires(Permission.SEE_MARKS)
@require_safe
def pupil_overview(request: PostRequest, pk: int) -> HttpResponse:
    """The year in words, and in pictures each with its table."""
    today = clock.today()
    pupil, overview = _overview(request, pk, today)
    head = page_head(pupil, request.post, current="registers:pupil_overview", on=today)
    more = {"overview": overview, "outlook": outlook_of(pupil, overview, on=today)}
    return render(request, "registers/pupil_overview.html", head | pictures_of(overview) | more)


@requires(Permission.SEE_MARKS)
@require_safe
def pupil_overview_sheet(request: PostRequest, pk: int) -> HttpResponse:
    """The same as a document."""
    now = clock.now()
    pupil, overview = _overview(request, pk, now.date())
    return pdf_answer(overview_pdf(pupil, overview, at=now), f"attendance-{pupil.pk}-{now.date()}.pdf")


def _overview(request: PostRequest, pk: int, today: date) -> tuple[Pupil, PupilOverview]:
    pupil = pupil_for(request.post, pk, on=today)
    first, last = current_period(pupil.school_id, today)
    return pupil, overview_of(pupil, first=first, on=last)
