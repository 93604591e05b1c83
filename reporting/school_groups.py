"""The groups that a school has pupils in, named, for whoever chooses one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registers.models import GroupMembership, Post, PupilStatus, RegistrationGroup, School
from registers.roles import Permission, Role, may
from registers.school_year import NURSERY
from reporting.groups import COHORTS, EVERYBODY, VALUES, Group, group_order

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True)
class SchoolGroups:
    """The years, classes and other groups of a school, and what its classes are called."""

    groups: frozenset[Group]
    names: Mapping[int, str]

    def choices(self, chosen: Group = EVERYBODY, chosen_words: str = "") -> Choices:
        """For a select: everybody, then years, classes and the others, each under its heading.

        `chosen`: offered as well where it is none of them, such as one pupil.
        """
        ordered = sorted(self.groups, key=lambda group: group_order(group, self.names))
        more = [] if chosen in {EVERYBODY, *ordered} else [(str(chosen), chosen_words)]
        return [("", EVERYBODY.words()), *more, *self._headed(ordered)]

    def words(self, group: Group) -> str:
        """What to call the group."""
        return group.words(self.names)

    def _headed(self, ordered: Iterable[Group]) -> Choices:
        headings: dict[str, list[tuple[str, str]]] = {"Years": [], "Classes": [], "Other groups": []}
        for group in ordered:
            heading = {"year": "Years", "class": "Classes"}.get(group.kind, "Other groups")
            headings[heading].append((str(group), self.words(group)))
        return [(heading, choices) for heading, choices in headings.items() if choices]


def school_groups(school: School | int, on: dt.date, post: Post) -> SchoolGroups:
    """The groups of the school today that the hat may choose: a teacher, only their own classes. Two statements."""
    role = Role(post.role)
    names = dict(
        RegistrationGroup.objects.visible_to(post, on=on).filter(school=school).values_list("pk", "name")
    )
    found = {Group("class", str(pk)) for pk in _with_pupils(school, on) if pk in names}
    if not role.sees_own_groups_only:
        years = PupilStatus.objects.on(on).filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
        found |= {
            Group("year", value)
            for value in years.values_list("value", flat=True).distinct()
            if value not in NURSERY
        }
        found |= set(_cohorts(social=may(role, Permission.SEE_SOCIAL_CARE)))
    return SchoolGroups(frozenset(found), names)


def may_choose(post: Post, group: Group) -> bool:
    """Whether the hat may ask for a group of that kind: social care is for those who may see it."""
    return not group.is_social or may(Role(post.role), Permission.SEE_SOCIAL_CARE)


def _with_pupils(school: School | int, on: dt.date) -> Iterable[int]:
    members = GroupMembership.objects.on(on).filter(school=school)
    return members.values_list("group", flat=True).distinct()


def _cohorts(*, social: bool) -> Iterable[Group]:
    for kind in COHORTS:
        if social or not Group(kind).is_social:
            yield from (Group(kind, value) for value in VALUES.get(kind, ("",)))
