"""N marks that a person has still to settle, and by when (SI 2024/208 regulation 10(7) to (9))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from absence.deadlines import days_left_to_settle, settle_by
from registers.models import Mark, School, SchoolDay
from registers.models.marks import MarkQuerySet


@dataclass(frozen=True)
class Unsettled:
    """An N mark that stands. `by`: the last day to settle it, None where the calendar ends before. `days_left`:
    school days after today on which it may still be settled; 0 on the last day, negative when overdue."""

    mark: Mark
    by: date | None
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether it should have been settled before today."""
        return self.days_left < 0


def unsettled_n_marks(marks: MarkQuerySet, *, school: School, on: date) -> list[Unsettled]:
    """The N marks among `marks` that stand on `on`, oldest first, each with its pupil and its last day."""
    standing = list(
        marks.filter(school=school, date__lte=on)
        .without_reason()
        .select_related("pupil")
        .order_by("date", "session", "pupil__surname", "pupil__forename")
    )
    if not standing:
        return []
    days = _school_days(school, standing[0].date)
    return [
        Unsettled(mark, settle_by(mark.date, days), days_left_to_settle(mark.date, on, days))
        for mark in standing
    ]


def in_words(unsettled: Sequence[Unsettled]) -> str:
    """How many there are and how pressing they are, without names."""
    if not unsettled:
        return "No N marks to settle."
    overdue = sum(each.overdue for each in unsettled)
    last_day = sum(each.days_left == 0 for each in unsettled)
    return f"{_marks(len(unsettled))} to settle: {overdue} overdue, {last_day} by the end of today."


def _school_days(school: School, since: date) -> list[date]:
    days = SchoolDay.objects.filter(school=school, date__gte=since)
    return list(days.order_by("date").values_list("date", flat=True))


def _marks(count: int) -> str:
    return "1 N mark" if count == 1 else f"{count} N marks"
