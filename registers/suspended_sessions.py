"""Exactly which sessions a suspension takes, by the school's calendar and the pupil's own week. Values only."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from registers.codes import CODES, SUSPENDED, Session
from registers.school_sessions import HALF, Calendar, PupilOnDay
from registers.school_year import is_session_weekday
from registers.suspension_rules import HalfDay

OF_PATTERN = "pattern"
"""The source of plans that follow from a pupil's weekly pattern (marking_facts)."""


class LeftOut(NamedTuple):
    """A half-day between the first and the last that is no session of the pupil's, and why."""

    half: HalfDay
    why: str


class Given(NamedTuple):
    """Education arranged from a day on, as far as planning needs it."""

    first_day: dt.date
    session: str
    code: str
    note: str


@dataclass(frozen=True)
class Taken:
    """What lies between the first and the last half-day for one pupil."""

    halves: tuple[HalfDay, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def days(self) -> list[dt.date]:
        """The days of which at least one session is taken."""
        return sorted({half.date for half in self.halves})

    def words_taken(self) -> list[tuple[dt.date, str]]:
        """Each day with its sessions: `morning and afternoon`."""
        halves: dict[dt.date, list[str]] = {}
        for half in self.halves:
            halves.setdefault(half.date, []).append(HALF[half.session])
        return [(day, " and ".join(each)) for day, each in halves.items()]

    def words_left_out(self) -> list[tuple[dt.date, str]]:
        """Each day left out, once, with `all day` or the half of the day and why."""
        said: dict[tuple[dt.date, str], list[str]] = {}
        for half, why in self.left_out:
            said.setdefault((half.date, why), []).append(HALF[half.session])
        return [
            (day, why if len(halves) == len(Session) else f"{halves[0]}: {why}")
            for (day, why), halves in said.items()
        ]


def each_half(first: HalfDay, last: HalfDay) -> Iterator[HalfDay]:
    """Every half-day of a school week's days from the first to the last, both included."""
    for number in range((last.date - first.date).days + 1):
        day = first.date + dt.timedelta(days=number)
        if is_session_weekday(day):
            halves = (HalfDay(day, session.value) for session in Session)
            yield from (half for half in halves if first <= half <= last)


def taken_between(
    first: HalfDay,
    last: HalfDay,
    *,
    pupil_id: int,
    calendar: Calendar,
    on_days: Mapping[tuple[int, dt.date], PupilOnDay],
) -> Taken:
    """The sessions that a suspension from `first` to `last` takes from the pupil, and the half-days left out."""
    halves: list[HalfDay] = []
    left_out: list[LeftOut] = []
    for half in each_half(first, last):
        why = _why_not(half, pupil_id, calendar, on_days.get((pupil_id, half.date)))
        if why:
            left_out.append(LeftOut(half, why))
        else:
            halves.append(half)
    return Taken(tuple(halves), tuple(left_out))


def school_days_of(
    pupil_id: int, calendar: Calendar, on_days: Mapping[tuple[int, dt.date], PupilOnDay]
) -> list[dt.date]:
    """The days that count for the pupil: the school's, less those closed to the pupil's year or class."""
    return [
        day
        for day in sorted(calendar.days)
        if any(
            calendar.has_session(day, half)
            and not _closed_to(on_days.get((pupil_id, day)), calendar, day, half)
            for half in Session
        )
    ]


def planned_between(
    first: HalfDay,
    last: HalfDay,
    *,
    pupil_id: int,
    calendar: Calendar,
    note: str,
    given: Iterable[Given] = (),
) -> dict[HalfDay, tuple[str, str]]:
    """The code and note planned for each half-day: E, or the education that was arranged from its day on.

    Closed days are planned too and never become marks: when the calendar changes, the plan is right already. Half-days
    on which the pupil's own weekly pattern does not expect them keep the pattern's code.
    """
    arranged = sorted(given, key=lambda each: each.first_day)
    planned = {}
    for half in each_half(first, last):
        if _not_expected(half, pupil_id, calendar):
            continue
        chosen = [
            each for each in arranged if each.first_day <= half.date and each.session in ("", half.session)
        ]
        planned[half] = (chosen[-1].code, chosen[-1].note) if chosen else (SUSPENDED, note)
    return planned


def _why_not(half: HalfDay, pupil_id: int, calendar: Calendar, pupil: PupilOnDay | None) -> str:
    if not calendar.has_session(*half):
        everybody = [each for each in calendar.closures if not each.year_groups and not each.classes]
        return next((each.words for each in everybody if each.covers(*half)), "no session")
    if pupil is None or not pupil.on_roll:
        return "not on the roll"
    closure = calendar.closure_of(pupil, *half)
    if closure is not None:
        return closure.words
    code = _not_expected(half, pupil_id, calendar)
    return f"{code}, {CODES[code].words.lower()}" if code else ""


def _not_expected(half: HalfDay, pupil_id: int, calendar: Calendar) -> str:
    """The code of the pupil's weekly pattern, where it does not expect them in that half-day."""
    plans = calendar.plans.get(pupil_id, [])
    return next((plan.code for plan in plans if plan.source == OF_PATTERN and plan.holds_for(*half)), "")


def _closed_to(pupil: PupilOnDay | None, calendar: Calendar, day: dt.date, half: str) -> bool:
    return pupil is not None and calendar.closure_of(pupil, day, half) is not None
