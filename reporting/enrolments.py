"""Counts of marks by enrolment and code: what every attendance figure is computed from.

Figures read marks, never the calendar. Sessions of pupils in nursery are no part of them, by the year group on the
date of the session.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from registers.codes import CLEARED
from registers.models import Admission, Mark, PupilStatus, School
from registers.models.marks import MarkQuerySet
from registers.school_year import NURSERY
from reporting.measures import Measures, measure


class Enrolment(NamedTuple):
    """One stay of a pupil on the roll, and what its marks in the period come to."""

    upn: str
    admitted: date
    measures: Measures


def enrolments(*, school: School, first: date, last: date) -> Iterator[Enrolment]:
    """The school's enrolments that overlap the days from `first` to `last`, by UPN and starting day. Two queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    # Not by iterator(): for a cursor PostgreSQL plans for early first rows, which took a hundred times longer here.
    for admission, code, count in _counts(school, first, last):
        counts[admission][code] = count
    overlapping = Admission.objects.filter(school=school).during(first, last)
    found = overlapping.order_by("pupil__upn", "starting_day").values_list("pk", "pupil__upn", "starting_day")
    for admission, upn, starting_day in found.iterator():
        yield Enrolment(upn, starting_day, measure(counts.pop(admission, {})))


def outside_nursery(marks: MarkQuerySet) -> MarkQuerySet:
    """Marks of sessions on whose date the pupil was not in a nursery year."""
    nursery = PupilStatus.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("date")),
        school=OuterRef("school"),
        pupil=OuterRef("pupil"),
        kind=PupilStatus.Kind.YEAR_GROUP,
        value__in=sorted(NURSERY),
        first_day__lte=OuterRef("date"),
    )
    return marks.filter(~Exists(nursery))


def _counts(school: School, first: date, last: date) -> QuerySet[Mark, tuple[int, str, int]]:
    marks = Mark.objects.filter(school=school, date__range=(first, last)).exclude(code=CLEARED)
    on_roll = Q(pupil__admissions__deleted_on__isnull=True) | Q(pupil__admissions__deleted_on__gte=F("date"))
    return (
        outside_nursery(marks)
        .filter(on_roll, pupil__admissions__starting_day__lte=F("date"))
        .values_list("pupil__admissions", "code")
        .annotate(count=Count("*"))
        .order_by()
    )
