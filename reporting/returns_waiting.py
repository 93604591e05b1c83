"""Which returns to the authority and the next school are due or late, for the home page."""

import datetime as dt
from typing import NamedTuple

from registers.models import Post, School
from registers.roles import Permission, Role, may
from reporting.models import MadeReturn
from reporting.school_returns import kinds_for, returns_of

ON_ANOTHER_CARD = {MadeReturn.Kind.NEW_PUPIL, MadeReturn.Kind.DELETION}
"""What of them is due stands on the home page with the roll."""


class ReturnWaiting(NamedTuple):
    """A kind of return of which some are due: about how many pupils, the earliest day, and how many are late."""

    kind: str
    label: str
    pupils: int
    by: dt.date
    late: int


def returns_waiting(school: School, *, post: Post, on: dt.date) -> list[ReturnWaiting]:
    """What is due until that day and has not gone. The same statements however many pupils."""
    if not may(Role(post.role), Permission.SEE_RETURNS):
        return []
    kinds = [kind for kind in kinds_for(post) if kind not in ON_ANOTHER_CARD]
    waiting = []
    for kind in returns_of(kinds, school=school, post=post, on=on):
        due = [each for each in kind.pressing if each.by is not None and each.by <= on]
        if due:
            pupils = len({each.pupil.pk for each in due})
            earliest = min(each.by for each in due if each.by)
            late = sum(each.is_overdue for each in due)
            waiting.append(ReturnWaiting(kind.kind, kind.label, pupils, earliest, late))
    return waiting
