"""Patterns of absence worth a look: a question to ask a family, never an answer, and no accusation.

What was agreed for the pupil (part-time timetable, suspension, religious days and the like) makes no pattern.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from registers.codes import (
    ABSENT,
    ILLNESS,
    INTERVIEW_LEAVE,
    PART_TIME_LEAVE,
    PERFORMANCE_LEAVE,
    RELIGIOUS_OBSERVANCE,
    STUDY_LEAVE,
    SUSPENDED,
    TRAVELLING,
)
from registers.school_year import WEEKDAYS

AGREED = frozenset(
    {
        INTERVIEW_LEAVE,
        PART_TIME_LEAVE,
        PERFORMANCE_LEAVE,
        RELIGIOUS_OBSERVANCE,
        STUDY_LEAVE,
        SUSPENDED,
        TRAVELLING,
    }
)
MAKES_PATTERNS = ABSENT - AGREED

# How much is worth a look: the product's own choice, all of it (P).
WEEKS_LOOKED_AT = 8
BROKEN_AT_LEAST = 4
BESIDE_AT_LEAST = 2
LONG_WEEKEND_DAYS = 4  # from the last school day to the next one: longer than a weekend
WEEKDAY_SESSIONS_AT_LEAST = 6
WEEKDAY_WEEKS_AT_LEAST = 3
TOGETHER_AT_LEAST = 3
CLUSTER_DAYS = 3
CLUSTER_AT_LEAST = 4
CLUSTER_LOOKS_BACK = 10

Place = tuple[dt.date, str]
"""A session: its date, and AM or PM."""
Missed = Mapping[Place, str]
"""The sessions that one pupil missed, with their codes; what was agreed is left out."""


class Kind(StrEnum):
    """What sort of pattern."""

    BROKEN_WEEKS = "broken-weeks"
    BESIDE_HOLIDAYS = "beside-holidays"
    WEEKDAY = "weekday"
    TOGETHER = "together"
    ILLNESS = "illness"


WORDS = {
    Kind.BROKEN_WEEKS: "An absence began in {count} of the last {of} school weeks",
    Kind.BESIDE_HOLIDAYS: "Away on {count} of {of} days beside a holiday or long weekend",
    Kind.WEEKDAY: "{count} of {of} missed sessions were on {weekday}",
    Kind.TOGETHER: "Away together on {count} occasions, of at most {of} of either",
    Kind.ILLNESS: "{count} of {of} pupils fell ill, {days}",
}


@dataclass(frozen=True)
class Pattern:
    """What was found. `count` of `of`: weeks, days or pupils, as the kind has it; `sessions`: those it stands on."""

    kind: Kind
    pupils: tuple[int, ...]
    count: int
    of: int
    sessions: tuple[Place, ...]

    @property
    def days(self) -> list[dt.date]:
        """The days it stands on, in order."""
        return sorted({day for day, _ in self.sessions})

    @property
    def words(self) -> str:
        """What was seen, without a name."""
        first, last = self.days[0], self.days[-1]
        return WORDS[self.kind].format(
            count=self.count,
            of=self.of,
            weekday=f"{WEEKDAYS[first.weekday()].capitalize()}s",
            days=f"{first.day} {first:%b} to {last.day} {last:%b}",
        )


def makes_pattern(codes: Mapping[Place, str]) -> dict[Place, str]:
    """The missed sessions among a pupil's marks that may make a pattern."""
    return {place: code for place, code in codes.items() if code in MAKES_PATTERNS}


def patterns_of_one(
    pupil: int, missed: Missed, attended: Mapping[dt.date, int], days: Sequence[dt.date]
) -> list[Pattern]:
    """Every pattern of one pupil alone. `attended`: sessions by Monday; `days`: those on the roll, in order."""
    found = (
        one_weekday(pupil, missed),
        broken_weeks(pupil, missed, attended, days),
        beside_holidays(pupil, missed, days),
    )
    return [each for each in found if each is not None]


def broken_weeks(
    pupil: int, missed: Missed, attended: Mapping[dt.date, int], days: Sequence[dt.date]
) -> Pattern | None:
    """School weeks in which the pupil came and an absence began, often of late.

    `attended`: sessions attended by Monday; `days`: the school days in order. A long illness that spans two weeks
    begins once.
    """
    mondays = sorted({_monday(day) for day in days})[-WEEKS_LOOKED_AT:]
    began = {_monday(run[0]) for run in runs({day for day, _ in missed}, days)}
    broken = {monday for monday in mondays if monday in began and attended.get(monday)}
    if len(broken) < BROKEN_AT_LEAST:
        return None
    return _found(
        Kind.BROKEN_WEEKS, pupil, missed, len(broken), len(mondays), lambda day: _monday(day) in broken
    )


