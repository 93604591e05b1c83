"""The schools of a trust side by side: totals only; names where a school shares them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registers.models import Admission, GroupMembership, Pupil, School
from reporting.figure_address import FigureKind, opens
from reporting.figures import SchoolPart, Share
from reporting.measures import Sums, Total, percentage, total_of_sums
from reporting.models import NamesShared
from reporting.nameless import shares_said
from reporting.periods import Period
from reporting.published import Area, around
from reporting.tables import Cut, EnrolmentSums, enrolment_sums, school_totals


@dataclass(frozen=True)
class SchoolSide:
    """One school. `persistent` and `severe`: as they may be said, in words; `shares`: names may be opened."""

    school: School
    total: Total[Sums]
    before: Total[Sums] | None
    persistent: str
    severe: str
    period: Period
    england: Area | None
    shares: bool

    @property
    def attended(self) -> str | None:
        """The share attended, in per cent."""
        return _attended(self.total.measures)

    @property
    def attended_before(self) -> str | None:
        """The same time of the school year before; None without marks of it."""
        return _attended(self.before.measures) if self.before else None

    @property
    def unauthorised(self) -> str | None:
        """The share missed without authority, in per cent."""
        return percentage(self.total.measures.unauthorised, self.total.measures.possible)

    @property
    def late(self) -> str | None:
        """The share of sessions that began late, in per cent."""
        return percentage(self.total.measures.late, self.total.measures.possible)

    @property
    def opens(self) -> dict[str, str]:
        """What each figure is made of."""
        kinds = ("attendance", "unauthorised", "late", "persistent", "severe")
        return {kind: opens(kind, self.period, school=self.school) for kind in kinds}


@dataclass(frozen=True)
class NamedPupil:
    """A pupil of a school that shares names: class, and what was missed."""

    name: str
    group: str
    sums: Sums

    @property
    def missed(self) -> str | None:
        """In per cent of the possible sessions."""
        return percentage(self.sums.absent, self.sums.possible)


def schools_side_by_side(schools: Sequence[School], *, period: Period, on: dt.date) -> list[SchoolSide]:
    """Each school over the period, and over the same weeks a year before. Three statements, for any number."""
    cut = Cut(tuple(school.pk for school in schools), period, on)
    now, before = school_totals(cut), school_totals(cut.during(period.year_before))
    sharing = schools_that_share(schools)
    held = [school for school in schools if school.pk in now]
    persistent = _said(held, now, period, FigureKind.PERSISTENT, sharing)
    severe = _said(held, now, period, FigureKind.SEVERE, sharing)
    return [
        SchoolSide(
            school,
            now[school.pk],
            before.get(school.pk),
            persistent[school.pk],
            severe[school.pk],
            period,
            next(iter(around(la_code=school.la_code, phase=school.phase)[-1:]), None),
            school.pk in sharing,
        )
        for school in held
    ]


def together(sides: Sequence[SchoolSide]) -> Sums:
    """The sums of all sessions of all the schools, never the mean of their percentages."""
    return total_of_sums(side.total.measures for side in sides).measures


def schools_that_share(schools: Collection[School]) -> set[int]:
    """The schools whose newest decision says that the trust sees names. One statement."""
    newest = (
        NamesShared.objects.filter(school__in=schools).order_by("school", "-at", "-pk").distinct("school")
    )
    return {school for school, shares in newest.values_list("school", "shares") if shares}


def persistently_absent(school: School, *, period: Period, on: dt.date) -> list[NamedPupil]:
    """The pupils on the roll who missed a tenth or more, most first, of a school that shares names. Four statements."""
    rows = {
        row.admission: row for row in enrolment_sums(Cut((school.pk,), period, on)) if row.sums.persistent
    }
    stays = dict(Admission.objects.on(on).filter(pk__in=rows).values_list("pk", "pupil"))
    pupils = Pupil.objects.in_bulk(stays.values())
    members = GroupMembership.objects.on(on).filter(pupil__in=pupils)
    groups = dict(members.values_list("pupil", "group__name"))
    ordered = sorted((rows[stay] for stay in stays), key=_share, reverse=True)
    return [NamedPupil(pupils[row.pupil].called, groups.get(row.pupil, ""), row.sums) for row in ordered]


def _share(row: EnrolmentSums) -> float:
    return row.sums.absent / row.sums.possible


def _attended(sums: Sums) -> str | None:
    return percentage(sums.attended, sums.possible)


def _said(
    schools: Sequence[School],
    totals: dict[int, Total[Sums]],
    period: Period,
    kind: FigureKind,
    sharing: Collection[int],
) -> dict[int, str]:
    """How many pupils of each school are over the line, in words; hidden where it would tell of somebody."""
    held = [(school, totals[school.pk]) for school in schools]
    parts = [
        SchoolPart(school, Share(_over(total, kind), total.pupils), "", total.persistent_pupils)
        for school, total in held
    ]
    found = {}
    for each in shares_said(parts, kind, sharing):
        share = each.part.share
        found[each.part.school.pk] = each.hidden or f"{share.part:,} ({share.percent or 0} %)"
    return found


def _over(total: Total[Sums], kind: FigureKind) -> int:
    return total.persistent_pupils if kind is FigureKind.PERSISTENT else total.severe_pupils
