"""Whether what a letter says about leave still stands when it is about to go."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from absence.models import LeaveDecision
from attendance_site.parts.clock import LONDON
from registers.message_causes import LEAVE, asks_again
from registers.models import Care

SPEAKS_OF = re.compile(rf"{LEAVE}(?P<press>[0-9a-f-]{{36}})/(?P<contact>\d{{1,18}})")
UNDONE = "The decision was undone, or decided again."
LIMITED = "A contact limit holds: this person is sent nothing about one of the children."


@asks_again(LEAVE)
def decisions_gone(school: int, causes: Iterable[str], at: datetime) -> dict[str, str]:
    """Letters whose every decision was undone or replaced, and those about a child whom the reader may not hear of.

    Two statements.
    """
    asked = {cause: found for cause in causes if (found := SPEAKS_OF.fullmatch(cause))}
    presses = {UUID(found["press"]) for found in asked.values()}
    decisions = LeaveDecision.objects.filter(school=school, press__in=presses)
    holding = set(decisions.newest().values_list("press", flat=True))
    contacts = {int(found["contact"]) for found in asked.values()}
    pupils = decisions.values("pupil")
    cares = Care.objects.filter(school=school, contact__in=contacts, pupil__in=pupils)
    limited = cares.with_limited(at.astimezone(LONDON).date()).filter(no_access=True)
    barred = {
        (press, contact) for contact, press in limited.values_list("contact", "pupil__leave_decisions__press")
    }
    gone = {}
    for cause, found in asked.items():
        press, contact = UUID(found["press"]), int(found["contact"])
        if press not in holding:
            gone[cause] = UNDONE
        elif (press, contact) in barred:
            gone[cause] = LIMITED
    return gone
