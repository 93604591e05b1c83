"""One class over a period: its attendance in words and pictures, each pupil's own figures, and what to look at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from registers.models import GroupTeacher, Post
from reporting.chosen_cut import ChosenCut
from reporting.dashboard_pictures import trend, weekdays
from reporting.dashboard_sums import ClassCodes, class_codes
from reporting.figure_address import Asked, FigureKind
from reporting.looking_ahead import PupilAhead, looking_ahead
from reporting.measures import Sums, Total, percentage
from reporting.pattern_facts import Seen, patterns_seen
from reporting.patterns import Kind
from reporting.pictures import Picture
from reporting.reason_pictures import reasons
from reporting.tables import EnrolmentSums, WeekSums, enrolment_sums, total_of, week_sums


class ClassPupil(NamedTuple):
    """One pupil of the class: the period's sums, how the year looks ahead, and the patterns seen this year."""

    ahead: PupilAhead
    sums: Sums
    url: str
    unauthorised_url: str
    late_url: str
    patterns: list[Seen]

    @property
    def attended(self) -> str | None:
        """The share attended in the period."""
        return percentage(self.sums.attended, self.sums.possible)


@dataclass(frozen=True)
class ClassPage:
    """What the page of a class shows."""

    found: ChosenCut
    rows: list[EnrolmentSums]
    weeks: list[WeekSums]
    codes: ClassCodes
    ahead: list[PupilAhead]
    seen: Mapping[Kind, list[Seen]]
    teachers: list[str]

    @cached_property
    def total(self) -> Total[Sums]:
        """All pupils of the class together."""
        return total_of(self.rows)

    @property
    def share(self) -> str | None:
        """What the class attended, in per cent."""
        return percentage(self.total.measures.attended, self.total.measures.possible)

    @property
    def attendance_url(self) -> str:
        """What that figure is made of."""
        return self.found.links.figure(FigureKind.ATTENDANCE)

    @property
    def persistent_url(self) -> str:
        """The pupils who missed a tenth or more."""
        return self.found.links.figure(FigureKind.PERSISTENT)

    @property
    def together(self) -> list[Seen]:
        """Patterns of several pupils: illness in the class, brothers and sisters in it."""
        return [*self.seen[Kind.ILLNESS], *self.seen[Kind.TOGETHER]]

    @property
    def near(self) -> list[PupilAhead]:
        """Those who stand few sessions before a tenth."""
        return [each for each in self.ahead if each.look.absent and each.look.persistent.is_near]

    @property
    def rising(self) -> list[PupilAhead]:
        """Those who miss clearly more than before."""
        return [each for each in self.ahead if each.rises]

    @cached_property
    def pictures(self) -> list[Picture]:
        """Week by week, by day of the week, and why."""
        links = self.found.links
        return [
            replace(trend([(each.monday, each.sums) for each in self.weeks], [], links.week), note=""),
            weekdays(self.codes.by_half_day(), lambda half: links.figure(FigureKind.ABSENCE, half=half)),
            reasons(self.codes.by_code, lambda code: links.figure(FigureKind.CODE, code=code)),
        ]

    @cached_property
    def pupils(self) -> list[ClassPupil]:
        """Each pupil on the roll, in register order."""
        sums = {row.pupil: row.sums for row in self.rows}
        missed, unauthorised, late = (
            Asked(kind, self.found.chosen.period, school=self.found.school.pk)
            for kind in (FigureKind.ABSENCE, FigureKind.UNAUTHORISED, FigureKind.LATE)
        )
        alone = [each for kind in ALONE for each in self.seen[kind]]
        return [
            ClassPupil(
                each,
                sums.get(each.pupil.pk, Sums()),
                missed.sessions_url(each.pupil.pk),
                unauthorised.sessions_url(each.pupil.pk),
                late.sessions_url(each.pupil.pk),
                [seen for seen in alone if seen.pattern.pupils == (each.pupil.pk,)],
            )
            for each in self.ahead
        ]


ALONE = (Kind.WEEKDAY, Kind.BROKEN_WEEKS, Kind.BESIDE_HOLIDAYS)
"""The kinds of pattern that are of one pupil."""


def class_page(found: ChosenCut, *, post: Post) -> ClassPage:
    """The class that was chosen. The same statements for three pupils and for thirty."""
    return ClassPage(
        found,
        enrolment_sums(found.cut),
        week_sums(found.cut),
        class_codes(found.cut),
        looking_ahead(found, post=post).pupils,
        patterns_seen(found, post=post),
        _teachers(found.group.row, found.on),
    )


def _teachers(group: int, on: dt.date) -> list[str]:
    teaching = GroupTeacher.objects.on(on).filter(group=group).order_by("post__user__name")
    return list(teaching.values_list("post__user__name", flat=True))
