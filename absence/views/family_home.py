"""The first page of a family: each child, in plain words, and what can be done here."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.evidence_asked import is_asked
from absence.family_attendance import cards_of
from absence.family_tasks import TASKS
from absence.leave_standing import asked_about_leave
from absence.report_shown import name_of, reports_now
from absence.still_ill import illness_of
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families


@for_families()
@require_safe
def family_home(request: FamilyRequest) -> HttpResponse:
    """Each child: what was missed, where they are today, what was reported; and what the family can do."""
    children = request.family.children
    told = reports_now(children, on=clock.today())
    shown = {
        "illness": [(child, name_of(child), ill) for child, ill in illness_of(children, clock.now())],
        "op": uuid.uuid4(),
        "cards": [(card, told.get(card.child.pupil.pk, [])) for card in cards_of(children, clock.today())],
        "leave_asked": asked_about_leave(request.family, clock.now()),
        "to_show": is_asked(request.family),
        "today": clock.today(),
        "several_schools": len(request.family.schools) > 1,
        "tasks": TASKS,
    }
    return render(request, "absence/family_home.html", shown)
