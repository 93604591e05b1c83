"""A school year at a glance: every month with the kind of each day, and what the year comes to."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registers.calendar_shape import inset_days
from registers.codes import Session
from registers.day_registers import class_order
from registers.models import Closure, RegistrationGroup, School, SchoolDay, Term
from registers.models.pupils import PupilStatus
from registers.school_calendar import DAYS_A_YEAR, INSET_DAYS
from registers.school_sessions import HALF
from registers.school_year import (
    YEAR_GROUPS,
    DayRange,
    SchoolWeeks,
    academic_year,
    academic_year_days,
    is_session_weekday,
)

SHORT = {
    Closure.Kind.HOLIDAY: "Holiday",
    Closure.Kind.INSET: "INSET",
    Closure.Kind.BANK_HOLIDAY: "Bank hol.",
    Closure.Kind.PLANNED: "Closed",
    Closure.Kind.UNEXPECTED: "Shut",
}
TELLING = (*(kind for kind in Closure.Kind if kind is not Closure.Kind.HOLIDAY), Closure.Kind.HOLIDAY)
"""Where two closures cover a day, the one that says more is named: an INSET day in the holidays."""
AUGUST = 8


@dataclass(frozen=True)
class Part:
    """Whose year is looked at: everybody's, one class's or one year group's."""

    group: str = ""
    year_group: str = ""

    def is_closed_by(self, closure: Closure) -> bool:
        """Whether the closure closes them: the whole school, or their own class or year."""
        return (
            closure.is_whole_school or self.group in closure.classes or self.year_group in closure.year_groups
        )


@dataclass(frozen=True)
class Day:
    """One weekday. `kind`: of the closure that decides, `outside`, or empty on a school day."""

    date: dt.date
    kind: str
    words: str
    title: str
    is_today: bool

    @property
    def number(self) -> int:
        """The day of the month."""
        return self.date.day


@dataclass(frozen=True)
class Month:
    """A month by weeks, Monday to Friday; None where a day belongs to another month."""

    first: dt.date
    weeks: list[list[Day | None]]


@dataclass(frozen=True)
class Count:
    """A figure of the year, beside what a year usually has."""

    label: str
    number: float
    of: int | None = None

    @property
    def words(self) -> str:
        """`188 of 190`, without a needless `.0`."""
        shown = f"{self.number:g}"
        return shown if self.of is None else f"{shown} of {self.of}"


@dataclass(frozen=True)
class CalendarYear:
    """A school year as a page shows it."""

    name: str
    part: Part
    months: list[Month]
    terms: list[tuple[Term, int]]
    closures: list[Closure]
    counts: list[Count]
    first: dt.date
    last: dt.date


def calendar_year(*, school: School, name: str, part: Part, today: dt.date) -> CalendarYear:
    """The year of that name, for everybody or for one class or year group. Three statements."""
    terms = list(school.terms.filter(academic_year=name).order_by("first_day"))
    days = academic_year_days(name)
    first = min([days.first, *(term.first_day for term in terms)])
    overlapping = school.closures.filter(first_day__lte=days.last, last_day__gte=first)
    closures = list(overlapping.order_by("first_day", "last_day", "pk"))
    met = {day.date: day for day in SchoolDay.objects.filter(school=school).between(first, days.last)}
    mine = {day: _halves(met[day], closures, part) for day in met}
    has = [day for day, halves in mine.items() if halves]
    weeks = SchoolWeeks(met)
    counts = [
        Count("School days", len(has), DAYS_A_YEAR),
        Count("Sessions", sum(len(halves) for halves in mine.values()), DAYS_A_YEAR * len(Session)),
        Count("School weeks", len(weeks.starts)),
        Count("INSET days", inset_days(closures, name), INSET_DAYS),
    ]
    months = [
        _month(year, month, terms, closures, met, part, today)
        for year, month in _months(first, days.last, has)
    ]
    listed = [(term, sum(term.first_day <= day <= term.last_day for day in has)) for term in terms]
    return CalendarYear(name, part, months, listed, closures, counts, first, days.last)


def years_with_terms(school: School, today: dt.date) -> list[str]:
    """The school years that have terms, with this one and the next, in order."""
    named = set(school.terms.values_list("academic_year", flat=True))
    this = academic_year(today)
    following = academic_year(academic_year_days(this).last + dt.timedelta(days=1))
    return sorted({*named, this, following})


