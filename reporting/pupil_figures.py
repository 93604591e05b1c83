"""Each pupil's marks of a time, week by week, with class and year group: for lists, slips and letters."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from registers.models import GroupMembership, Post, Pupil, PupilStatus
from registers.school_year import NURSERY
from registers.weekly_marks import weekly_marks
from reporting.measures import Measures, total


@dataclass(frozen=True)
class PupilFigures:
    """One pupil of the roll and what the marks of each school week come to."""

    pupil: Pupil
    group_id: int
    group: str
    year_group: str
    weeks: tuple[tuple[dt.date, Measures], ...]

    @cached_property
    def measures(self) -> Measures:
        """The whole time."""
        return total(measures for _, measures in self.weeks).measures

    def between(self, first: dt.date, last: dt.date) -> Measures:
        """The school weeks that begin in that time."""
        return total(measures for monday, measures in self.weeks if first <= monday <= last).measures


def figures_of(
    *,
    post: Post,
    first: dt.date,
    last: dt.date,
    on: dt.date,
    groups: Collection[int] | None = None,
    only: int | None = None,
) -> list[PupilFigures]:
    """The pupils on the roll whom the hat may see, nursery left out, by class and name. Five statements for any number.

    `groups`: only pupils of these classes; `only`: one pupil.
    """
    visible = Pupil.objects.visible_to(post, on=on).on_roll(on)
    members = GroupMembership.objects.on(on).filter(school=post.school_id)
    if groups is not None:
        members = members.filter(group__in=groups)
        visible = visible.filter(pk__in=members.values("pupil"))
    if only is not None:
        visible = visible.filter(pk=only)
    pupils = {pupil.pk: pupil for pupil in visible}
    classes = {
        pupil: (group, name) for pupil, group, name in members.values_list("pupil", "group", "group__name")
    }
    years = dict(
        PupilStatus.objects.on(on)
        .filter(school=post.school_id, pupil__in=pupils, kind=PupilStatus.Kind.YEAR_GROUP)
        .values_list("pupil", "value")
    )
    marks = weekly_marks(school=post.school_id or 0, pupils=list(pupils), first=first, last=last)
    found = [
        PupilFigures(pupil, *classes.get(pk, (0, "")), years.get(pk, ""), tuple(marks.of(pk)))
        for pk, pupil in pupils.items()
        if years.get(pk, "") not in NURSERY
    ]
    return sorted(
        found, key=lambda each: (each.group, each.pupil.surname, each.pupil.forename, each.pupil.pk)
    )
