"""Which sessions a school has: Monday to Friday inside its terms, less its closures (data.md "Days")."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from registers.codes import Session
from registers.school_year import DayRange, is_session_weekday

DAYS_A_YEAR = 190
"""Pupils' days of a school year, 380 sessions, of maintained schools; DfE absence methodology (V)."""
INSET_DAYS = 5
"""Days more that teachers work without pupils, 195 in all; teachers' pay and conditions (M)."""


@dataclass(frozen=True)
class Closed:
    """Days without a session for the whole school; `session` where only that half of the day is closed."""

    first: dt.date
    last: dt.date
    session: str = ""

    @property
    def days(self) -> list[dt.date]:
        """Every date of the closure."""
        return each_day(DayRange(self.first, self.last))


class Halves(NamedTuple):
    """Whether the whole school meets in the morning, and in the afternoon."""

    am: bool
    pm: bool


class RemovedSession(NamedTuple):
    """A session that is no longer one, for everybody (pupil None) or for one pupil, and why."""

    pupil: int | None
    date: dt.date
    session: str
    reason: str


def each_day(days: DayRange) -> list[dt.date]:
    """Every date from the first to the last, both inclusive."""
    return [days.first + dt.timedelta(days=n) for n in range((days.last - days.first).days + 1)]


def days_with_sessions(terms: Iterable[DayRange], closures: Iterable[Closed]) -> dict[dt.date, Halves]:
    """The days, in order, on which the whole school meets for at least one session, with the halves that it meets.

    `closures`: only those that remove sessions for everybody.
    """
    meets = {day: set(Session) for term in terms for day in each_day(term) if is_session_weekday(day)}
    for closure in closures:
        for day in closure.days:
            meets.get(day, set()).difference_update(
                [Session(closure.session)] if closure.session else Session
            )
    return {
        day: Halves(Session.AM in halves, Session.PM in halves)
        for day, halves in sorted(meets.items())
        if halves
    }
