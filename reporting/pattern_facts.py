"""Which patterns of absence there are in a school this year: the marks behind them, whose they are, and in words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from registers.codes import ILLNESS
from registers.models import Admission, Care, GroupMembership, Mark, Post, Pupil, PupilStatus, PupilWeek
from registers.school_year import NURSERY
from reporting.chosen_cut import ChosenCut
from reporting.figure_address import Asked, FigureKind
from reporting.groups import Group
from reporting.looking_ahead import until_yesterday
from reporting.patterns import (
    MAKES_PATTERNS,
    Kind,
    Missed,
    Pattern,
    away_together,
    illness_in_class,
    patterns_of_one,
)
from reporting.periods import Period


class Member(NamedTuple):
    """One pupil on the roll: class, and the first day of the stay."""

    pupil: Pupil
    group_id: int
    group: str
    since: dt.date


@dataclass(frozen=True)
class Seen:
    """One pattern with the pupils it is about and the page of the sessions it stands on."""

    pattern: Pattern
    members: tuple[Member, ...]
    url: str

    @property
    def words(self) -> str:
        """What was seen, without a name."""
        return self.pattern.words

    @property
    def group(self) -> str:
        """The class, of a pattern of one class."""
        return self.members[0].group


@dataclass(frozen=True)
class Facts:
    """What patterns are looked for in. `days`: school days of the period, in order."""

    period: Period
    days: list[dt.date]
    members: Mapping[int, Member]
    missed: Mapping[int, Missed]
    attended: Mapping[int, Mapping[dt.date, int]]
    siblings: list[tuple[int, int]] = field(default_factory=list)


def patterns_seen(found: ChosenCut, *, post: Post) -> dict[Kind, list[Seen]]:
    """Every pattern of the pupils whom the hat may see, the clearest first. Six statements, however many pupils."""
    facts = pattern_facts(found, post=post)
    asked = Asked(FigureKind.ABSENCE, facts.period, school=found.school.pk)
    seen: dict[Kind, list[Seen]] = {kind: [] for kind in Kind}
    for pattern in _all_patterns(facts):
        members = tuple(facts.members[pupil] for pupil in pattern.pupils)
        seen[pattern.kind].append(Seen(pattern, members, _opens(pattern, members, asked)))
    for rows in seen.values():
        rows.sort(key=lambda each: (-each.pattern.count / each.pattern.of, each.members[0].pupil.surname))
    return seen


def pattern_facts(found: ChosenCut, *, post: Post) -> Facts:
    """The members of the chosen group and what they missed this year until yesterday."""
    period = until_yesterday(found)
    days = [day.date for day in found.calendar.days if period.first <= day.date <= period.last]
    members = _members(found, post)
    missed: dict[int, dict[tuple[dt.date, str], str]] = defaultdict(dict)
    marks = Mark.objects.filter(school=found.school, date__range=period, code__in=sorted(MAKES_PATTERNS))
    for pupil, day, session, code in marks.values_list("pupil_id", "date", "session", "code"):
        if pupil in members:
            missed[pupil][day, session] = code
    return Facts(period, days, members, missed, _attended(found, period), _siblings(found, members))


def _members(found: ChosenCut, post: Post) -> dict[int, Member]:
    """Pupils on the roll outside nursery, of the chosen class or year; other groups are looked at whole."""
    visible = Pupil.objects.visible_to(post, on=found.on)
    stays = (
        Admission.objects.on(found.on).filter(school=found.school, pupil__in=visible).select_related("pupil")
    )
    groups = {
        pupil: (group, name)
        for pupil, group, name in GroupMembership.objects.on(found.on)
        .filter(school=found.school)
        .values_list("pupil", "group", "group__name")
    }
    years = PupilStatus.objects.on(found.on).filter(school=found.school, kind=PupilStatus.Kind.YEAR_GROUP)
    year_of = dict(years.values_list("pupil", "value"))
    members = {
        stay.pupil_id: Member(stay.pupil, *groups.get(stay.pupil_id, (0, "")), stay.starting_day)
        for stay in stays
        if year_of.get(stay.pupil_id) not in NURSERY
    }
    if found.group.kind == "class":
        return {pk: each for pk, each in members.items() if each.group_id == found.group.row}
    if found.group.kind == "year":
        return {pk: each for pk, each in members.items() if year_of.get(pk) == found.group.value}
    return members


def _attended(found: ChosenCut, period: Period) -> dict[int, dict[dt.date, int]]:
    weeks = PupilWeek.objects.filter(school=found.school, monday__gte=period.last - dt.timedelta(weeks=16))
    attended: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for pupil, monday, sessions in weeks.values_list("pupil_id", "monday", "attended"):
        attended[pupil][monday] = sessions
    return attended


def _siblings(found: ChosenCut, members: Mapping[int, Member]) -> list[tuple[int, int]]:
    """Pairs of pupils who share an adult, each once."""
    cares = Care.objects.on(found.on).filter(school=found.school).order_by("contact", "pupil")
    by_contact: dict[int, list[int]] = defaultdict(list)
    for contact, pupil in cares.values_list("contact_id", "pupil_id"):
        if pupil in members:
            by_contact[contact].append(pupil)
    return sorted({pair for pupils in by_contact.values() for pair in combinations(sorted(set(pupils)), 2)})


def _all_patterns(facts: Facts) -> Iterator[Pattern]:
    for pupil, missed in facts.missed.items():
        days = [day for day in facts.days if day >= facts.members[pupil].since]
        yield from patterns_of_one(pupil, missed, facts.attended.get(pupil, {}), days)
    yield from _each(*(away_together(*pair, facts.missed, facts.days) for pair in facts.siblings))
    classes: dict[int, list[int]] = defaultdict(list)
    for pk, member in facts.members.items():
        if member.group_id:
            classes[member.group_id].append(pk)
    yield from _each(*(illness_in_class(pupils, facts.missed, facts.days) for pupils in classes.values()))


def _each(*patterns: Pattern | None) -> Iterable[Pattern]:
    return (pattern for pattern in patterns if pattern is not None)


def _opens(pattern: Pattern, members: tuple[Member, ...], asked: Asked) -> str:
    """The list of the sessions: of the pupil, of the class on those days."""
    if pattern.kind is Kind.ILLNESS:
        period = Period(pattern.days[0], pattern.days[-1])
        group = Group("class", str(members[0].group_id))
        return Asked(FigureKind.CODE, period, group, asked.school, code=ILLNESS).url
    weekday = pattern.days[0].weekday() if pattern.kind is Kind.WEEKDAY else None
    return Asked(asked.kind, asked.period, asked.group, asked.school, weekday).sessions_url(pattern.pupils[0])
