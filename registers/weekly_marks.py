"""Pupils' marks school week by school week, as the one measure of attendance counts them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import TruncWeek

from registers.codes import CLEARED
from registers.models import Mark, SchoolDay
from reporting.measures import Measures, measure

NOTHING = measure({})


@dataclass(frozen=True)
class WeeklyMarks:
    """The school weeks of a time, by their Mondays in order, and what each pupil's marks in each come to."""

    mondays: tuple[dt.date, ...]
    by_pupil: Mapping[int, Mapping[dt.date, Measures]] = field(default_factory=dict)

    def of(self, pupil: int) -> list[tuple[dt.date, Measures]]:
        """One pupil's weeks in order; a week without a mark comes to nothing."""
        theirs = self.by_pupil.get(pupil, {})
        return [(monday, theirs.get(monday, NOTHING)) for monday in self.mondays]


def weekly_marks(*, school: int, pupils: Collection[int], first: dt.date, last: dt.date) -> WeeklyMarks:
    """The marks from `first` to `last`. Two statements, however many pupils and weeks."""
    days = SchoolDay.objects.filter(school=school).between(first, last)
    mondays = {day - dt.timedelta(days=day.weekday()) for day in days.values_list("date", flat=True)}
    marks = Mark.objects.filter(school=school, pupil__in=pupils, date__range=(first, last))
    by_week = marks.exclude(code=CLEARED).annotate(monday=TruncWeek("date")).order_by()
    counts: dict[int, dict[dt.date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for pupil, monday, code, n in by_week.values_list("pupil", "monday", "code").annotate(n=Count("code")):
        counts[pupil][monday][code] = n
    found = {
        pupil: {monday: measure(codes) for monday, codes in weeks.items()} for pupil, weeks in counts.items()
    }
    return WeeklyMarks(tuple(sorted(mondays)), found)
