"""Whether what a letter says about leave still stands when it is about to go."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from absence.models import LeaveDecision
from attendance_site.parts.clock import LONDON
from registers.message_causes import LEAVE, asks_again
from registers.models import ContactLimit

SPEAKS_OF = re.compile(rf"{LEAVE}(?P<press>[0-9a-f-]{{36}})/(?P<contact>\d{{1,18}})")
UNDONE = "The decision was undone, or decided again."
LIMITED = "A contact limit holds: this person is sent nothing about one of the children."


@asks_again(LEAVE)
def decisions_gone(school: int, causes: Iterable[str], at: datetime) -> dict[str, str]:
    """Letters whose every decision was undone or replaced, and those about a child whom the reader may not hear of.

    Three statements.
    """
    asked = {
        cause: (UUID(found["press"]), int(found["contact"]))
        for cause in causes
        if (found := SPEAKS_OF.fullmatch(cause))
    }
    decisions = LeaveDecision.objects.filter(school=school, press__in={press for press, _ in asked.values()})
    holding = set(decisions.newest().values_list("press", flat=True))
    barred = _limited_since(list(decisions), {contact for _, contact in asked.values()}, at)
    gone = {}
    for cause, told in asked.items():
        if told[0] not in holding:
            gone[cause] = UNDONE
        elif told in barred:
            gone[cause] = LIMITED
    return gone


def _limited_since(
    decisions: list[LeaveDecision], contacts: Iterable[int], at: datetime
) -> set[tuple[UUID, int]]:
    """Presses and contacts for whom a limit of no access holds that did not when the letter was written.

    One that held then has kept the child's name out of the letter, which may go about the others.
    """
    limits = ContactLimit.objects.on(at.astimezone(LONDON).date()).filter(
        scope=ContactLimit.Scope.NO_ACCESS,
        care__contact__in=list(contacts),
        care__pupil__in={decision.pupil_id for decision in decisions},
    )
    rows = list(limits.values_list("care__pupil", "care__contact", "first_day", "entered_at"))
    return {
        (decision.press, int(contact))
        for decision in decisions
        for pupil, contact, first_day, entered_at in rows
        if pupil == decision.pupil_id
        and (
            first_day > decision.at.astimezone(LONDON).date()
            or (entered_at is not None and entered_at > decision.at)
        )
    }
