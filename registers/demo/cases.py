"""The telling cases: named pupils of the demo who show one thing each (the table of docs/demo.md)."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from penalties import threshold
from registers import codes
from registers.demo.facts import YES
from registers.demo.families import born_between
from registers.demo.sheets import Sheet
from registers.demo.term_dates import DAY, school_year
from registers.school_year import SEPTEMBER

if TYPE_CHECKING:
    from registers.demo.roll import Window

Script = Callable[[Sheet], None]
StayChanges = Callable[["Window"], dict[str, Any]]
BOTH = 2  # sessions of a day
MORNINGS = "1010101010"
OTHER_SCHOOL = "Alderbrook House School"


@dataclass(frozen=True)
class Pattern:
    """A weekly pattern that some telling pupils have: the half-days expected, and the code of the others."""

    expected: str
    code: str
    days: Callable[["Window"], tuple[dt.date, dt.date | None]]


def no_script(sheet: Sheet) -> None:
    """Nothing out of the ordinary in the marks."""


def as_usual(window: "Window") -> dict[str, Any]:
    """On the roll as everybody else."""
    return {}


@dataclass(frozen=True)
class Case:
    """One telling case. `year_index`: years after reception in the current school year; `form`: which class of it."""

    key: str
    title: str
    school: str
    year_index: int
    form: int
    surname: str
    children: tuple[tuple[str, str], ...]
    script: Script = no_script
    stay: StayChanges = as_usual
    facts: dict[str, str] = field(default_factory=dict)
    pattern: Pattern | None = None
    birthdays: tuple[tuple[int, int], ...] = ()  # month and day, where they matter
    language: str = "English"
    twins: bool = False
    two_homes: bool = False
    moved_up: bool = False
    follows_the_curve: bool = False  # marks as any pupil's, before the script

    def birthday(self, cohort: int, number: int) -> dt.date:
        """The date of birth of the n-th child of the case (twins share the first)."""
        number = 0 if self.twins else number
        if not self.birthdays:
            first, last = born_between(cohort)
            return first + Random(f"{self.key}/{number}").randrange((last - first).days) * DAY
        month, day = self.birthdays[number]
        return dt.date(cohort - 5 if month >= SEPTEMBER else cohort - 4, month, day)


def nine_sessions(sheet: Sheet) -> None:
    """Nine unauthorised sessions in the current ten school weeks, and none before: one more meets the threshold."""
    weeks = sheet.weeks_before_today(threshold.WEEKS)
    for days in weeks[-8:-1]:
        if len(days) > 2:
            sheet.put(codes.LATE_AFTER_CLOSE, days[2], "AM")
    wanted = threshold.SESSIONS - 1 - sheet.count(codes.UNAUTHORISED)
    settled = weeks[:-2] or weeks  # what is younger would still be N, which does not count at this school
    for day in (day for days in reversed(settled) for day in reversed(days)):
        if wanted <= 0:
            break
        if sheet.is_present(day, "PM"):
            sheet.put(codes.NO_GOOD_REASON, day, "PM")
            wanted -= 1


def across_the_summer(sheet: Sheet) -> None:
    """Two sessions on the last day of the summer term and eight in September: ten in ten school weeks."""
    summer = [day for day in sheet.days if day < dt.date(sheet.current, SEPTEMBER, 1)]
    autumn = [day for day in sheet.days if day >= dt.date(sheet.current, SEPTEMBER, 1)]
    for day in summer[-1:]:
        sheet.put_day(codes.HOLIDAY_NOT_GRANTED, day)
    for day in autumn[2:6]:
        sheet.put_day(codes.NO_GOOD_REASON, day)


def four_more_here(sheet: Sheet) -> None:
    """Four sessions here, after six at the earlier school."""
    past = sheet.past_days()
    for day in past[2:4]:
        sheet.put_day(codes.NO_GOOD_REASON, day)


def travelling(sheet: Sheet) -> None:
    """Away with the family for its trade: the last three weeks of the spring half term and a week in October."""
    for days in sheet.half_terms(2)[:1]:
        for day in days[-15:]:
            sheet.put_day(codes.TRAVELLING, day)
    past = sheet.past_days()
    for day in past[-30:-25]:
        sheet.put_day(codes.TRAVELLING, day)


def suspended(sheet: Sheet) -> None:
    """Two days last spring, and five days that ended a week ago."""
    for days in sheet.half_terms(3)[:1]:
        for day in days[5:7]:
            sheet.put_day(codes.SUSPENDED, day)
    for day in sheet.past_days()[-10:-5]:
        sheet.put_day(codes.SUSPENDED, day)


def reaching_day_six(sheet: Sheet) -> None:
    """Suspended for the last five school days, today and two more: education is due from today."""
    coming = [day for day in sheet.days if day >= sheet.today]
    for day in [*sheet.past_days()[-5:], *coming[:3]]:
        sheet.put_day(codes.SUSPENDED, day)


def severely_absent(sheet: Sheet) -> None:
    """Three days of five away, mostly with no good reason."""
    for place, day in enumerate(sheet.days):
        week = day.isocalendar().week
        if (place + week) % 5 in (0, 2, 3) or (day.weekday() == 4 and week % 3 == 0):
            sheet.put_day(codes.NO_GOOD_REASON if week % 4 else codes.ILLNESS, day)


def exactly_a_tenth(sheet: Sheet) -> None:
    """Exactly one session in ten missed since joining, up to yesterday: illness only."""
    past = sheet.past_days()
    wanted = len(past) * BOTH // 10
    for number, day in enumerate(past[3::5]):
        if wanted - number > 0:
            sheet.put(codes.ILLNESS, day, "PM" if number % 2 else "AM")


def unexplained_yesterday(sheet: Sheet) -> None:
    """No reason yet for the last two school days, odd days before that, and not there today."""
    past = sheet.past_days()
    for day in past[-40:-6:11]:
        sheet.put_day(codes.NO_GOOD_REASON, day)
    for day in past[-2:]:
        sheet.put_day(codes.NO_REASON_YET, day)
    not_there_today(sheet)


def not_there_today(sheet: Sheet) -> None:
    """Where today is a school day, this morning's register has no reason either."""
    if sheet.today in sheet.place:
        sheet.put_day(codes.NO_REASON_YET, sheet.today)


