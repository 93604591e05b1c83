"""Sessions that are still to come this school year, for the school and for pupils who are not expected at all of them.

Half-days that a pattern gives a code outside both sums (at the other school, not expected) are nobody's to attend or
miss here; those of a part-time timetable are, for they count as absence.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from registers.codes import NOT_POSSIBLE
from registers.models import ExpectedPattern, SchoolDay, Term


@dataclass(frozen=True)
class SessionsAhead:
    """How many are left from a day on. `until`: the last school day of the year, None where none is left."""

    school: int
    until: dt.date | None
    less: Mapping[int, int]
    """By pupil, the half-days among them at which the pupil is not expected here."""

    def of(self, pupil: int) -> int:
        """How many one pupil has left."""
        return self.school - self.less.get(pupil, 0)


def sessions_ahead(*, school: int, since: dt.date, pupils: Collection[int] | None = None) -> SessionsAhead:
    """From `since` (inclusive) to the end of its school year. Three statements. `pupils`: only these are looked at."""
    last = _last_day(school, since)
    if last is None:
        return SessionsAhead(0, None, {})
    days = SchoolDay.objects.filter(school=school).between(since, last).order_by("date")
    halves = {day: (am, pm) for day, am, pm in days.values_list("date", "am", "pm")}
    patterns = ExpectedPattern.objects.standing().during(since, last)
    patterns = patterns.filter(school=school, code__in=sorted(NOT_POSSIBLE))
    if pupils is not None:
        patterns = patterns.filter(pupil__in=pupils)
    less: dict[int, int] = defaultdict(int)
    for pattern in patterns:
        less[pattern.pupil_id] += _not_expected(pattern, halves)
    return SessionsAhead(sum(map(sum, halves.values())), max(halves, default=None), less)


def _last_day(school: int, on: dt.date) -> dt.date | None:
    """The last day of the terms of the latest school year that has begun by `on`."""
    terms = Term.objects.filter(school=school)
    begun = terms.filter(first_day__lte=on).order_by("-first_day").values("academic_year")[:1]
    of_year = terms.filter(academic_year=begun).order_by("-last_day")
    return of_year.values_list("last_day", flat=True).first()


def _not_expected(pattern: ExpectedPattern, halves: Mapping[dt.date, tuple[bool, bool]]) -> int:
    """How many of the sessions fall on half-days that the pattern leaves out."""
    by_half: Counter[int] = Counter()
    for day, held in halves.items():
        if pattern.first_day <= day and (pattern.last_day is None or day <= pattern.last_day):
            by_half.update(day.weekday() * 2 + half for half in (0, 1) if held[half])
    return sum(count for half, count in by_half.items() if pattern.expected[half] == "0")
