"""A family's children in figures and days: what the home page, the calendar and the page of reasons show.

However many children there are, and at however many schools, a page asks the same number of questions.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from absence.mark_words import Words, where, why_away
from registers.codes import ABSENT
from registers.families import Child
from registers.models import Closure, Mark, SchoolDay, Term
from registers.school_year import is_session_weekday
from reporting.measures import Measures, measure

HALVES = ("AM", "PM")


@dataclass(frozen=True)
class Missed:
    """What one child missed this school year."""

    measures: Measures

    @property
    def sessions(self) -> int:
        """Sessions missed, for whatever reason."""
        return self.measures.absent

    @property
    def possible(self) -> int:
        """Of so many; where there were none, nothing can be said."""
        return self.measures.possible

    @property
    def days(self) -> int:
        """Whole days, two sessions each."""
        return self.sessions // 2

    @property
    def and_a_half(self) -> bool:
        """Whether half a day comes on top."""
        return self.sessions % 2 == 1

    @property
    def percent(self) -> float | None:
        """How much of it the child was in school."""
        return 100 * self.measures.attended / self.possible if self.possible else None


@dataclass(frozen=True)
class Today:
    """Where the child is, morning and afternoon; empty where the school does not meet."""

    am: Words
    pm: Words


@dataclass(frozen=True)
class Card:
    """One child on the family's first page."""

    child: Child
    missed: Missed
    today: Today | None


@dataclass(frozen=True)
class Day:
    """One weekday of the calendar. `note`: why the school does not meet, in the school's own words."""

    date: dt.date
    am: Words = ""
    pm: Words = ""
    note: str = ""
    is_today: bool = False
    to_come: bool = False

    @property
    def is_school_day(self) -> bool:
        """Whether the school meets, at least for half of it."""
        return bool(self.am or self.pm)


@dataclass(frozen=True)
class Month:
    """A month of the calendar, week by week, with the months before and after that there is something to say of."""

    first: dt.date
    weeks: list[list[Day]]
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True)
class Absence:
    """One day on which the child was away, with the reason for each half of it."""

    date: dt.date
    am: Words
    pm: Words

    @property
    def whole_day(self) -> bool:
        """Whether one reason stands for the whole day."""
        return self.am == self.pm


def first_days(schools: Sequence[int], on: dt.date) -> dict[int, dt.date]:
    """By school, the first day of the school year that `on` is in, or of the last that has begun. One statement."""
    begun = Term.objects.filter(school__in=schools, first_day__lte=on).order_by("first_day")
    years: dict[int, dict[str, dt.date]] = defaultdict(dict)
    for school, year, first in begun.values_list("school", "academic_year", "first_day"):
        years[school].setdefault(year, first)
    return {school: max(found.values()) for school, found in years.items()}


def cards_of(children: Sequence[Child], on: dt.date) -> list[Card]:
    """Each child: what was missed since the school year began, and where they are today. Four statements."""
    schools = sorted({child.school.pk for child in children})
    since = first_days(schools, on)
    spans = [
        Q(school=child.school.pk, pupil=child.pupil.pk, date__range=(since.get(child.school.pk, on), on))
        for child in children
    ]
    marks = Mark.objects.filter(reduce(or_, spans)).exclude(code="")
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for pupil, code, number in marks.order_by().values_list("pupil", "code").annotate(n=Count("code")):
        counted[pupil][code] = number
    pupils = [child.pupil.pk for child in children]
    here = Mark.objects.filter(school__in=schools, pupil__in=pupils, date=on)
    today = {(pupil, half): code for pupil, half, code in here.values_list("pupil", "session", "code")}
    meets = {day.school_id: day for day in SchoolDay.objects.filter(school__in=schools, date=on)}
    return [
        Card(
            child,
            Missed(measure(counted[child.pupil.pk])),
            _today(meets.get(child.school.pk), child.pupil.pk, today),
        )
        for child in children
    ]


def _today(day: SchoolDay | None, pupil: int, marks: dict[tuple[int, str], str]) -> Today | None:
    if day is None:
        return None
    am, pm = (where(marks.get((pupil, half), "")) for half in HALVES)
    return Today(am if day.am else "", pm if day.pm else "")


def month_of(child: Child, month: dt.date, *, on: dt.date) -> Month:
    """The weekdays of a month: marks of days that have been, school days and closures. Four statements."""
    school = child.school.pk
    begins = first_days([school], on).get(school, on).replace(day=1)
    first = min(max(month.replace(day=1), begins), on.replace(day=1))
    last = _next(first) - dt.timedelta(days=1)
    meets = {day.date: day for day in SchoolDay.objects.filter(school=school).between(first, last)}
    marks = Mark.objects.filter(school=school, pupil=child.pupil.pk, date__range=(first, last))
    codes = {(day, half): code for day, half, code in marks.values_list("date", "session", "code")}
    notes = _closures(school, first, last)
    weeks: dict[int, list[Day]] = defaultdict(list)
    for number in range((last - first).days + 1):
        date = first + dt.timedelta(days=number)
        if is_session_weekday(date):
            weeks[date.isocalendar().week].append(_day(date, meets.get(date), codes, notes.get(date, ""), on))
    return Month(
        first,
        list(weeks.values()),
        before=(first - dt.timedelta(days=1)).replace(day=1) if first > begins else None,
        after=_next(first) if _next(first) <= on else None,
    )


def _day(
    date: dt.date, meets: SchoolDay | None, codes: dict[tuple[dt.date, str], str], note: str, on: dt.date
) -> Day:
    if meets is None:
        return Day(date, note=note, is_today=date == on)
    marked = {half: codes.get((date, half), "") for half in HALVES}
    halves = {half: where(code) for half, code in marked.items()}
    return Day(
        date,
        am=halves["AM"] if meets.am else "",
        pm=halves["PM"] if meets.pm else "",
        note=note,
        is_today=date == on,
        to_come=date > on and not any(marked.values()),
    )


def _closures(school: int, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """By date, why the whole school is closed, in its own words. One statement."""
    found: dict[dt.date, str] = {}
    for closure in Closure.objects.during(first, last).filter(school=school).order_by("pk"):
        if closure.is_whole_school:
            days = (closure.last_day - closure.first_day).days + 1
            found.update(
                {closure.first_day + dt.timedelta(days=n): closure.words for n in range(min(days, 370))}
            )
    return found


def _next(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def absences_of(child: Child, *, on: dt.date) -> list[Absence]:
    """The days of this school year on which the child was away, the latest first. Two statements."""
    school = child.school.pk
    since = first_days([school], on).get(school, on)
    marks = Mark.objects.filter(
        school=school, pupil=child.pupil.pk, date__range=(since, on), code__in=sorted(ABSENT)
    )
    days: dict[dt.date, dict[str, Words]] = defaultdict(dict)
    for date, half, code in marks.values_list("date", "session", "code"):
        days[date][half] = why_away(code)
    return [
        Absence(date, halves.get("AM", ""), halves.get("PM", ""))
        for date, halves in sorted(days.items(), reverse=True)
    ]
