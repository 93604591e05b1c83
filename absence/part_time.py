"""Part-time timetables: what the law asks of them, and what each step adds to the pupil's absence. Values only.

SI 2024/208 regulation 11(6) (V): an authorised person and a parent with whom the pupil normally lives agree that
exceptional circumstances justify it, and the times and dates. Temporary, never for behaviour, reviewed (V2 guidance).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from registers.school_year import is_session_weekday

FULL_WEEK = 10
MOST_STEPS = 6
Meets = Mapping[date, tuple[bool, bool]]
"""The school days, with whether the school meets in the morning and in the afternoon."""


class Step(NamedTuple):
    """The half-days on which the pupil comes, between two days."""

    first_day: date
    last_day: date
    expected: str

    @property
    def sessions(self) -> int:
        """Half-days a week on which the pupil comes."""
        return self.expected.count("1")


class Counted(NamedTuple):
    """Sessions of a step: those the school has, and those of them that count as absence."""

    possible: int
    absent: int

    @property
    def share(self) -> float:
        """Of the possible sessions, in per cent."""
        return 100 * self.absent / self.possible if self.possible else 0.0


def steps_from(first_day: date, ends: Sequence[tuple[date, str]]) -> list[Step]:
    """Steps one after another: each begins on the next weekday after the one before it ends."""
    steps, begins = [], first_day
    for last_day, expected in ends:
        steps.append(Step(begins, last_day, expected))
        begins = last_day + timedelta(days=1)
        while not is_session_weekday(begins):
            begins += timedelta(days=1)
    return steps


def refusal_of(steps: Sequence[Step]) -> str:
    """Why these steps cannot be a way back to full time; nothing where they can."""
    if not steps:
        return "Say on which half-days the pupil comes, and until when."
    if len(steps) > MOST_STEPS:
        return f"A way back to full time has {MOST_STEPS} steps at most."
    for number, step in enumerate(steps, start=1):
        if step.last_day < step.first_day:
            return f"Step {number} ends before it begins."
        if not 0 < step.sessions < FULL_WEEK:
            return f"Step {number}: choose some half-days, not all. After the last step it is full time."
    for number, (before, after) in enumerate(pairwise(steps), start=2):
        if after.sessions <= before.sessions:
            return (
                f"Step {number} has no more half-days than the one before it: each leads towards full time."
            )
    return ""


def counted(step: Step, meets: Meets) -> Counted:
    """What a step adds: each session of the school on which the pupil does not come is an absence, authorised."""
    possible = absent = 0
    for day, halves in meets.items():
        if not step.first_day <= day <= step.last_day or not is_session_weekday(day):
            continue
        for half, held in enumerate(halves):
            possible += held
            absent += held and step.expected[day.weekday() * 2 + half] == "0"
    return Counted(possible, absent)


def counted_together(each: Iterable[Counted]) -> Counted:
    """The steps as one."""
    rows = list(each)
    return Counted(sum(row.possible for row in rows), sum(row.absent for row in rows))