def beside_holidays(pupil: int, missed: Missed, days: Sequence[dt.date]) -> Pattern | None:
    """Days beside a holiday or long weekend: half of them missed or more, and twice as often as other days.

    `days`: the school days on which the pupil was on the roll.
    """
    beside = days_beside_holidays(days)
    away = {day for day, _ in missed}
    there, elsewhere = len(away & beside), len(away - beside)
    others = len(set(days) - beside)
    if there < BESIDE_AT_LEAST or there * 2 < len(beside) or there * others < 2 * elsewhere * len(beside):
        return None
    return _found(Kind.BESIDE_HOLIDAYS, pupil, missed, there, len(beside), beside.__contains__)


def one_weekday(pupil: int, missed: Missed) -> Pattern | None:
    """Half of what was missed, or more, on one day of the week, in several weeks."""
    if not missed:
        return None
    [(weekday, count)] = Counter(day.weekday() for day, _ in missed).most_common(1)
    weeks = {_monday(day) for day, _ in missed if day.weekday() == weekday}
    if count < WEEKDAY_SESSIONS_AT_LEAST or len(weeks) < WEEKDAY_WEEKS_AT_LEAST or count * 2 < len(missed):
        return None
    return _found(Kind.WEEKDAY, pupil, missed, count, len(missed), lambda day: day.weekday() == weekday)


def away_together(
    one: int, other: int, missed: Mapping[int, Missed], days: Sequence[dt.date]
) -> Pattern | None:
    """Brothers or sisters away in the same sessions, on several occasions. Days in a row are one occasion."""
    shared = sorted(missed.get(one, {}).keys() & missed.get(other, {}).keys())
    together = runs({day for day, _ in shared}, days)
    if len(together) < TOGETHER_AT_LEAST:
        return None
    own = max(len(runs({day for day, _ in missed[each]}, days)) for each in (one, other))
    return Pattern(Kind.TOGETHER, (one, other), len(together), own, tuple(shared))


def illness_in_class(
    pupils: Collection[int], missed: Mapping[int, Missed], days: Sequence[dt.date]
) -> Pattern | None:
    """Several pupils of one class who fell ill within a few school days of each other, lately."""
    began: dict[dt.date, set[int]] = defaultdict(set)
    for pupil in pupils:
        days_ill = {day for (day, _), code in missed.get(pupil, {}).items() if code == ILLNESS}
        for run in runs(days_ill, days):
            began[run[0]].add(pupil)
    recent = list(days[-CLUSTER_LOOKS_BACK:])
    windows = [
        recent[start : start + CLUSTER_DAYS] for start in range(max(len(recent) - CLUSTER_DAYS + 1, 1))
    ]
    found = max(windows, key=lambda window: len(_of(began, window)), default=[])
    ill = _of(began, found)
    if len(ill) < CLUSTER_AT_LEAST:
        return None
    return Pattern(
        Kind.ILLNESS, tuple(sorted(ill)), len(ill), len(pupils), tuple((day, "AM") for day in found)
    )


def runs(away: Collection[dt.date], days: Sequence[dt.date]) -> list[list[dt.date]]:
    """The days away as spells: school days in a row, whatever weekend or holiday lies between."""
    found: list[list[dt.date]] = []
    previous = None
    for day in days:
        if day in away:
            if previous in away:
                found[-1].append(day)
            else:
                found.append([day])
        previous = day
    return found


def days_beside_holidays(days: Sequence[dt.date]) -> set[dt.date]:
    """The last school day before a holiday or long weekend, and the first after it."""
    return {
        day
        for before, after in pairwise(days)
        if (after - before).days >= LONG_WEEKEND_DAYS
        for day in (before, after)
    }


def _of(began: Mapping[dt.date, set[int]], window: Iterable[dt.date]) -> set[int]:
    return {pupil for day in window for pupil in began.get(day, ())}


def _found(
    kind: Kind, pupil: int, missed: Missed, count: int, of: int, holds: Callable[[dt.date], bool]
) -> Pattern:
    return Pattern(kind, (pupil,), count, of, tuple(sorted(place for place in missed if holds(place[0]))))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
