"""Next year's calendar from the shape of this one: the same weeks, bank holidays, and a count of the days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from registers.holiday_rules import easter_sunday
from registers.school_calendar import Closed, days_with_sessions
from registers.school_year import SEPTEMBER, DayRange, academic_year_days, is_session_weekday

# The Education (School Day and School Year) (England) Regulations 1999 reg. 3: at least 380 sessions, so 190 days, for
# maintained schools (V); academies set their own, in practice the same. Checked, never demanded.
DAYS_A_YEAR = 190
NEAR = 5
"""A year within so many days of 190 is meant to have 190."""

HOLIDAY, INSET, BANK_HOLIDAY = "holiday", "inset", "bank_holiday"
CARRIED = (HOLIDAY, INSET)
"""What comes again every year; other closures were for once."""
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
YEAR = 52 * WEEK


class TermDays(NamedTuple):
    """A term."""

    name: str
    first: dt.date
    last: dt.date


class ClosedDays(NamedTuple):
    """Days, or half-days, on which the whole school does not meet."""

    kind: str
    first: dt.date
    last: dt.date
    sessions: str = ""
    note: str = ""


@dataclass(frozen=True)
class YearPlan:
    """The terms and closures of a year; `notes` say what was moved, and why."""

    terms: tuple[TermDays, ...] = ()
    closures: tuple[ClosedDays, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> list[dt.date]:
        """The days with a session, in order."""
        closed = [Closed(each.first, each.last, each.sessions) for each in self.closures]
        return list(days_with_sessions([DayRange(term.first, term.last) for term in self.terms], closed))

    def as_json(self) -> dict[str, Any]:
        """As it is kept while the year is being prepared."""
        return {
            "terms": [[each.name, str(each.first), str(each.last)] for each in self.terms],
            "closures": [
                [each.kind, str(each.first), str(each.last), each.sessions, each.note]
                for each in self.closures
            ],
        }


def plan_from(kept: Mapping[str, Any]) -> YearPlan:
    """The plan as it was kept."""
    read = dt.date.fromisoformat
    return YearPlan(
        tuple(TermDays(name, read(first), read(last)) for name, first, last in kept.get("terms", [])),
        tuple(
            ClosedDays(kind, read(first), read(last), sessions, note)
            for kind, first, last, sessions, note in kept.get("closures", [])
        ),
    )


def proposed(this: YearPlan, holidays: Mapping[dt.date, str]) -> YearPlan:
    """Next year's calendar from this year's: the same weeks, Easter's holiday round Easter, 190 days where it had them.

    `holidays`: next year's bank holidays. Without terms there is nothing to propose from.
    """
    if not this.terms:
        return YearPlan(notes=("This year has no terms, so nothing can be proposed. Enter next year's.",))
    shift = _shift(min(term.first for term in this.terms))
    easter_break, moved = _easter(this, shift)
    terms = tuple(
        TermDays(
            term.name,
            _moved(term.first, shift, easter_break, moved),
            _moved(term.last, shift, easter_break, moved),
        )
        for term in sorted(this.terms, key=lambda term: term.first)
    )
    carried = [each for each in this.closures if each.kind in CARRIED]
    closures = [
        each._replace(
            first=_moved(each.first, shift, easter_break, moved),
            last=_moved(each.last, shift, easter_break, moved),
        )
        for each in carried
    ]
    notes = ["The Easter holiday moves with Easter."] if moved != shift else []
    for_once = len(this.closures) - len(carried) - sum(each.kind == BANK_HOLIDAY for each in this.closures)
    if for_once:
        notes.append(f"{for_once} other closures of this year were for once and are left out.")
    return _counted(_with_bank_holidays(YearPlan(terms, tuple(closures), tuple(notes)), holidays), this)


def mistakes(plan: YearPlan, academic_year: str) -> list[str]:
    """What makes it no calendar: no terms, terms that overlap, days outside the year."""
    if not plan.terms:
        return ["Enter at least one term."]
    year = academic_year_days(academic_year)
    within = DayRange(year.first - 31 * DAY, year.last)
    found = []
    for term in plan.terms:
        if term.first > term.last:
            found.append(f"{term.name} ends before it begins.")
        elif not (within.holds(term.first) and within.holds(term.last)):
            found.append(f"{term.name} does not lie in {academic_year}.")
    found += [
        f"{each.note or each.kind} ends before it begins." for each in plan.closures if each.first > each.last
    ]
    found += [
        f"{each.note or each.kind} is longer than a school year."
        for each in plan.closures
        if (each.last - each.first).days > within.last.toordinal() - within.first.toordinal()
    ]
    in_order = sorted(plan.terms, key=lambda term: term.first)
    found += [f"{a.name} and {b.name} overlap." for a, b in pairwise(in_order) if b.first <= a.last]
    names = [term.name.casefold() for term in plan.terms]
    found += [f"Two terms are called {name}." for name in sorted({n for n in names if names.count(n) > 1})]
    return found


def remarks(plan: YearPlan, holidays: Mapping[dt.date, str]) -> list[str]:
    """What somebody should look at: the number of days, bank holidays in term on which the school would meet."""
    days = plan.days
    found = []
    if plan.terms and len(days) != DAYS_A_YEAR:
        found.append(
            f"This makes {len(days)} days. Maintained schools meet on {DAYS_A_YEAR} (380 sessions) a year."
        )
    return found + [
        f"{holidays[day]}, {day.day} {day:%B}, is a school day here." for day in days if day in holidays
    ]


def turn_day(academic_year: str, first_term_day: dt.date | None) -> dt.date:
    """The day from which next year's classes hold: 1 September, or the first day of a term that begins in August."""
    september = academic_year_days(academic_year).first
    return min(september, first_term_day) if first_term_day else september


