"""How much waits on the two lists that somebody looks through once a day, for the pages that lead there."""

import datetime as dt
from dataclasses import dataclass

from absence.does_not_add_up import count_contradictions
from absence.leave_taken import count_taken
from registers.models import Post, School


@dataclass(frozen=True)
class ToLookAt:
    """How many rows do not add up, and how many pupils may have taken leave that was not agreed."""

    contradictions: int
    taken: int

    @property
    def any(self) -> bool:
        """Whether anything waits."""
        return bool(self.contradictions or self.taken)


def to_look_at(*, school: School, post: Post, at: dt.datetime) -> ToLookAt:
    """Both counts at that moment."""
    return ToLookAt(
        contradictions=count_contradictions(school=school, post=post, at=at),
        taken=count_taken(school=school, post=post, on=at.date()),
    )
