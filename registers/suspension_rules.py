"""Suspension and permanent exclusion: what is due from which day, how many days a year may hold, who is told.

Values and arithmetic only. How surely each rule is known: V = seen in the law or a DfE page, V2 = seen second-hand,
M = from memory, P = practice, D = deduced.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from registers.codes import ARRANGED_PROVISION, DUE_ELSEWHERE, OTHER_ACTIVITY, Session

# Education and Inspections Act 2006 s.100, Education Act 1996 s.19 and SI 2007/1870: suitable full-time education is
# arranged from the sixth consecutive school day, by the school for a suspension, by the authority for a permanent
# exclusion (V for the day: DfE absence methodology; M for who).
PROVISION_FROM_DAY = 6
# Education Act 2002 s.51A and SI 2012/1033: at most so many school days of suspension in one school year (P).
MOST_DAYS_A_YEAR = 45
# SI 2012/1033: parents may ask for an independent review so many school days after the governors' decision (M).
REVIEW_ASKED_WITHIN = 15
# An exclusion without a review yet is planned ahead this far; a review, or leaving the roll, ends it before (D).
PLANNED_AHEAD = dt.timedelta(days=730)
# From day six the pupil is at provision of the authority, at some other approved activity, or at another school (V).
PROVISION_CODES = (ARRANGED_PROVISION, OTHER_ACTIVITY, DUE_ELSEWHERE)
# The reasons that the school census knows (M): a suspension may need words besides.
REASONS = {
    "PP": "Physical assault against a pupil",
    "PA": "Physical assault against an adult",
    "VP": "Verbal abuse or threatening behaviour against a pupil",
    "VA": "Verbal abuse or threatening behaviour against an adult",
    "OW": "Use or threat of use of a weapon or prohibited item",
    "BU": "Bullying",
    "RA": "Racist abuse",
    "LG": "Abuse against sexual orientation or gender identity",
    "DS": "Abuse relating to disability",
    "SM": "Sexual misconduct",
    "DA": "Drugs and alcohol",
    "DM": "Damage",
    "TH": "Theft",
    "MT": "Misuse of social media or technology",
    "PH": "Breaking measures that protect public health",
    "DB": "Persistent or general disruptive behaviour",
}


class Kind(StrEnum):
    """Whether the pupil comes back on a day that is known."""

    SUSPENSION = "suspension"
    PERMANENT = "permanent"


class Whom(StrEnum):
    """Who must be told without delay."""

    PARENT = "parent"
    AUTHORITY = "authority"
    SOCIAL_WORKER = "social_worker"
    VIRTUAL_HEAD = "virtual_head"

    @property
    def words(self) -> str:
        """In staff-room words."""
        return WHOM_WORDS[self]


WHOM_WORDS = {
    Whom.PARENT: "Parent",
    Whom.AUTHORITY: "Local authority",
    Whom.SOCIAL_WORKER: "Social worker",
    Whom.VIRTUAL_HEAD: "Virtual school head",
}
OF_SOCIAL_CARE = frozenset({Whom.SOCIAL_WORKER, Whom.VIRTUAL_HEAD})
"""That a pupil has one of these is itself for those who may see social care."""


class Outcome(StrEnum):
    """What a review of a permanent exclusion came to."""

    UPHELD = "upheld"
    REINSTATED = "reinstated"
    ENDED = "ended"

    @property
    def words(self) -> str:
        """In staff-room words."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS = {
    Outcome.UPHELD: "Upheld by the governors: an independent review may still be asked for",
    Outcome.REINSTATED: "The pupil is reinstated",
    Outcome.ENDED: "The exclusion stands: every review has ended, or none was asked for in time",
}


class HalfDay(NamedTuple):
    """A session as a suspension counts: half a day. Sorts in the order of the calendar."""

    date: dt.date
    session: str


