"""What the admission register asks of the office today: who did not arrive, what to tell the authority, who waits."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from registers.admission_list import did_not_arrive
from registers.authority_notices import Due, notices_due
from registers.models import Admission, EarlierSchoolRequest, Leaving, Place, Post, School

ANSWER_WITHIN = dt.timedelta(days=14)
"""An earlier school that has not answered by then is asked again (P)."""


@dataclass(frozen=True)
class RollToday:
    """The day's work on the roll."""

    no_shows: list[Admission]
    notices: list[Due]
    unanswered: list[EarlierSchoolRequest]
    leavers: list[Leaving]
    places: int
    on: dt.date

    @cached_property
    def overdue(self) -> int:
        """How many notices should have been given before today."""
        return sum(due.overdue for due in self.notices)

    @property
    def anything(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.no_shows or self.notices or self.unanswered or self.leavers or self.places)


def roll_today(*, school: School, post: Post, on: dt.date) -> RollToday:
    """The work of a day. Five statements, ten where notices are due, however many pupils there are."""
    unanswered = EarlierSchoolRequest.objects.unanswered().filter(
        school=school, asked_on__lte=on - ANSWER_WITHIN
    )
    leavers = Leaving.objects.visible_to(post).open().filter(expected_last_day__lte=on)
    return RollToday(
        no_shows=did_not_arrive(post, on=on),
        notices=[due for due in notices_due(school=school, on=on) if due.waiting],
        unanswered=list(unanswered.select_related("pupil").order_by("asked_on", "pk")),
        leavers=list(leavers.select_related("admission__pupil").order_by("expected_last_day", "pk")),
        places=Place.objects.visible_to(post).waiting().count(),
        on=on,
    )
