"""Which returns to the authority and the next school are due or late, for the home page."""

import datetime as dt
from typing import NamedTuple

from registers.models import Post, School
from registers.roles import Permission, Role, may
from reporting.models import MadeReturn
from reporting.school_returns import kinds_for, returns_of

NOT_SHOWN = {MadeReturn.Kind.NEW_PUPIL, MadeReturn.Kind.DELETION, MadeReturn.Kind.PART_TIME}
"""What is due of the first two stands on the home page with the roll; for the third only some authorities ask."""


class ReturnWaiting(NamedTuple):
    """A kind of return of which some are due: of how many pupils the day has passed, since when, and of how many it is
    today."""

    kind: str
    label: str
    late: int
    since: dt.date
    today: int


def returns_waiting(school: School, *, post: Post, on: dt.date) -> list[ReturnWaiting]:
    """What is due until that day and has not gone. The same statements however many pupils."""
    if not may(Role(post.role), Permission.MAKE_RETURNS):
        return []
    kinds = [kind for kind in kinds_for(post) if kind not in NOT_SHOWN]
    waiting = []
    for kind in returns_of(kinds, school=school, post=post, on=on):
        due = {
            each.pupil.pk: each.by
            for each in reversed(kind.pressing)
            if each.by is not None and each.by <= on
        }
        if due:
            late = sum(by < on for by in due.values())
            waiting.append(ReturnWaiting(kind.kind, kind.label, late, min(due.values()), len(due) - late))
    return waiting
