"""The sheets of a whole school: every pupil's marks of every year of the window, telling cases included (pure)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from registers import codes
from registers.demo.absences import ClassYear, FamilyYear, PupilYear, class_year, family_year, year_codes
from registers.demo.cases import CASES, MORNINGS, Case
from registers.demo.families import Family
from registers.demo.roll import Stay, Window
from registers.demo.schools import SchoolPlan
from registers.demo.seasons import Season
from registers.demo.sheets import Sheet
from registers.demo.tendencies import absence_rates, usual_in
from registers.demo.term_dates import half_terms, school_year
from registers.demo.weak_fridays import SCHOOL, miss_fridays
from registers.school_year import SEPTEMBER, of_compulsory_school_age

CALM_RATE = 0.012  # what a telling case misses besides what it tells
CALM_ABSENCES = {codes.ILLNESS, codes.APPOINTMENT}
PART_TIME_LIKELIER_ABOVE = 0.08


@dataclass(frozen=True)
class WeeklyPattern:
    """The half-days on which a pupil is expected, with the days for which the pattern holds."""

    stay: Stay
    expected: str
    code: str
    first_day: dt.date
    last_day: dt.date | None


@dataclass
class SchoolSheets:
    """A sheet for each stay (in the order of the roll), and the weekly patterns that went into them."""

    sheets: list[Sheet]
    patterns: list[WeeklyPattern]


class SheetMaker:
    """Draws the sheets of one school; families are drawn alike for every school with the same seed."""

    def __init__(self, plan: SchoolPlan, window: Window, seed: str) -> None:
        self.plan, self.window, self.seed = plan, window, seed
        self.usual = usual_in(plan.phase)
        self.seasons = {first: Season(school_year(first)) for first in window.years}
        self._family_year = cache(self._draw_family_year)
        self._class_year = cache(self._draw_class_year)

    def sheets(self, stays: Sequence[Stay]) -> SchoolSheets:
        """The sheets and patterns of all the stays."""
        made = SchoolSheets([self._empty(stay) for stay in stays], [])
        for first in self.window.years:
            here = [
                (stay, sheet) for stay, sheet in zip(stays, made.sheets, strict=True) if stay.holds_in(first)
            ]
            rates = absence_rates([stay.child for stay, _ in here], self.usual, self.seed, first)
            for stay, sheet in here:
                rate = rates[stay.child.key]
                self._fill(stay, sheet, first, rate)
                made.patterns += self._part_time(stay, sheet, first, rate)
        for stay, sheet in zip(stays, made.sheets, strict=True):
            made.patterns += self._own_patterns(stay, sheet)
            self._tell(stay, sheet)
        if self.plan.key == SCHOOL:
            miss_fridays(stays, made.sheets, self.window.current)
        return made

    def _empty(self, stay: Stay) -> Sheet:
        days = [day for season in self.seasons.values() for day in season.days if stay.holds_on(day)]
        present = [codes.present_for(session) for session in codes.Session]
        return Sheet(days, present * len(days), self.window.today, self.window.current)

    def _fill(self, stay: Stay, sheet: Sheet, first: int, rate: float) -> None:
        season = self.seasons[first]
        calm = _is_calm(stay)
        index = first - stay.child.cohort
        year = PupilYear(stay.child, season, self.usual, CALM_RATE if calm else rate, self.seed, index)
        drawn = year_codes(
            year,
            self._family_year(stay.child.family, first),
            self._class_year(index, stay.group_in(first), first),
        )
        for number, day in enumerate(season.days):
            if day in sheet.place:
                place = sheet.place[day]
                sheet.codes[place : place + 2] = [
                    _calmed(code, place + half, calm)
                    for half, code in enumerate(drawn[2 * number : 2 * number + 2])
                ]

    def _draw_family_year(self, family: Family, first: int) -> FamilyYear:
        return family_year(family, self.seasons[first], self.usual, self.seed)

    def _draw_class_year(self, index: int, group: str, first: int) -> ClassYear:
        return class_year(self.seasons[first], self.usual, index, f"{self.plan.key}/{group}", self.seed)

    def _part_time(self, stay: Stay, sheet: Sheet, first: int, rate: float) -> list[WeeklyPattern]:
        """A part-time timetable for the two half terms of one term, for a few of those who miss much."""
        chance = Random(f"{self.seed}/{first}/{stay.child.key}/part time")
        likely = self.usual.part_time * (4 if rate > PART_TIME_LIKELIER_ABOVE else 0.2)
        term = chance.choice((0, 2, 4))
        days = [day for half in half_terms(school_year(first))[term : term + 2] for day in half]
        if (
            stay.child.case
            or chance.random() > likely
            or days[0] not in sheet.place
            or days[-1] not in sheet.place
        ):
            return []
        if not of_compulsory_school_age(stay.child.dob, days[0]):
            return []
        return [_set(stay, sheet, MORNINGS, codes.PART_TIME_LEAVE, days[0], days[-1])]

    def _own_patterns(self, stay: Stay, sheet: Sheet) -> list[WeeklyPattern]:
        """Nursery mornings, and the pattern of a telling case."""
        found = []
        nursery_until = dt.date(stay.child.cohort, SEPTEMBER - 1, 31)
        if stay.first_day <= nursery_until:
            still = nursery_until >= self.window.today
            found.append(
                _set(
                    stay,
                    sheet,
                    MORNINGS,
                    codes.NOT_EXPECTED,
                    stay.first_day,
                    None if still else nursery_until,
                )
            )
        case = case_of(stay)
        if case and case.pattern and case.school == self.plan.key:
            first, last = case.pattern.days(self.window)
            found.append(
                _set(stay, sheet, case.pattern.expected, case.pattern.code, max(first, stay.first_day), last)
            )
        return found

    def _tell(self, stay: Stay, sheet: Sheet) -> None:
        case = case_of(stay)
        if case and sheet.days:
            if case.key == "tenth":
                _clear(sheet)
            case.script(sheet)


def case_of(stay: Stay) -> Case | None:
    """The telling case that the pupil is, if any."""
    return next((case for case in CASES if case.key == stay.child.case), None)


def _is_calm(stay: Stay) -> bool:
    case = case_of(stay)
    return case is not None and not case.follows_the_curve


def _calmed(code: str, place: int, calm: bool) -> str:
    """The code, or presence where a telling case would otherwise miss more than it tells."""
    if calm and code in codes.ABSENT and code not in CALM_ABSENCES:
        return codes.present_for(codes.Session.PM if place % 2 else codes.Session.AM)
    return code


def _clear(sheet: Sheet) -> None:
    for place, code in enumerate(sheet.codes):
        if code in codes.ABSENT:
            sheet.codes[place] = codes.present_for(codes.Session.PM if place % 2 else codes.Session.AM)


def _set(
    stay: Stay, sheet: Sheet, expected: str, code: str, first: dt.date, last: dt.date | None
) -> WeeklyPattern:
    sheet.set_pattern(expected, code, first, last)
    return WeeklyPattern(stay, expected, code, first, last)
