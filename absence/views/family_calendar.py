"""One child's days: a calendar in words, and the reasons for being away behind a fresh code."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.family_attendance import absences_of, cards_of, month_of
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.models import Pupil
from registers.sign_in_codes import PROVED_FOR_DAYS


@for_families()
@require_safe
def family_calendar(request: FamilyRequest, child: int) -> HttpResponse:
    """A month of one child, day by day."""
    whose, today = _child(request, child), clock.today()
    month = month_of(whose, _month(request.GET.get("month", ""), today), on=today)
    return render(request, "absence/family_calendar.html", {"child": whose, "month": month, "today": today})


@for_families(code_within_days=PROVED_FOR_DAYS)
@require_safe
def family_reasons(request: FamilyRequest, child: int) -> HttpResponse:
    """Why the child was away, as the school has it."""
    whose, today = _child(request, child), clock.today()
    shown = {
        "child": whose,
        "absences": absences_of(whose, on=today),
        "missed": cards_of([whose], today)[0].missed,
    }
    return render(request, "absence/family_reasons.html", shown)


def _child(request: FamilyRequest, pupil: int) -> Child:
    try:
        return request.family.child(pupil)
    except Pupil.DoesNotExist:
        raise Http404 from None


def _month(asked: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today
