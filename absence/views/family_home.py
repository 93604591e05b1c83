"""The first page of a family: each child, in plain words, and what can be done here."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render

from absence.family_attendance import cards_of
from absence.family_tasks import TASKS
from absence.report_shown import name_of
from absence.still_ill import illness_of
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families


@for_families()
def family_home(request: FamilyRequest) -> HttpResponse:
    """Each child: what was missed, where they are today; and what the family can do."""
    children = request.family.children
    shown = {
        "illness": [(child, name_of(child), ill) for child, ill in illness_of(children, clock.now())],
        "op": uuid.uuid4(),
        "cards": cards_of(request.family.children, clock.today()),
        "today": clock.today(),
        "several_schools": len(request.family.schools) > 1,
        "tasks": TASKS,
    }
    return render(request, "absence/family_home.html", shown)
