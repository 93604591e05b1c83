"""One pupil's marks over a term or year, laid out week by week."""

from dataclasses import dataclass
from datetime import date, timedelta

from registers.models import Mark, Pupil, SchoolDay, Term
from reporting.measures import Measures, measure


@dataclass(frozen=True)
class Cell:
    """One session of the grid. `expected`: the school met."""

    day: date
    session: str
    expected: bool
    mark: Mark | None


@dataclass(frozen=True)
class Week:
    """One week of the grid, Monday to Friday, morning and afternoon."""

    monday: date
    cells: list[Cell]


@dataclass(frozen=True)
class PupilYear:
    """The marks of a period, with their sums."""

    first: date
    last: date
    weeks: list[Week]
    measures: Measures
    amended: int


def current_period(school_id: int, on: date) -> tuple[date, date]:
    """The first and last day to show: from the start of the latest academic year begun by `on`, to `on`.

    One statement.
    """
    begun = Term.objects.filter(school=school_id, first_day__lte=on).order_by("-first_day")
    latest = Term.objects.filter(school=school_id, academic_year=begun.values("academic_year")[:1])
    return latest.order_by("first_day").values_list("first_day", flat=True).first() or on, on


def pupil_year(pupil: Pupil, *, first: date, last: date) -> PupilYear:
    """The pupil's marks from `first` to `last`; two statements whatever the length."""
    marks = {
        (mark.date, mark.session): mark
        for mark in Mark.objects.filter(school=pupil.school_id, pupil=pupil.pk, date__range=(first, last))
    }
    days = {day.date: day for day in SchoolDay.objects.filter(school=pupil.school_id).between(first, last)}
    counts: dict[str, int] = {}
    for mark in marks.values():
        if mark.code:
            counts[mark.code] = counts.get(mark.code, 0) + 1
    weeks = []
    for monday in sorted({day - timedelta(days=day.weekday()) for day in days}):
        week = [monday + timedelta(days=number) for number in range(5)]
        weeks.append(
            Week(monday, [_cell(day, session, days, marks) for day in week for session in ("AM", "PM")])
        )
    return PupilYear(first, last, weeks, measure(counts), sum(mark.rev > 1 for mark in marks.values()))


def _cell(day: date, session: str, days: dict[date, SchoolDay], marks: dict[tuple[date, str], Mark]) -> Cell:
    known = days.get(day)
    expected = known is not None and (known.am if session == "AM" else known.pm)
    return Cell(day, session, expected, marks.get((day, session)))