def parts_of_school(school: School, today: dt.date) -> list[tuple[str, str]]:
    """The classes and year groups whose year can be looked at: value and label."""
    return [
        ("", "Everybody"),
        *((f"year:{year}", year_words(year)) for year in year_groups_of(school, today)),
        *((f"class:{name}", f"Class {name}") for name in classes_of(school)),
    ]


def classes_of(school: School) -> list[str]:
    """The names of the school's classes, in its order."""
    names = RegistrationGroup.objects.filter(school=school).values_list("name", flat=True)
    return sorted(names, key=class_order)


def year_groups_of(school: School, today: dt.date) -> list[str]:
    """The year groups that the school has now, youngest first."""
    known = PupilStatus.objects.filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP).on(today)
    values = set(known.values_list("value", flat=True).distinct())
    return [year for year in YEAR_GROUPS if year in values]


def year_words(year_group: str) -> str:
    """`Year 3`, `Reception`, `Nursery N1`."""
    if year_group == "R":
        return "Reception"
    return f"Year {year_group}" if year_group.isdecimal() else f"Nursery {year_group}"


def part_named(value: str) -> Part:
    """The part that a page asks for; everybody where it is made up."""
    kind, _, name = value.partition(":")
    return Part(group=name if kind == "class" else "", year_group=name if kind == "year" else "")


def _halves(day: SchoolDay, closures: Sequence[Closure], part: Part) -> set[str]:
    """The sessions of a school day that those looked at have."""
    halves = {session.value for session in Session if (day.am if session is Session.AM else day.pm)}
    for closure in closures:
        inside = closure.first_day <= day.date <= closure.last_day
        if inside and closure.removes_sessions and part.is_closed_by(closure):
            halves -= {closure.sessions} if closure.sessions else halves
    return halves


def _months(first: dt.date, last: dt.date, has: Iterable[dt.date]) -> list[tuple[int, int]]:
    """September to July; August only where the school meets in it."""
    with_days = {(day.year, day.month) for day in has}
    found, day = [], first.replace(day=1)
    while day <= last:
        month = (day.year, day.month)
        if day.month != AUGUST or month in with_days:
            found.append(month)
        day = (day + dt.timedelta(days=31)).replace(day=1)
    return found


def _month(
    year: int,
    month: int,
    terms: Sequence[Term],
    closures: Sequence[Closure],
    met: dict[dt.date, SchoolDay],
    part: Part,
    today: dt.date,
) -> Month:
    weeks: list[list[Day | None]] = []
    for week in calendar.Calendar().monthdatescalendar(year, month):
        weekdays = [day for day in week if is_session_weekday(day)]
        if any(day.month == month for day in weekdays):
            weeks.append(
                [
                    _day(day, terms, closures, met.get(day), part, today) if day.month == month else None
                    for day in weekdays
                ]
            )
    return Month(dt.date(year, month, 1), weeks)


def _day(
    date: dt.date,
    terms: Sequence[Term],
    closures: Sequence[Closure],
    met: SchoolDay | None,
    part: Part,
    today: dt.date,
) -> Day:
    here = [closure for closure in closures if closure.first_day <= date <= closure.last_day]
    closing = [closure for closure in here if part.is_closed_by(closure)]
    halves = _halves(met, here, part) if met else set()
    removing = (closure for closure in closing if closure.removes_sessions)
    decides = min(removing, key=lambda closure: TELLING.index(Closure.Kind(closure.kind)), default=None)
    shut = next((closure for closure in closing if not closure.removes_sessions), None)
    if not halves and decides is not None:
        kind, words, title = decides.kind, SHORT[Closure.Kind(decides.kind)], decides.words
    elif not halves:
        in_term = any(DayRange(term.first_day, term.last_day).holds(date) for term in terms)
        kind, words = "outside", "Closed" if in_term else "No term"
        title = "no session" if in_term else "outside term"
    elif shut is not None:
        kind, words, title = shut.kind, SHORT[Closure.Kind.UNEXPECTED], f"closed unexpectedly: {shut.words}"
    elif len(halves) < len(Session):
        half = HALF[next(iter(halves))]
        kind, words, title = "half", f"{next(iter(halves))} only", f"{half} only"
    elif here:
        kind, words, title = "part", "Part", f"part of the school closed: {here[0].words}"
    else:
        kind, words, title = "", "", "school day"
    return Day(date, kind, words, title, date == today)
