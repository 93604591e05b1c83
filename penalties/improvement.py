"""The time of a notice to improve: how long it lasts, and what the register says of it so far.

Source: the national framework in Working together to improve school attendance. It is a last chance where support
fits and has not helped yet; what is enough improvement is decided for each family, and may be none at all missed.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from penalties.authority import CountedIn
from registers.codes import NO_REASON_YET, UNAUTHORISED
from registers.school_year import SchoolWeeks, week_start_of

MOST_ALLOWED = 10
"""A notice that allows as many sessions as bring a case by themselves asks for nothing (D)."""


COUNTED_WORDS = {
    CountedIn.SCHOOL: "School weeks: a week of holiday does not count",
    CountedIn.CALENDAR: "Calendar weeks",
}


class Outcome(StrEnum):
    """How a notice stands by the register alone. A person still says what follows."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


OUTCOME_WORDS = {
    Outcome.NOT_BEGUN: "Not begun yet",
    Outcome.RUNNING: "Running",
    Outcome.MET: "Met",
    Outcome.NOT_MET: "Not met",
    Outcome.NOT_KNOWN: "Not known yet",
}


class Terms(NamedTuple):
    """What a notice asks for: its days, and how many sessions without leave are still enough improvement."""

    first: dt.date
    last: dt.date
    allowed: int


class Seen(NamedTuple):
    """One session at which the child was due, with its code; empty where the register has none."""

    date: dt.date
    session: str
    code: str


class Watched(NamedTuple):
    """What the register says of a notice, up to the evening before."""

    outcome: Outcome
    counted: tuple[Seen, ...]
    """Sessions missed without leave."""
    in_doubt: tuple[Seen, ...]
    """Sessions whose reason is not established yet, or that have no mark."""
    past: int
    """Sessions that are over."""
    failed_at: Seen | None
    """The session with which it was more than the notice allows."""

    @property
    def words(self) -> str:
        """As pages say it."""
        return OUTCOME_WORDS[self.outcome]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to wait for but what a person decides."""
        return self.outcome in (Outcome.MET, Outcome.NOT_MET)


def last_day(first: dt.date, weeks: int, counted_in: CountedIn, school_weeks: SchoolWeeks) -> dt.date | None:
    """The last day of so many weeks that begin with `first`; None where the calendar does not reach so far.

    Weeks need not begin on a Monday: three weeks from a Wednesday end on a Tuesday. School weeks leave out the weeks
    in which nobody is at school; None also where `first` lies in such a week.
    """
    if counted_in is CountedIn.CALENDAR:
        return first + dt.timedelta(days=7 * weeks - 1)
    begins = school_weeks.number(first)
    if begins is None:
        return None
    into = (first - week_start_of(first, school_weeks.week_start)).days
    ends_in = begins + weeks if into else begins + weeks - 1
    if ends_in > len(school_weeks.starts):
        return None
    days_on = into - 1 if into else 6
    return school_weeks.starts[ends_in - 1] + dt.timedelta(days=days_on)


def watch(
    sessions: Iterable[Seen], terms: Terms, *, on: dt.date, codes: Collection[str] = UNAUTHORISED
) -> Watched:
    """What the register says of a notice on the morning of `on`: of the days before, for a day that runs is not over.

    `sessions`: those at which the child was due, in order. `codes`: those that the school counts; one whose reason is
    not established stands apart, whatever the school counts, for it is settled within days.
    """
    past = [each for each in sessions if terms.first <= each.date <= terms.last and each.date < on]
    counted = tuple(each for each in past if each.code in codes and each.code != NO_REASON_YET)
    in_doubt = tuple(each for each in past if each.code in ("", NO_REASON_YET))
    failed_at = counted[terms.allowed] if len(counted) > terms.allowed else None
    outcome = _outcome(terms, on, len(counted), len(in_doubt))
    return Watched(outcome, counted, in_doubt, len(past), failed_at)


def _outcome(terms: Terms, on: dt.date, counted: int, in_doubt: int) -> Outcome:
    if counted > terms.allowed:
        return Outcome.NOT_MET
    if on <= terms.last:
        return Outcome.RUNNING if on >= terms.first else Outcome.NOT_BEGUN
    return Outcome.MET if counted + in_doubt <= terms.allowed else Outcome.NOT_KNOWN
