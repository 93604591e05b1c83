"""Term dates by a rule, for any school year: 190 days, half terms, two weeks at Christmas and Easter.

For 2025/26 the rule gives 3 September to 24 October, 3 November to 19 December, 6 January to 13 February,
23 February to 27 March, 13 April to 22 May and 1 June to 16 July: 190 days in 39 weeks.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from registers.school_calendar import DAYS_A_YEAR, INSET_DAYS, Closed, days_with_sessions
from registers.school_year import MONDAY, SEPTEMBER, DayRange, academic_year, is_session_weekday

TERM_NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SchoolYear:
    """One school year: `first` is its calendar year of September."""

    first: int
    terms: tuple[DayRange, ...]
    inset_days: tuple[dt.date, ...]
    bank_holidays: tuple[tuple[dt.date, str], ...]
    days: tuple[dt.date, ...]

    @property
    def name(self) -> str:
        """The year as 2025-26."""
        return academic_year(dt.date(self.first, SEPTEMBER, 1))


def first_year_of(day: dt.date) -> int:
    """The calendar year in which the school year of `day` began."""
    return int(academic_year(day)[:4])


@cache
def school_year(first: int) -> SchoolYear:
    """The terms, closures and 190 days of the school year that begins in September of `first`."""
    september = _weekdays(dt.date(first, SEPTEMBER, 1))
    inset = [next(september), next(september)]
    holidays = dict(bank_holidays(first))
    breaks = _breaks(first)
    january = next(day for day in _weekdays(breaks[1].last + DAY) if day not in holidays)
    starts = [next(september), *(each.last + DAY for each in breaks)]
    starts[2] = next(day for day in _weekdays(january + DAY) if day not in holidays)
    ends = [_friday_before(each.first) for each in breaks]
    terms = [DayRange(start, end) for start, end in zip(starts, ends, strict=False)]
    closed = [Closed(day, day) for day in holidays]
    summer = _last_day(starts[-1], DAYS_A_YEAR - len(days_with_sessions(terms, closed)), set(holidays))
    terms.append(DayRange(starts[-1], summer))
    july = _weekdays(summer + DAY)
    inset += [january, *(next(july) for _ in range(INSET_DAYS - 3))]
    days = tuple(days_with_sessions(terms, closed))
    within = [(day, title) for day, title in holidays.items() if any(term.holds(day) for term in terms)]
    return SchoolYear(first, tuple(terms), tuple(sorted(inset)), tuple(within), days)


@cache
def bank_holidays(first: int) -> tuple[tuple[dt.date, str], ...]:
    """Bank holidays of England in the school year, from the list of GOV.UK as published with the package.

    After the last year of that list: the early May Monday, which is the only one outside the holidays of the rule.
    """
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = [(each["date"], each["title"]) for each in listed]
    inside = tuple((day, title) for day, title in days if first_year_of(day) == first)
    if any(day.year == first + 1 and day.month == 5 for day, _ in inside):
        return inside
    return (*inside, (_monday(dt.date(first + 1, 5, 1)), "Early May bank holiday"))


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by the golden number and the epact."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    return dt.date(year, 3, 28) + sunday * DAY


def half_terms(year: SchoolYear) -> list[list[dt.date]]:
    """The school days of each of the six half terms."""
    return [[day for day in year.days if term.holds(day)] for term in year.terms]


def _breaks(first: int) -> list[DayRange]:
    """October, Christmas, February, Easter and Whitsun: whole weeks, Monday to Sunday."""
    christmas = dt.date(first, 12, 25)
    easter = easter_sunday(first + 1)
    return [
        _weeks(_monday(dt.date(first, 10, 25)), 1),
        _weeks(christmas - christmas.weekday() * DAY, 2),
        _weeks(_monday(dt.date(first + 1, 2, 15)), 1),
        _weeks(easter - 6 * DAY, 2),
        _weeks(_monday(dt.date(first + 1, 5, 25)), 1),
    ]


def _weeks(monday: dt.date, number: int) -> DayRange:
    return DayRange(monday, monday + number * WEEK - DAY)


def _monday(day: dt.date) -> dt.date:
    """That day, or the first Monday after it."""
    return day + (MONDAY - day.weekday()) % 7 * DAY


def _friday_before(monday: dt.date) -> dt.date:
    return monday - 3 * DAY


def _weekdays(first: dt.date) -> Iterator[dt.date]:
    day = first
    while True:
        if is_session_weekday(day):
            yield day
        day += DAY


def _last_day(first: dt.date, number: int, closed: set[dt.date]) -> dt.date:
    open_days = (day for day in _weekdays(first) if day not in closed)
    return [next(open_days) for _ in range(number)][-1]
