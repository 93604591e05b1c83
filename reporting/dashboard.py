"""The champion's dashboard: everything on it, from eight statements, however many pupils and schools there are."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from registers.models import Post, Pupil
from registers.school_year import FRIDAY, week_start_of
from reporting.bands import count_bands
from reporting.changes import WEEKS, Change, compared, largest_changes
from reporting.chosen_cut import ChosenCut, may_name
from reporting.dashboard_pictures import GroupSum, HalfDay, Kind, bands, groups, trend, weekdays
from reporting.dashboard_sums import ClassCodes, changes_until, class_codes
from reporting.figure_address import Asked, FigureKind
from reporting.groups import COHORTS, EVERYBODY, Group, group_order
from reporting.headline import Pupils, Sentence, Sum, headline
from reporting.measures import Sums, Total
from reporting.pictures import Picture
from reporting.published import PHASE_WORDS, YEAR, Area, around
from reporting.reason_pictures import ClassWeek, class_weeks, reasons
from reporting.tables import (
    EnrolmentSums,
    LeftOut,
    WeekSums,
    enrolment_sums,
    groups_in,
    left_out,
    total_of,
    week_sums,
)

YEARS = {"year": "Year groups", "class": "Classes"}
PARTED = {"sex": "Girls and boys", "sen": "Special needs"}
"""Kinds of which a pupil is in one group at most, with their headings; the others stand under one heading."""
OTHERS = "Other groups"
MISSED = FigureKind.ABSENCE


NEITHER = "Sessions at which a pupil was not required count neither as attended nor as missed."


class Changed(NamedTuple):
    """One pupil whose attendance changed: name, page, what was missed before, and now, in words and as counts, and
    where each of them opens."""

    name: str
    url: str
    before: str
    now: str
    counts: tuple[int, int, int, int]
    before_url: str
    now_url: str


@dataclass(frozen=True)
class Dashboard:
    """What was counted, and the pictures of it. Nothing below reads the database."""

    found: ChosenCut
    post: Post
    rows: list[EnrolmentSums]
    weeks: list[WeekSums]
    codes: ClassCodes
    more: list[Change]
    less: list[Change]
    names: dict[int, str]
    who: LeftOut

    @cached_property
    def total(self) -> Total[Sums]:
        """Everybody of the cut together."""
        return total_of(self.rows)

    @cached_property
    def around(self) -> list[Area]:
        """The published areas that the school lies in."""
        return around(la_code=self.found.school.la_code, phase=self.found.school.phase)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The first line."""
        weeks = [self._week(each) for each in self.weeks[-2:]]
        england = self.around[-1:] if self.found.group == EVERYBODY else []
        published = next((f"{_published(area)}: {area.attended_percent} %" for area in england), "")
        whole = self.total
        pupils = Pupils(whole.pupils, whole.persistent_pupils, whole.severe_pupils)
        return headline(
            weeks[-1] if weeks else None, weeks[-2] if len(weeks) > 1 else None, published, pupils
        )

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Every picture by its name."""
        links = self.found.links
        figure = links.figure(FigureKind.ATTENDANCE)
        whole = GroupSum(self.found.group_words, self.total.pupils, self.total.measures, "", figure)
        bands_of = count_bands((row.sums.absent, row.sums.possible) for row in self.rows)
        drawn = [
            trend([(each.monday, each.sums) for each in self.weeks], self.around, links.week),
            bands(bands_of, {band: links.band(band) for band in bands_of}),
            weekdays(self.codes.by_half_day(), lambda half: links.figure(MISSED, half=half)),
            class_weeks(self._class_weeks, self._class_link),
            reasons(self.codes.by_code, lambda code: links.figure(FigureKind.CODE, code=code)),
            groups(self._kinds(YEARS), whole, name="years", heading="Years and classes"),
            groups([*self._kinds(PARTED), self._others], whole),
        ]
        return {each.name: each for each in drawn}

    @property
    def week_url(self) -> str:
        """What was missed in the week that the first line speaks of."""
        return self.found.links.week(self.weeks[-1].monday) if self.weeks else ""

    @property
    def persistent_url(self) -> str:
        """The pupils of whom the first line says that a tenth or more was missed."""
        return self.found.links.figure(FigureKind.PERSISTENT)

    @property
    def changes_told(self) -> bool:
        """Whether there are weeks enough to compare."""
        return len(self.found.mondays) >= 2 * WEEKS

    @cached_property
    def changes(self) -> list[tuple[str, list[Changed]]]:
        """Both ways, each pupil with what was missed before and now."""
        return [
            ("Missed more", [each for each in map(self._changed, self.more) if each]),
            ("Missed less", [each for each in map(self._changed, self.less) if each]),
        ]

    def _changed(self, change: Change) -> Changed | None:
        name = self.names.get(change.pupil_id)
        url = reverse("registers:pupil_marks", args=[change.pupil_id])
        before, now = (
            Asked(MISSED, stretch, school=self.found.school.pk, compulsory=self.found.compulsory)
            for stretch in compared(self.found.mondays, self.found.chosen.period.last)
        )
        opened = before.sessions_url(change.pupil_id), now.sessions_url(change.pupil_id)
        return Changed(name, url, *change.words, change.counts, *opened) if name else None

    @property
    def who_words(self) -> str:
        """Which pupils the figures hold, and which not."""
        who = self.who
        parts = [
            f"In these figures: {_pupils(self.total.pupils)} with a possible session",
            f"{who.reception} of them in reception" if who.reception else "",
            f"{who.joined} who joined in the period" if who.joined else "",
            f"{who.left} who left in it, to their last day" if who.left else "",
        ]
        nursery = f" Nursery is left out ({_pupils(who.nursery)})." if who.nursery else ""
        return f"{', '.join(filter(None, parts))}.{nursery} {NEITHER}"

    def _week(self, each: WeekSums) -> Sum:
        """The number of a week counts from the year's first one; a week of an earlier year has its day."""
        name = self._week_name(each.monday)
        running = each.monday <= self.found.on < each.monday + dt.timedelta(days=FRIDAY)
        return Sum(f"{name} so far" if running else name, each.sums.attended, each.sums.possible)

    def _week_name(self, monday: dt.date) -> str:
        first = week_start_of(self.found.calendar.year.first)
        if monday < first:
            return f"Week of {monday.day} {monday:%b}"
        return f"Week {sum(first <= each <= monday for each in self.found.calendar.mondays)}"

    def _class_link(self, name: str, half: HalfDay) -> str:
        number = next(pk for pk, each in self.found.groups.names.items() if each == name)
        group = Group("class", str(number))
        return self.found.links.figure(MISSED, group=group, half=half)

    @cached_property
    def _class_weeks(self) -> list[ClassWeek]:
        held = [pk for pk in self.found.groups.names if pk in self.codes.classes]
        return [
            ClassWeek(
                self.found.groups.names[pk],
                self._counted(Group("class", str(pk))),
                self.codes.by_half_day(pk),
            )
            for pk in held
        ]

    def _counted(self, group: Group) -> int:
        return total_of(self.rows, group).pupils

    @cached_property
    def _held(self) -> set[Group]:
        return groups_in(self.rows)

    def _kinds(self, headings: Mapping[str, str]) -> list[Kind]:
        return [
            Kind(heading, self._sums(each for each in self._held if each.kind == kind))
            for kind, heading in headings.items()
        ]

    @property
    def _others(self) -> Kind:
        others = [each for each in self._held if each.kind in COHORTS and each.kind not in PARTED]
        return Kind(OTHERS, self._sums(others), apart=False)

    def _group_links(self, group: Group) -> tuple[str, str]:
        """Its dashboard and its figure. Groups that tell of social care open for those who may see that."""
        if not may_name(self.post, group):
            return "", ""
        links = self.found.links
        return links.dashboard(group), links.figure(FigureKind.ATTENDANCE, group=group)

    def _sums(self, held: Iterable[Group]) -> list[GroupSum]:
        names = self.found.groups.names
        found = []
        for each in sorted(held, key=lambda group: group_order(group, names)):
            total = total_of(self.rows, each)
            links = self._group_links(each)
            found.append(GroupSum(each.words(names), total.pupils, total.measures, *links))
        return found


def _pupils(number: int) -> str:
    return f"{number:,} pupil{'' if number == 1 else 's'}"


def _published(area: Area) -> str:
    words = PHASE_WORDS[area.phase]
    return f"Published for {words} in {area.name}, {YEAR}"


def dashboard(found: ChosenCut, *, post: Post) -> Dashboard:
    """Count all of it. Six statements."""
    more, less = largest_changes(changes_until(found.cut, found.mondays))
    return Dashboard(
        found,
        post,
        enrolment_sums(found.cut),
        week_sums(found.cut),
        class_codes(found.cut),
        more,
        less,
        _names(post, [each.pupil_id for each in (*more, *less)], on=found.on),
        left_out(found.cut),
    )


def _names(post: Post, pupils: list[int], *, on: dt.date) -> dict[int, str]:
    visible = Pupil.objects.visible_to(post, on=on).filter(pk__in=pupils)
    return {pupil.pk: pupil.called for pupil in visible}
