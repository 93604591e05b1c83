"""The pupils of one band of attendance, each with what they missed of their own sessions."""

import datetime as dt
from typing import NamedTuple

from registers.models import GroupMembership, Post, Pupil
from reporting.bands import Band, band_of
from reporting.chosen_cut import ChosenCut
from reporting.figure_address import Asked, FigureKind
from reporting.measures import Sums, percentage
from reporting.tables import EnrolmentSums, enrolment_sums


class BandPupil(NamedTuple):
    """One stay on the roll: whose, in which class, what it comes to, and where its sessions are listed."""

    pupil: Pupil
    group: str
    sums: Sums
    attended: str | None
    url: str


def band_pupils(found: ChosenCut, band: Band, *, post: Post) -> list[BandPupil]:
    """Who is in the band, who missed the largest share first. Three statements."""
    rows = [row for row in enrolment_sums(found.cut) if _band(row) is band]
    pupils = Pupil.objects.visible_to(post, on=found.on).in_bulk({row.pupil for row in rows})
    classes = _classes(set(pupils), on=found.chosen.period.last)
    asked = Asked(
        FigureKind.ABSENCE, found.chosen.period, school=found.school.pk, compulsory=found.compulsory
    )
    listed = [
        BandPupil(
            pupils[row.pupil],
            classes.get(row.pupil, ""),
            row.sums,
            percentage(row.sums.attended, row.sums.possible),
            asked.sessions_url(row.pupil),
        )
        for row in rows
        if row.pupil in pupils
    ]
    return sorted(listed, key=_most_missed)


def _band(row: EnrolmentSums) -> Band | None:
    return band_of(absent=row.sums.absent, possible=row.sums.possible)


def _most_missed(each: BandPupil) -> tuple[float, str, str, int]:
    return -each.sums.absent / each.sums.possible, each.pupil.surname, each.pupil.forename, each.pupil.pk


def _classes(pupils: set[int], *, on: dt.date) -> dict[int, str]:
    members = GroupMembership.objects.on(on).filter(pupil__in=pupils)
    return dict(members.values_list("pupil", "group__name"))