def who_is_told(*, has_social_worker: bool, is_looked_after: bool) -> tuple[Whom, ...]:
    """Who must be told without delay of every suspension and exclusion, for this pupil.

    SI 2012/1033 regulation 5 and statutory guidance: parents and the authority always, the social worker and the
    virtual school head of a pupil who has one (P).
    """
    told = [Whom.PARENT, Whom.AUTHORITY]
    told += [Whom.SOCIAL_WORKER] if has_social_worker else []
    told += [Whom.VIRTUAL_HEAD] if is_looked_after else []
    return tuple(told)


def provision_due_on(
    first: dt.date, suspended: Collection[dt.date], school_days: Sequence[dt.date]
) -> dt.date | None:
    """The sixth consecutive school day of the run of suspended days that `first` lies in; None in a shorter run.

    A day counts where any of its sessions does, so that a suspension from midday reaches day six no later than one
    from the morning (D). Suspensions that follow each other without a school day between are one run (M).
    """
    run: list[dt.date] = []
    for day in school_days:
        if day in suspended:
            run.append(day)
        elif run and run[-1] >= first:
            break
        else:
            run = []
    if not run or run[-1] < first or len(run) < PROVISION_FROM_DAY:
        return None
    return run[PROVISION_FROM_DAY - 1]


def halves_by(halves: Iterable[HalfDay], period_of: Callable[[dt.date], str]) -> Mapping[str, int]:
    """How many half-days fall into each period (a school year, a term)."""
    sums: dict[str, int] = {}
    for half in halves:
        period = period_of(half.date)
        sums[period] = sums.get(period, 0) + 1
    return sums


def half_days_over(half_days: int) -> int:
    """By how many half-days a school year's suspensions are more than the law allows; 0 where they are not."""
    return max(0, half_days - MOST_DAYS_A_YEAR * len(Session))


def days_words(half_days: int) -> str:
    """`5 days`, `2½ days`, `half a day`, `no days`."""
    whole, half = divmod(half_days, len(Session))
    if not half_days:
        return "no days"
    if not whole:
        return "half a day"
    return f"{whole}{'½' if half else ''} {'day' if (whole, half) == (1, 0) else 'days'}"


def review_is_over(outcomes: Iterable[tuple[dt.date, str]], on: dt.date) -> bool:
    """Whether every review of a permanent exclusion is over on `on` and it stands: regulation 9(1)(o) is open then.

    `outcomes`: date and outcome of each review in the order in which they were recorded. A decision that the governors
    upheld does not end it: an independent review may still be asked for, until somebody records that none was.
    """
    said = [outcome for date, outcome in outcomes if date <= on]
    return bool(said) and said[-1] == Outcome.ENDED


class PlanRow(NamedTuple):
    """A stretch of days on which the same half-days of the week are planned with one code."""

    first_day: dt.date
    last_day: dt.date
    halves: str
    code: str
    note: str


def plan_rows(planned: Mapping[HalfDay, tuple[str, str]]) -> list[PlanRow]:
    """The fewest rows that plan exactly these half-days, each with its code and note."""
    weeks: dict[tuple[str, str, dt.date], list[HalfDay]] = {}
    for half, (code, note) in sorted(planned.items()):
        monday = half.date - dt.timedelta(days=half.date.weekday())
        weeks.setdefault((code, note, monday), []).append(half)
    rows: list[PlanRow] = []
    for (code, note, monday), halves in sorted(weeks.items()):
        row = PlanRow(halves[0].date, halves[-1].date, _pattern(halves), code, note)
        before = rows[-1] if rows else None
        if before is not None and _goes_on(before, row, monday):
            rows[-1] = before._replace(last_day=row.last_day)
        else:
            rows.append(row)
    return sorted(rows)


def _pattern(halves: Iterable[HalfDay]) -> str:
    marked = {half.date.weekday() * 2 + (half.session == Session.PM) for half in halves}
    return "".join("1" if place in marked else "0" for place in range(10))


def _goes_on(before: PlanRow, row: PlanRow, monday: dt.date) -> bool:
    """Whether the next week repeats the row exactly."""
    last_week = before.last_day - dt.timedelta(days=before.last_day.weekday())
    same = (before.halves, before.code, before.note) == (row.halves, row.code, row.note)
    return same and monday - last_week == dt.timedelta(days=7)
