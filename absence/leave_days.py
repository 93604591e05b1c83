"""The days of a leave: how many school days and sessions lie in it, when the child is back, and by when to answer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from registers.codes import Session
from registers.school_year import nth_school_day_after

HalvesOfDay = tuple[bool, bool]
"""Whether the school meets in the morning, and in the afternoon."""


class LeaveDays(NamedTuple):
    """First and last day away, and the half from which and up to which."""

    first: dt.date
    first_half: str
    last: dt.date
    last_half: str

    def holds(self, day: dt.date, session: str) -> bool:
        """Whether that half-day lies in the leave."""
        if not self.first <= day <= self.last:
            return False
        too_early = day == self.first and self.first_half == Session.PM and session == Session.AM
        too_late = day == self.last and self.last_half == Session.AM and session == Session.PM
        return not (too_early or too_late)

    @property
    def is_in_order(self) -> bool:
        """Whether it begins before it ends."""
        return self.first < self.last or (
            self.first == self.last and (self.first_half, self.last_half) != (Session.PM, Session.AM)
        )


class Away(NamedTuple):
    """What a leave comes to by a school's calendar."""

    days: int
    sessions: int
    back: dt.date | None
    """The day of the first session after it; None where the calendar ends before."""
    back_half: str
    known: bool
    """Whether the calendar reaches over the whole leave, so that the count can be trusted."""

    @property
    def back_from(self) -> tuple[dt.date, str] | None:
        """Day and half of the first session after it."""
        return (self.back, self.back_half) if self.back else None


def away(leave: LeaveDays, meets: Mapping[dt.date, HalvesOfDay]) -> Away:
    """Count a leave. `meets`: each school day from the first day on, with the halves in which the school meets."""
    missed: list[dt.date] = []
    back: tuple[dt.date, str] | None = None
    for day in sorted(meets):
        for session, met in zip(Session, meets[day], strict=True):
            if not met:
                continue
            if leave.holds(day, session):
                missed.append(day)
            elif back is None and (day, session) > (leave.last, leave.last_half):
                back = (day, session)
    days = len(set(missed))
    return Away(days, len(missed), back and back[0], back[1] if back else "", back is not None)


def answer_by(
    received: dt.date, first_day: dt.date, *, within: int, school_days: Sequence[dt.date]
) -> dt.date:
    """The day by which a family is told to expect an answer: so many school days on, but before the leave begins.

    `school_days`: in order, around both. Where the calendar ends first, weekdays are counted instead.
    """
    by = nth_school_day_after(received, within, school_days) or _weekdays_after(received, within)
    before = [day for day in school_days if received <= day < first_day]
    return by if by < first_day else max([*before, received])


def _weekdays_after(day: dt.date, n: int) -> dt.date:
    while n:
        day += dt.timedelta(days=1)
        n -= day.weekday() < 5
    return day
