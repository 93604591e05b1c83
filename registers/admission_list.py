"""The admission register as it stood on any day: who was on the roll, in which class and year, who joined and left."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least, NullIf

from registers.codes import ABSENT
from registers.leaving import HAS_ATTENDED
from registers.models import Admission, GroupMembership, Mark, Post, Pupil, PupilStatus, RegistrationGroup
from registers.school_year import DayRange, academic_year, academic_year_days

NO_SHOW_FOR = dt.timedelta(days=28)
"""A pupil who did not arrive stays on the list for so long, if nobody has seen them since."""


class Show(StrEnum):
    """Which entries to list."""

    ON_ROLL = "on_roll"
    STARTERS = "starters"
    LEAVERS = "leavers"
    TO_COME = "to_come"

    @property
    def words(self) -> str:
        """What it lists, for a choice."""
        return {
            "on_roll": "On the roll that day",
            "starters": "Joined, school year to date",
            "leavers": "Left, school year to date",
            "to_come": "To join after that day",
        }[self]


def entries(
    post: Post, *, on: dt.date, show: Show, group: RegistrationGroup | None = None, year_group: str = ""
) -> QuerySet[Admission]:
    """The stays to list, with `group_name` and `year_group` as they were on `on` (or on the day nearest to it)."""
    stays: QuerySet[Any] = Admission.objects.filter(
        pupil__in=Pupil.objects.visible_to(post), school=post.school_id
    )
    stays = _shown(stays, show, on, academic_year_days(academic_year(on)))
    stays = _with_class(stays, on)
    if group is not None:
        stays = stays.filter(group_number=group.pk)
    if year_group:
        stays = stays.filter(year_group=year_group)
    called = Coalesce(NullIf(F("pupil__known_as"), Value("")), F("pupil__forename"))
    return stays.select_related("pupil").order_by("pupil__surname", called, "pupil", "starting_day")


def did_not_arrive(post: Post, *, on: dt.date) -> list[Admission]:
    """Pupils who joined lately, were absent, and have not come to any session since, with their class."""
    marks = Mark.objects.filter(
        school=OuterRef("school"), pupil=OuterRef("pupil"), date__gte=OuterRef("starting_day"), date__lte=on
    )
    joined = Admission.objects.on(on).filter(
        school=post.school_id, starting_day__gte=on - NO_SHOW_FOR, pupil__in=Pupil.objects.visible_to(post)
    )
    absent = Exists(marks.filter(code__in=sorted(ABSENT)))
    came = Exists(marks.filter(code__in=sorted(HAS_ATTENDED)))
    found = _with_class(joined.filter(absent, ~came), on).select_related("pupil")
    return list(found.order_by("starting_day", "pupil__surname", "pk"))


def _shown(stays: "QuerySet[Admission]", show: Show, on: dt.date, year: DayRange) -> "QuerySet[Admission]":
    match show:
        case Show.STARTERS:
            return stays.filter(starting_day__range=(year.first, on))
        case Show.LEAVERS:
            return stays.filter(deleted_on__range=(year.first, on))
        case Show.TO_COME:
            return stays.filter(starting_day__gt=on)
    return stays.filter(pk__in=Admission.objects.on(on))


def _with_class(stays: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    """With class and year as on that day; for who had left by then as on their last day, else as on their first."""
    stays = stays.annotate(
        seen_on=Greatest(
            "starting_day", Least(Value(on, DateField()), "deleted_on"), output_field=DateField()
        )
    )
    held = GroupMembership.objects.filter(_holding(), pupil=OuterRef("pupil"))
    year = PupilStatus.objects.filter(_holding(), pupil=OuterRef("pupil"), kind=PupilStatus.Kind.YEAR_GROUP)
    with_class: QuerySet[Any] = stays.annotate(
        group_number=Subquery(held.values("group")[:1]),
        group_name=Subquery(held.values("group__name")[:1]),
        year_group=Subquery(year.values("value")[:1]),
    )
    return with_class


def _holding() -> Q:
    lasts = Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("seen_on"))
    return Q(lasts, first_day__lte=OuterRef("seen_on"))
