"""Whom a family may talk to: the named people of each school, its times, its policy, and how to raise a concern."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.school_card import school_card
from absence.talk_to import OMBUDSMAN, SECRETARY_OF_STATE
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families


@for_families()
@require_safe
def family_school(request: FamilyRequest) -> HttpResponse:
    """Whom to talk to at each school of the children; what the school has not filled in is not there."""
    today = clock.today()
    shown = {
        "cards": [school_card(school, on=today) for school in request.family.schools],
        "ombudsman": OMBUDSMAN,
        "secretary_of_state": SECRETARY_OF_STATE,
    }
    return render(request, "absence/family_school.html", shown)
