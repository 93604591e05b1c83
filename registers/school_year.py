"""Dates of school life: academic years, year groups, compulsory school age, school days and school weeks."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

MONDAY, FRIDAY = 0, 4
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR_GROUPS = ("N1", "N2", "R", *(str(year) for year in range(1, 15)))
NURSERY = frozenset({"N1", "N2"})

# The first day of an academic year. A school whose autumn term begins in August says so in its terms, which
# name
# their own academic year.
SEPTEMBER = 9

# Education Act 1996 s.8(2) and the 1998 Order: compulsory school age begins on the prescribed day on or after
# the
# fifth birthday (M).
STARTS_AT_AGE = 5
PRESCRIBED_DAYS = ((3, 31), (8, 31), (12, 31))
# Education Act 1996 s.8(3) and the 1997 Order: it ends with the last Friday of June of the school year in
# which the
# pupil turns 16 (V).
ENDS_AT_AGE = 16
JUNE = 6


class DayRange(NamedTuple):
    """Two dates and what lies between, both inclusive."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day <= self.last


def academic_year(on: dt.date) -> str:
    """The academic year of a date, 1 September to 31 August, as 2026-27."""
    first = on.year if on.month >= SEPTEMBER else on.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def academic_year_days(name: str) -> DayRange:
    """The first and last day of an academic year named as 2026-27. Raises ValueError for another name."""
    first = dt.date(int(name[:4]), SEPTEMBER, 1)
    if academic_year(first) != name:
        raise ValueError(f"{name} is not an academic year. Write it as {academic_year(first)}.")
    return DayRange(first, dt.date(first.year + 1, SEPTEMBER, 1) - dt.timedelta(days=1))


def septembers_between(first: dt.date, last: dt.date) -> int:
    """How often 1 September comes after `first`, up to and including `last`; negative the other way."""
    return int(academic_year(last)[:4]) - int(academic_year(first)[:4])


def year_group_at(year_group: str, *, as_of: dt.date, on: dt.date) -> str | None:
    """The year group on `on` of a pupil who is in `year_group` on `as_of`: one step for each 1 September
    between.

    None where that lies before nursery or after year 14.
    """
    step = YEAR_GROUPS.index(year_group) + septembers_between(as_of, on)
    return YEAR_GROUPS[step] if 0 <= step < len(YEAR_GROUPS) else None


def usual_year_group(dob: dt.date, on: dt.date) -> str | None:
    """The year group of a pupil of usual age: reception in the academic year of the fifth birthday."""
    return year_group_at("R", as_of=_anniversary(dob, STARTS_AT_AGE), on=on)


@lru_cache(maxsize=8192)  # birth dates come again and again when a whole school is judged
def compulsory_school_age(dob: dt.date) -> DayRange:
    """The first and last day on which a child born on `dob` is of compulsory school age."""
    return DayRange(_compulsory_from(_anniversary(dob, STARTS_AT_AGE)), _leaving_date(dob))


def of_compulsory_school_age(dob: dt.date, on: dt.date) -> bool:
    """Whether a child born on `dob` is of compulsory school age on that day."""
    return compulsory_school_age(dob).holds(on)


def is_session_weekday(day: dt.date) -> bool:
    """Whether schools meet on that day of the week: Monday to Friday."""
    return MONDAY <= day.weekday() <= FRIDAY


def nth_school_day_after(day: dt.date, n: int, school_days: Sequence[dt.date]) -> dt.date | None:
    """The n-th school day after `day` (the next one is the first), or None where the calendar ends before it.

    `school_days`: in order, each once. `day` need not be one of them.
    """
    place = bisect_right(school_days, day) + n - 1
    return school_days[place] if place < len(school_days) else None


def school_days_after(day: dt.date, until: dt.date, school_days: Sequence[dt.date]) -> int:
    """How many school days lie after `day`, up to and including `until`."""
    return max(0, bisect_right(school_days, until) - bisect_right(school_days, day))


def next_school_day(day: dt.date, school_days: Sequence[dt.date]) -> dt.date | None:
    """`day` itself where it is a school day, else the next one, or None where the calendar ends before it."""
    place = bisect_left(school_days, day)
    return school_days[place] if place < len(school_days) else None


def week_start_of(day: dt.date, week_start: str = WEEKDAYS[MONDAY]) -> dt.date:
    """The first day of the calendar week that holds `day`, by a school's week start (a day's name)."""
    return day - dt.timedelta(days=(day.weekday() - WEEKDAYS.index(week_start)) % 7)


class SchoolWeeks:
    """School weeks in order: the calendar weeks that hold at least one session (V), numbered on across terms.

    Holidays have no school weeks, so the week after one has the next number. Numbers start at 1.
    """

    def __init__(self, days: Iterable[dt.date], week_start: str = WEEKDAYS[MONDAY]) -> None:
        self.week_start = week_start
        self.starts = sorted({week_start_of(day, week_start) for day in days})

    @cached_property
    def numbers(self) -> dict[dt.date, int]:
        """Every calendar day of a school week with its number: one look-up a session keeps a long scan short."""
        return {
            start + dt.timedelta(days=day): number
            for number, start in enumerate(self.starts, start=1)
            for day in range(7)
        }

    def number(self, day: dt.date) -> int | None:
        """The number of the school week that holds `day`, or None where that week has no session."""
        return self.numbers.get(day)

    def latest(self, day: dt.date) -> int:
        """The number of the school week that holds `day`, else of the last before it; 0 before the first."""
        return bisect_right(self.starts, day)

    def days_of(self, first: int, last: int) -> DayRange:
        """The first calendar day of week `first` and the last one of week `last`."""
        return DayRange(self.starts[first - 1], self.starts[last - 1] + dt.timedelta(days=6))

    def including(self, days: Iterable[dt.date]) -> "SchoolWeeks":
        """These weeks and those of more days: themselves where nothing is added."""
        missing = [day for day in days if day not in self.numbers]
        return SchoolWeeks([*self.starts, *missing], self.week_start) if missing else self


def half_terms(mondays: Iterable[dt.date]) -> list[DayRange]:
    """The half terms among school weeks, given by their Mondays: each ends where a whole week has no session.

    The last day of each is a Sunday. A week that the school was closed for in the middle of term parts it, too.
    """
    found: list[DayRange] = []
    for monday in sorted(mondays):
        sunday = monday + dt.timedelta(days=6)
        if found and found[-1].last + dt.timedelta(days=1) == monday:
            found[-1] = DayRange(found[-1].first, sunday)
        else:
            found.append(DayRange(monday, sunday))
    return found


def weeks_of(days: Collection[dt.date], week_start: str = WEEKDAYS[MONDAY]) -> dict[dt.date, int]:
    """The number of its school week for each school day, from 1 for the first week."""
    weeks = SchoolWeeks(days, week_start)
    return {day: weeks.latest(day) for day in sorted(days)}


def _compulsory_from(fifth_birthday: dt.date) -> dt.date:
    year = fifth_birthday.year
    days = (dt.date(year, month, day) for month, day in PRESCRIBED_DAYS)
    return next(day for day in days if day >= fifth_birthday)


def _leaving_date(dob: dt.date) -> dt.date:
    turns_16 = _anniversary(dob, ENDS_AT_AGE)
    year = turns_16.year if turns_16.month < SEPTEMBER else turns_16.year + 1
    last = dt.date(year, JUNE, 30)
    return last - dt.timedelta(days=(last.weekday() - FRIDAY) % 7)


def _anniversary(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February falls on 1 March of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
