"""What an address asks figures for: a period, a group, and whether pupils below compulsory school age are left out."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Exists, OuterRef

from registers.models import GroupMembership, Post, RegistrationGroup, School
from registers.roles import Permission, Role, may
from registers.school_year import NURSERY, YEAR_GROUPS
from reporting.dashboard_links import COMPULSORY, Links
from reporting.groups import COHORTS, EVERYBODY, VALUES, Group
from reporting.periods import Chosen, YearCalendar, year_calendar
from reporting.school_groups import SchoolGroups
from reporting.tables import Cut

PRIMARY = tuple(year for year in YEAR_GROUPS[: YEAR_GROUPS.index("7")] if year not in NURSERY)
SECONDARY = YEAR_GROUPS[YEAR_GROUPS.index("7") :]
YEARS = {School.Phase.PRIMARY: PRIMARY, School.Phase.SECONDARY: SECONDARY}
"""The years offered to choose from; others stand in the table of groups where there is somebody in them."""


@dataclass(frozen=True)
class ChosenCut:
    """The school's calendar and groups, and what was chosen; what cannot be is the usual instead."""

    school: School
    calendar: YearCalendar
    groups: SchoolGroups
    chosen: Chosen
    group: Group
    compulsory: bool
    on: dt.date

    def of(self, group: Group) -> "ChosenCut":
        """The same for another group."""
        return replace(self, group=group)

    @cached_property
    def cut(self) -> Cut:
        """Which sessions are counted."""
        return Cut((self.school.pk,), self.chosen.period, self.on, self.group, self.compulsory)

    @cached_property
    def links(self) -> Links:
        """Where its figures open."""
        return Links(self.school, self.chosen.period, self.group, self.compulsory)

    @property
    def group_words(self) -> str:
        """The group in words: All pupils, 4B, Free school meals."""
        return self.groups.words(self.group)

    @property
    def period_words(self) -> str:
        """The period with its sessions: 1 Sep to 20 Nov 2026, 108 of 108 sessions."""
        return self.calendar.words(self.chosen.period)

    @property
    def mondays(self) -> list[dt.date]:
        """The school weeks until the period's last day, also those before its first."""
        return [monday for monday in self.calendar.mondays if monday <= self.chosen.period.last]


NO_SUCH_GROUP = "The address asks for a group that is not there: all pupils are shown. Choose one above."
NO_SUCH_AGES = "The address asks for ages that are none: reception and up is shown. Choose above."


def chosen_cut(*, post: Post, school: School, query: Mapping[str, str], on: dt.date) -> ChosenCut:
    """What the address asks for; for a class of another school, a group that is none, or one of
    social care that the hat may not see, everybody, and that is said.

    Two statements.
    """
    calendar = year_calendar([school.pk], on)
    here = GroupMembership.objects.on(on).filter(group=OuterRef("pk"))
    classes = RegistrationGroup.objects.visible_to(post, on=on).annotate(has_pupils=Exists(here))
    held = {
        pk: (name, has_pupils) for pk, name, has_pupils in classes.values_list("pk", "name", "has_pupils")
    }
    names = {pk: name for pk, (name, _) in held.items()}
    asked, chosen = query.get("group", ""), calendar.chosen(query)
    group = Group.parse(asked) or EVERYBODY
    known = group.kind != "pupil" and (group.kind != "class" or group.row in names) and may_name(post, group)
    if asked and (not known or str(group) != asked):
        chosen = replace(chosen, problem=chosen.problem or NO_SUCH_GROUP)
    if query.get("ages", "") not in ("", COMPULSORY):
        chosen = replace(chosen, problem=chosen.problem or NO_SUCH_AGES)
    offered = {Group("class", str(pk)) for pk, (_, has_pupils) in held.items() if has_pupils}
    offered |= {Group("year", year) for year in YEARS.get(School.Phase(school.phase), (*PRIMARY, *SECONDARY))}
    return ChosenCut(
        school,
        calendar,
        SchoolGroups(frozenset(offered | set(_cohorts(post))), names),
        chosen,
        group if known else EVERYBODY,
        query.get("ages") == COMPULSORY,
        on,
    )


def may_name(post: Post, group: Group) -> bool:
    """Whether the hat may see who is in the group: those that tell of social care are for some only."""
    return not group.is_social or may(Role(post.role), Permission.SEE_SOCIAL_CARE)


def _cohorts(post: Post) -> Iterable[Group]:
    groups = (Group(kind, value) for kind in COHORTS for value in VALUES.get(kind, ("",)))
    return (group for group in groups if may_name(post, group))
