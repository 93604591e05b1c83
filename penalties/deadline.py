"""By when an authority wants a referral: so many days after the child came back to school."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from penalties.authority import CountedIn, Rules
from penalties.improvement import Seen
from registers.codes import ATTENDING
from registers.school_year import nth_school_day_after, school_days_after


class Deadline(NamedTuple):
    """When the days began and when they end. Both None: the child has not been back since."""

    returned_on: dt.date | None
    due: dt.date | None
    left: int | None
    """Days that are left on the day asked, in the authority's own counting; below none when it is over."""

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.left is not None and self.left < 0


def deadline(
    sessions: Iterable[Seen],
    *,
    last: tuple[dt.date, str],
    rules: Rules,
    school_days: Sequence[dt.date],
    on: dt.date,
) -> Deadline:
    """The deadline of a referral whose last session is `last`. `sessions`: those at which the child was due, in order.

    Counting begins with the day after the return. Where the calendar ends before, the days that it has are too few,
    and nobody knows the date.
    """
    back = next(
        (each.date for each in sessions if (each.date, each.session) > last and each.code in ATTENDING), None
    )
    if back is None:
        return Deadline(None, None, None)
    if rules.deadline_counted_in is CountedIn.CALENDAR:
        due = back + dt.timedelta(days=rules.deadline_days)
        return Deadline(back, due, (due - on).days)
    end = nth_school_day_after(back, rules.deadline_days, school_days)
    if end is None:
        return Deadline(back, None, None)
    if on > end:
        return Deadline(back, end, -(school_days_after(end, on, school_days) or 1))
    return Deadline(back, end, school_days_after(on, end, school_days))