def _shift(first: dt.date) -> dt.timedelta:
    """Fifty-two weeks, so that weekdays stay; fifty-three where the year would begin before September and did not."""
    too_early = first.month >= SEPTEMBER and (first + YEAR).month < SEPTEMBER
    return YEAR + WEEK if too_early else YEAR


def _easter(this: YearPlan, shift: dt.timedelta) -> tuple[DayRange | None, dt.timedelta]:
    """The holiday round this year's Easter, and how far it moves: with the year, or with Easter."""
    first = min(term.first for term in this.terms)
    easter = easter_sunday(first.year + 1)
    following = easter_sunday(first.year + 2)
    found = next((gap for gap in _gaps(this) if gap.holds(easter)), None)
    if found is None:
        return None, shift
    later = DayRange(found.first + shift, found.last + shift)
    holds = later.holds(following - 2 * DAY) and later.holds(following + DAY)
    return found, shift if holds else following - easter


def _gaps(plan: YearPlan) -> list[DayRange]:
    """The days between terms, and holidays inside one."""
    terms = sorted(plan.terms, key=lambda term: term.first)
    between = [DayRange(a.last + DAY, b.first - DAY) for a, b in pairwise(terms)]
    inside = [
        DayRange(each.first, each.last + _to_sunday(each.last))
        for each in plan.closures
        if each.kind == HOLIDAY
    ]
    return [*between, *inside]


def _to_sunday(day: dt.date) -> dt.timedelta:
    return (6 - day.weekday()) * DAY


def _moved(day: dt.date, shift: dt.timedelta, easter_break: DayRange | None, moved: dt.timedelta) -> dt.date:
    """The day next year; the holiday round Easter, and the days that border it, move with that holiday."""
    at_easter = easter_break is not None and easter_break.first - DAY <= day <= easter_break.last + DAY
    return day + (moved if at_easter else shift)


def _with_bank_holidays(plan: YearPlan, holidays: Mapping[dt.date, str]) -> YearPlan:
    """With the bank holidays that fall on a day of term; an INSET day on one of them moves to the next free weekday."""
    closures: list[ClosedDays] = []
    for each in plan.closures:
        if each.kind == INSET:
            day = each.first
            while day in holidays or not is_session_weekday(day):
                day += DAY
            each = each._replace(first=day, last=max(day, each.last))
        closures.append(each)
    closed = set(plan.days)
    closures += [
        ClosedDays(BANK_HOLIDAY, day, day, note=name) for day, name in holidays.items() if day in closed
    ]
    return replace(plan, closures=tuple(sorted(closures, key=lambda each: each.first)))


def _counted(plan: YearPlan, this: YearPlan) -> YearPlan:
    """With the last day moved so that the year has 190 days, where this year was meant to have them."""
    if abs(len(this.days) - DAYS_A_YEAR) > NEAR:
        return plan
    last = plan.terms[-1].last
    moved = _with_days(plan, DAYS_A_YEAR)
    if moved.terms[-1].last == last:
        return plan
    end = moved.terms[-1].last
    return replace(
        moved, notes=(*moved.notes, f"The last day is {end:%A} {end.day} {end:%B}, which makes 190 days.")
    )


def _with_days(plan: YearPlan, number: int) -> YearPlan:
    """The plan with the last term made longer or shorter, by at most three weeks, until it has that many days."""
    for _ in range(21):
        days = len(plan.days)
        if days == number:
            break
        plan = _ending(plan, plan.terms[-1].last + (DAY if days < number else -DAY))
    days_left = [day for day in plan.days if day >= plan.terms[-1].first]
    return _ending(plan, days_left[-1]) if days_left else plan


def _ending(plan: YearPlan, last: dt.date) -> YearPlan:
    """The plan with another last day; a holiday that began the day after begins later, and one that does not, ends."""
    term = plan.terms[-1]
    closures = tuple(
        each._replace(first=max(each.first, last + DAY))
        if each.kind == HOLIDAY and term.last < each.first <= last < each.last
        else each
        for each in plan.closures
    )
    return replace(plan, terms=(*plan.terms[:-1], term._replace(last=last)), closures=closures)


def first_day_of(terms: Iterable[TermDays]) -> dt.date | None:
    """The first day of the first term."""
    return min((term.first for term in terms), default=None)