def nobody_reached(sheet: Sheet) -> None:
    """No reason for the last nine school days: today is the tenth without contact."""
    for day in sheet.past_days()[-9:]:
        sheet.put_day(codes.NO_REASON_YET, day)
    not_there_today(sheet)


def overdue_reason(sheet: Sheet) -> None:
    """An N that nobody has settled within five school days."""
    for day in sheet.past_days()[-9:-8]:
        sheet.put_day(codes.NO_REASON_YET, day)


def term_holiday(sheet: Sheet) -> None:
    """A week of holiday, not granted, in the first half of last spring."""
    for days in sheet.half_terms(2)[:1]:
        for day in days[-5:]:
            sheet.put_day(codes.HOLIDAY_NOT_GRANTED, day)


def _dual(window: "Window") -> dict[str, Any]:
    return {"registration": "main", "other_school": OTHER_SCHOOL}


def _joined(window: "Window") -> dict[str, Any]:
    """Came about three weeks ago, or with the year where it is younger."""
    past = _this_year(window)
    return {"first_day": past[-min(15, len(past))], "last_school": "Gannet Road Primary School"}


def _left(window: "Window") -> dict[str, Any]:
    """Left about two weeks ago; last attended on that day."""
    past = _this_year(window)
    if len(past) < 12:
        return {}
    return {"last_day": past[-10], "ground": "g", "destination": "Moved to Holmewater, school not yet known"}


def _joined_for_a_tenth(window: "Window") -> dict[str, Any]:
    """Came so that a whole number of fives of days lies between then and yesterday."""
    past = _this_year(window)
    return {
        "first_day": past[len(past) % 5 if len(past) >= 5 else 0],
        "last_school": "Fordhythe Primary School",
    }


def _this_year(window: "Window") -> list[dt.date]:
    """School days of the current year before today, or its first day where there are none."""
    days = school_year(window.current).days
    return [day for day in days if day < window.today] or [days[0]]


def _part_time_days(window: "Window") -> tuple[dt.date, dt.date | None]:
    """Six weeks, of which four have gone."""
    return window.today - dt.timedelta(days=28), window.today + dt.timedelta(days=14)


def _this_year_long(window: "Window") -> tuple[dt.date, dt.date | None]:
    return dt.date(window.current, SEPTEMBER, 1), None


def _reception_year(window: "Window") -> tuple[dt.date, dt.date | None]:
    """Mornings until compulsory school age begins: a summer child's begins with year 1."""
    return dt.date(window.current, SEPTEMBER, 1), dt.date(window.current + 1, SEPTEMBER - 1, 31)


