"""What a leave comes to for each child, by the school's days and the child's own week."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from absence.leave_days import Away, HalvesOfDay, LeaveDays, away
from registers.codes import Session
from registers.models import ExpectedPattern, Pupil, School, SchoolDay

LOOKS_AHEAD = dt.timedelta(days=100)
"""Longer than any holiday: the day of coming back lies within."""


@dataclass(frozen=True)
class Count:
    """Children for whom a leave comes to the same."""

    pupils: tuple[Pupil, ...]
    away: Away


def school_days(school: School | int, first: dt.date, last: dt.date) -> dict[dt.date, HalvesOfDay]:
    """The school's days from `first` to `last`, in order, with the halves in which it meets. One statement."""
    rows = SchoolDay.objects.filter(school=school).between(first, last).order_by("date")
    return {day: (am, pm) for day, am, pm in rows.values_list("date", "am", "pm")}


def counts(school: School | int, pupils: Sequence[Pupil], leave: LeaveDays) -> list[Count]:
    """What the leave comes to, children of the same result together. Two statements."""
    until = leave.last + LOOKS_AHEAD
    days = school_days(school, leave.first, until)
    weeks: dict[int, list[ExpectedPattern]] = {pupil.pk: [] for pupil in pupils}
    for row in ExpectedPattern.objects.standing().during(leave.first, until).filter(pupil__in=weeks):
        weeks[row.pupil_id].append(row)
    found: dict[Away, list[Pupil]] = {}
    for pupil in pupils:
        found.setdefault(away(leave, _own_days(days, weeks[pupil.pk])), []).append(pupil)
    return [Count(tuple(alike), result) for result, alike in found.items()]


def _own_days(
    days: dict[dt.date, HalvesOfDay], patterns: Iterable[ExpectedPattern]
) -> dict[dt.date, HalvesOfDay]:
    """The school's days less the half-days on which the child is not expected."""
    own = dict(days)
    for row in patterns:
        for day, met in days.items():
            if row.first_day <= day and (row.last_day is None or day <= row.last_day):
                own[day] = _expected(row.expected, day, met)
    return own


def _expected(week: str, day: dt.date, met: HalvesOfDay) -> HalvesOfDay:
    halves = [week[day.weekday() * 2 + place] == "1" for place in range(len(Session))]
    return met[0] and halves[0], met[1] and halves[1]
