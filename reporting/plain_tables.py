"""The school's own records as plain tables, one file each, for inspectors and for other systems (docs/exports.md).

Rows come one by one from the database, so that six years of registers need no more memory than one day.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min

from attendance_site.parts.spreadsheets import Cell
from registers.codes import CODES
from registers.models import (
    Admission,
    GroupMembership,
    Mark,
    MarkHistory,
    Pupil,
    PupilStatus,
    School,
    SchoolDay,
)
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import DayRange, academic_year

KEPT_YEARS = 6
"""Registers are kept for six years from each entry (SI 2024/208 regulation 7, V)."""
AT_ONCE = 2000
"""Rows that are taken from the database at a time."""
STRETCH = dt.timedelta(days=27)
ENTRY = (
    "date",
    "session",
    "pupil__upn",
    "rev",
    "pupil",
    "code",
    "minutes_late",
    "at",
    "name",
    "position",
    "reason",
    "source",
)


Span = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class PlainTable:
    """One table: what it is called, what it holds, its columns, and its rows within some days.

    `span`: the first and the last day of which it has anything; no last day where it goes on.
    """

    key: str
    title: str
    words: str
    columns: tuple[str, ...]
    rows: Callable[[School, DayRange], Iterator[tuple[Cell, ...]]]
    span: Callable[[School], Span]


def attendance_register(school: School, days: DayRange) -> Iterator[tuple[Cell, ...]]:
    """Every entry of the attendance register, the amended ones with what followed, by session and pupil."""
    pupils = {
        pk: (surname, forename)
        for pk, surname, forename in Pupil.objects.filter(school=school).values_list(
            "pk", "surname", "forename"
        )
    }
    classes = _classes(school)
    for date, session, upn, rev, pupil, code, late, at, name, position, reason, source, stands in _entries(
        school, days
    ):
        known = CODES.get(code)
        yield (
            date, session, upn, *pupils[pupil], _on(classes[pupil], date), code, known.title if known else "",
            late, rev, "yes" if stands else "no", at.astimezone(SCHOOL_TIME).isoformat(timespec="seconds"),
            name, position, reason, source,
        )  # fmt: skip


def admission_register(school: School, days: DayRange) -> Iterator[tuple[Cell, ...]]:
    """Every stay on the roll that holds on one of the days, by UPN and starting day."""
    stays = Admission.objects.filter(school=school).during(*days).select_related("pupil")
    for stay in stays.order_by("pupil__upn", "starting_day").iterator(AT_ONCE):
        pupil = stay.pupil
        yield (
            pupil.upn, pupil.legal_name, pupil.called, pupil.dob, pupil.sex, stay.starting_day,
            stay.get_registration_display(), stay.other_school, stay.last_attended, stay.deleted_on, stay.ground,
            stay.destination,
        )  # fmt: skip


def class_history(school: School, days: DayRange) -> Iterator[tuple[Cell, ...]]:
    """Which class a pupil was in, from day to day."""
    rows = GroupMembership.objects.filter(school=school).during(*days)
    ordered = rows.order_by("pupil__upn", "first_day")
    yield from ordered.values_list("pupil__upn", "group__name", "first_day", "last_day").iterator(AT_ONCE)


def year_groups(school: School, days: DayRange) -> Iterator[tuple[Cell, ...]]:
    """Year groups, from day to day; other facts about a pupil stay in the school."""
    rows = PupilStatus.objects.filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP).during(*days)
    ordered = rows.order_by("pupil__upn", "first_day")
    yield from ordered.values_list("pupil__upn", "value", "first_day", "last_day").iterator(AT_ONCE)


def school_days(school: School, days: DayRange) -> Iterator[tuple[Cell, ...]]:
    """The days on which the school met, in the morning and in the afternoon."""
    rows = SchoolDay.objects.filter(school=school).between(*days).order_by("date")
    for date, week, am, pm in rows.values_list("date", "week", "am", "pm").iterator(AT_ONCE):
        yield date, week, "yes" if am else "no", "yes" if pm else "no"


def _of_the_calendar(school: School) -> Span:
    found = SchoolDay.objects.filter(school=school).aggregate(first=Min("date"), last=Max("date"))
    return found["first"], found["last"]


def _of_the_roll(school: School) -> Span:
    return Admission.objects.filter(school=school).aggregate(first=Min("starting_day"))["first"], None


def _of_classes(school: School) -> Span:
    return GroupMembership.objects.filter(school=school).aggregate(first=Min("first_day"))["first"], None


def _of_year_groups(school: School) -> Span:
    years = PupilStatus.objects.filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
    return years.aggregate(first=Min("first_day"))["first"], None


TABLES = {
    table.key: table
    for table in (
        PlainTable(
            "attendance-register",
            "Attendance register",
            "Every mark with who made it and when. An amended mark has all its entries, each with its reason.",
            (
                "date", "session", "upn", "surname", "forename", "class", "code", "meaning", "minutes_late", "entry",
                "stands", "entered_at", "entered_by", "position", "reason", "source",
            ),
            attendance_register,
            _of_the_calendar,
        ),
        PlainTable(
            "admission-register",
            "Admission register",
            "Every stay on the roll: starting day, registration, and how it ended.",
            (
                "upn", "legal_name", "called", "dob", "sex", "starting_day", "registration", "other_school",
                "last_attended", "deleted_on", "ground", "destination",
            ),
            admission_register,
            _of_the_roll,
        ),
        PlainTable(
            "class-history", "Classes", "Which class a pupil was in.", ("upn", "class", "first_day", "last_day"),
            class_history,
            _of_classes,
        ),
        PlainTable(
            "year-groups", "Year groups", "Which year a pupil was in.", ("upn", "year_group", "first_day", "last_day"),
            year_groups,
            _of_year_groups,
        ),
        PlainTable(
            "school-days", "School days", "The days on which the school met.", ("date", "school_week", "am", "pm"),
            school_days,
            _of_the_calendar,
        ),
    )
}  # fmt: skip


def kept_years(school: School, on: dt.date) -> dict[str, list[str]]:
    """By table the school years of which entries are kept by law and the school has any, the newest first.

    Four statements.
    """
    newest = int(academic_year(on)[:4])
    years = [academic_year(dt.date(newest - each, 9, 1)) for each in range(KEPT_YEARS + 1)]
    kept, spans = {}, {span: span(school) for span in {table.span for table in TABLES.values()}}
    for key, table in TABLES.items():
        first, last = spans[table.span]
        until = academic_year(last) if last else years[0]
        kept[key] = [year for year in years if first and academic_year(first) <= year <= until]
    return kept


def _entries(school: School, days: DayRange) -> Iterator[tuple[Any, ...]]:
    """Entries in order, those that stand and earlier ones, some weeks at a time: sorting a year at once is slow."""
    first = days.first
    while first <= days.last:
        stretch = first, min(first + STRETCH, days.last)
        found: list[tuple[Any, ...]] = []
        for rows, stands in ((Mark.objects.all(), True), (MarkHistory.objects.all(), False)):
            within = rows.filter(school=school, date__range=stretch)
            found += [(*row, stands) for row in within.values_list(*ENTRY)]
        yield from sorted(found, key=lambda row: row[:4])
        first = stretch[1] + dt.timedelta(days=1)


def _classes(school: School) -> dict[int, list[tuple[dt.date, dt.date | None, str]]]:
    found: dict[int, list[tuple[dt.date, dt.date | None, str]]] = defaultdict(list)
    rows: Any = GroupMembership.objects.filter(school=school).order_by("first_day")
    for pupil, first, last, name in rows.values_list("pupil", "first_day", "last_day", "group__name"):
        found[pupil].append((first, last, name))
    return found


def _on(spans: list[tuple[dt.date, dt.date | None, str]], day: dt.date) -> str:
    return next((name for first, last, name in spans if first <= day and (last is None or day <= last)), "")