CASES = (
    Case("mornings", "In reception, not yet of compulsory school age: mornings only, X in the afternoon", "primary",
         0, 0, "Achterberg", (("Idris", "M"),), pattern=Pattern(MORNINGS, codes.NOT_EXPECTED, _reception_year),
         birthdays=((6, 24),)),
    Case("social_worker", "On a child protection plan: no reason yet for the last two school days", "primary",
         1, 0, "Tolland", (("Ruby-Mae", "F"),), unexplained_yesterday,
         facts={"social_worker": "CP", "fsm": YES, "pupil_premium": YES}),
    Case("long_name", "A name longer than any column", "primary",
         1, 1, "Konstantinopoulou-Wetherington", (("Anastasia-Valentina", "F"),), follows_the_curve=True),
    Case("part_time", "On a part-time timetable (C2) that ends in two weeks", "primary",
         2, 1, "Lindqvist-Byrne", (("Oskar", "M"),), facts={"medical": YES, "sen": "K"},
         pattern=Pattern(MORNINGS, codes.PART_TIME_LEAVE, _part_time_days)),
    Case("alike", "Two pupils of one class with the same name: the birth date tells them apart", "primary",
         2, 0, "Clarke", (("Amelia", "F"), ("Amelia", "F")), follows_the_curve=True),
    Case("dual", "Registered here (main) and at a school outside the site: D on Thursdays and Fridays", "primary",
         3, 0, "Wieczorek", (("Zofia", "F"),), stay=_dual, language="Polish",
         facts={"sen": "E", "ehcp": YES, "eal": YES},
         pattern=Pattern("1111110000", codes.DUE_ELSEWHERE, _this_year_long)),
    Case("twins", "Twins in one class", "primary",
         3, 1, "Brannigan", (("Aoife", "F"), ("Ciarán", "M")), twins=True, follows_the_curve=True),
    Case("nine", "Nine unauthorised sessions in the current ten school weeks", "primary",
         4, 0, "Prewett", (("Jaydon", "M"),), nine_sessions, facts={"fsm": YES, "pupil_premium": YES}),
    Case("tenth", "Exactly 10.0 % absence since joining this year, up to yesterday", "primary",
         4, 1, "Kobayashi-Reed", (("Hana", "F"),), exactly_a_tenth, _joined_for_a_tenth),
    Case("leaver", "Left this term: moved away, school not yet known", "primary",
         4, 1, "Dempsey", (("Chanel", "F"),), stay=_left, follows_the_curve=True),
    Case("across_summer", "Over the threshold across the summer: two sessions in July, eight in September", "primary",
         5, 1, "Marchbank", (("Tilly", "F"),), across_the_summer),
    Case("joiner", "Joined this term with six unauthorised sessions at the earlier school, and four here", "primary",
         5, 0, "Zieliński", (("Tomasz", "M"),), four_more_here, _joined, language="Polish", facts={"eal": YES}),
    Case("severe_primary", "Severely absent, with a young carer's duties", "primary",
         5, 0, "Wainfleet", (("Dexter", "M"),), severely_absent, facts={"young_carer": YES, "fsm": YES}),
    Case("limit", "A contact with a limit: the father may have no contact details", "primary",
         6, 1, "O'Rourke", (("Finlay", "M"),), follows_the_curve=True, two_homes=True),
    Case("nobody_reached", "No reason for nine school days, and nobody reached: the referral is due today", "primary",
         5, 0, "Winterbourne", (("Elowen", "F"),), nobody_reached, facts={"fsm": YES}),
    Case("traveller", "Of a family that travels for its trade (T)", "primary",
         6, 0, "Maughan-Reilly", (("Patrick", "M"),), travelling),
    Case("moved_up", "Moved from the primary in September, with earlier absence taken over", "secondary",
         7, 0, "Thorogood", (("Maisie", "F"),), term_holiday, moved_up=True),
    Case("overdue", "An N older than five school days that nobody has settled", "secondary",
         8, 0, "Adeyemi-Cole", (("Malachi", "M"),), overdue_reason),
    Case("suspended", "Suspended for five days (E) that ended last week", "secondary",
         9, 1, "Stubbington", (("Kieran", "M"),), suspended, facts={"sen": "K"}),
    Case("day_six", "Suspended for eight days: education is due from today, and none is arranged", "secondary",
         8, 1, "Hartnoll", (("Reece", "M"),), reaching_day_six, facts={"fsm": YES}),
    Case("severe", "Severely absent for two years", "secondary",
         10, 0, "Fairbrother", (("Leah", "F"),), severely_absent, facts={"social_worker": "CIN", "fsm": YES}),
)  # fmt: skip


def cases_of(schools: Sequence[str], current: int) -> list[Case]:
    """The telling cases of those schools."""
    return [case for case in CASES if case.school in schools]
