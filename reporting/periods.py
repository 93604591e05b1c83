"""Periods that figures are asked for: this year so far, a term, a half term, some weeks, or any two days.

`calendar = year_calendar([school.pk], today)` reads a school's days once (one statement);
`calendar.chosen(request.GET)` is the period an address asks for (`?period=term` or `?from=2026-09-01&to=2026-11-20`);
`calendar.words(period)` says it: "1 Sep to 20 Nov 2026, 108 of 108 sessions".
No period goes beyond today: figures are of marks, and marks are never made ahead.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection

from registers.school_year import DayRange, half_terms, week_start_of

SOME_WEEKS = (4, 10)
"""The stretches of school weeks up to today that are offered."""
WEEK = dt.timedelta(days=7)
A_YEAR = 52 * WEEK
LOOKS_BACK = dt.timedelta(days=3 * 366)
"""How far back the calendar is read: this school year and the two before it."""
DEFAULT, OWN_DAYS = "year", "own"
SEASONS = ("autumn", "spring", "summer", "michaelmas", "lent", "trinity")


class Period(NamedTuple):
    """Two days and what lies between, both inclusive."""

    first: dt.date
    last: dt.date

    @property
    def query(self) -> str:
        """What an address says of it."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})

    @property
    def year_before(self) -> "Period":
        """The same weeks a year before: 52 weeks earlier, so that weekdays fit."""
        return Period(self.first - A_YEAR, self.last - A_YEAR)

    @property
    def words(self) -> str:
        """1 Sep to 20 Nov 2026."""
        first, last = (f"{day.day} {day:%b}" for day in self)
        if self.first == self.last:
            return f"{last} {self.last.year}"
        if self.first.year != self.last.year:
            first = f"{first} {self.first.year}"
        return f"{first} to {last} {self.last.year}"


class Choice(NamedTuple):
    """A period that is offered by name."""

    key: str
    label: str
    period: Period


@dataclass(frozen=True)
class Chosen:
    """The period that was asked for. `key`: of the choice, empty for two days of one's own; `problem`: why what was
    asked for cannot be shown, and another one stands in its place."""

    period: Period
    key: str = ""
    problem: str = ""


class SessionDay(NamedTuple):
    """A school day. `am` and `pm`: whether the school meets; `begun`: whether a register of today was taken."""

    date: dt.date
    am: bool
    pm: bool
    academic_year: str | None
    term: str | None
    am_begun: bool
    pm_begun: bool


@dataclass(frozen=True)
class YearCalendar:
    """The days of a school (or of several together) around today. Nothing here reads the database."""

    on: dt.date
    days: Sequence[SessionDay]

    @cached_property
    def academic_year(self) -> str | None:
        """The latest academic year begun by today, as the terms name it; None where no term has begun."""
        begun = [day.academic_year for day in self._so_far if day.academic_year]
        return begun[-1] if begun else None

    @cached_property
    def year(self) -> DayRange:
        """The whole academic year of today, up to its last school day; today alone where there is none."""
        return self._year(self.academic_year)

    @cached_property
    def year_to_date(self) -> Period:
        """From the first day of the academic year to today."""
        return self._until_today(self.year)

    @cached_property
    def choices(self) -> list[Choice]:
        """The periods offered by name, the usual one first."""
        found = [Choice(DEFAULT, "This school year", self.year_to_date)]
        found += self._named(half_terms(self.mondays), "half-term", "half term")
        found += self._named(self._terms, "term", "term")
        found += self._named(
            [DayRange(each, each + WEEK - dt.timedelta(days=1)) for each in self.mondays], "week", "week"
        )
        found += [self._weeks(number) for number in SOME_WEEKS if len(self.mondays) >= number]
        earlier = self._earlier_year
        return found + ([Choice("last-year", "Last school year", Period(*earlier))] if earlier else [])

    @cached_property
    def mondays(self) -> list[dt.date]:
        """The Mondays of the school weeks until today, in order."""
        return sorted({week_start_of(day.date) for day in self._so_far})

    def period(self, key: str) -> Period | None:
        """The period that is offered by that name."""
        return next((each.period for each in self.choices if each.key == key), None)

    def chosen(self, query: Mapping[str, str]) -> Chosen:
        """What an address asks for; this school year where it asks for nothing, or for what cannot be."""
        if query.get("from") or query.get("to"):
            return self._own_days(query.get("from", ""), query.get("to", ""))
        found = self.period(query.get("period") or DEFAULT)
        if found is None:
            return Chosen(
                self.year_to_date, DEFAULT, "There is no such period yet. This school year is shown."
            )
        return Chosen(found, query.get("period") or DEFAULT)

    def sessions(self, period: Period) -> tuple[int, int]:
        """How many sessions of the period have been until now, and how many it has in all."""
        within = [day for day in self.days if period.first <= day.date <= period.last]
        return sum(self._been(day) for day in within), sum(day.am + day.pm for day in within)

    def sessions_left(self) -> int:
        """Sessions of this academic year that are still to come."""
        year = Period(*self.year)
        been, all_of_them = self.sessions(year)
        return all_of_them - been

    def words(self, period: Period) -> str:
        """1 Sep to 20 Nov 2026, 108 of 108 sessions."""
        been, all_of_them = self.sessions(period)
        return f"{period.words}, {been} of {all_of_them} session{'s' if all_of_them != 1 else ''}"

    @cached_property
    def _so_far(self) -> list[SessionDay]:
        return [day for day in self.days if day.date <= self.on]

    def _been(self, day: SessionDay) -> int:
        if day.date == self.on:
            return (day.am and day.am_begun) + (day.pm and day.pm_begun)
        return day.am + day.pm if day.date < self.on else 0

    def _year(self, name: str | None) -> DayRange:
        dates = [day.date for day in self.days if name and day.academic_year == name]
        return DayRange(dates[0], dates[-1]) if dates else DayRange(self.on, self.on)

    @property
    def _earlier_year(self) -> DayRange | None:
        names = [day.academic_year for day in self._so_far if day.academic_year]
        earlier = [name for name in names if name != self.academic_year]
        return self._year(earlier[-1]) if earlier else None

    @property
    def _terms(self) -> list[DayRange]:
        """Autumn, spring and summer, where halves of them are named Autumn 1 and Autumn 2; else terms as named."""
        found: dict[tuple[str | None, str], DayRange] = {}
        for day in self._so_far:
            if day.term is not None:
                season = day.term.split(" ")[0].casefold()
                key = day.academic_year, season if season in SEASONS else day.term
                found[key] = DayRange(found[key].first if key in found else day.date, day.date)
        return list(found.values())

    def _named(self, stretches: list[DayRange], key: str, words: str) -> list[Choice]:
        """The one that today lies in, or the latest there is, and the one before it."""
        current = (
            bool(stretches) and stretches[-1].last >= self.mondays[-1] and self.mondays[-1] + WEEK > self.on
        )
        labels = [
            (key, f"This {words}" if current else f"The latest {words}"),
            (f"last-{key}", f"Last {words}"),
        ]
        return [
            Choice(name, label, self._school_days_of(stretch))
            for (name, label), stretch in zip(labels, reversed(stretches), strict=False)
        ]

    def _weeks(self, number: int) -> Choice:
        period = Period(self.mondays[-number], self.on)
        return Choice(f"weeks-{number}", f"The last {number} school weeks", period)

    def _school_days_of(self, stretch: DayRange) -> Period:
        """Without the days at its ends on which there was no school; up to today where it is not over."""
        dates = [day.date for day in self._so_far if stretch.holds(day.date)]
        return Period(dates[0], dates[-1])

    def _until_today(self, days: DayRange) -> Period:
        return Period(days.first, min(days.last, self.on))

    def _own_days(self, first: str | None, last: str | None) -> Chosen:
        try:
            period = Period(
                dt.date.fromisoformat(first) if first else self.year_to_date.first,
                min(dt.date.fromisoformat(last), self.on) if last else self.on,
            )
        except ValueError:
            return Chosen(self.year_to_date, DEFAULT, "Write days as 2026-11-20. This school year is shown.")
        if period.first > period.last:
            words = "The period ends before it begins, or has not begun yet. This school year is shown."
            return Chosen(self.year_to_date, DEFAULT, words)
        return Chosen(period)


# A day of several schools together is one on which any of them meets. Whether today's registers were taken is asked
# of today alone.
DAYS = """
SELECT day.date, bool_or(day.am), bool_or(day.pm), min(term.academic_year), min(term.name),
       bool_or(day.date = %(on)s AND EXISTS (SELECT FROM registers_register taken WHERE taken.school_id = day.school_id
           AND taken.date = day.date AND taken.session = 'AM' AND taken.taken_at IS NOT NULL)),
       bool_or(day.date = %(on)s AND EXISTS (SELECT FROM registers_register taken WHERE taken.school_id = day.school_id
           AND taken.date = day.date AND taken.session = 'PM' AND taken.taken_at IS NOT NULL))
  FROM registers_schoolday day
  LEFT JOIN registers_term term ON term.school_id = day.school_id AND day.date BETWEEN term.first_day AND term.last_day
 WHERE day.school_id = ANY(%(schools)s) AND day.date >= %(since)s
 GROUP BY day.date ORDER BY day.date
"""


def year_calendar(schools: Collection[int], on: dt.date) -> YearCalendar:
    """The days of the schools, given by their numbers, from two years before today on. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"schools": list(schools), "on": on, "since": on - LOOKS_BACK})
        return YearCalendar(on, [SessionDay._make(row) for row in cursor.fetchall()])
