"""The pupils of each group with duties of its own, with what was written down. The same statements for any number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import Sum

from absence.group_duties import GROUPS, Duty, Group, GroupFacts
from absence.leave_kinds import Kind
from absence.models import DesignatedTeacher, GroupDuty, LeaveChild
from absence.professionals import TO_TELL
from registers.codes import TRAVELLING
from registers.models import (
    GroupMembership,
    Mark,
    Post,
    Professional,
    Pupil,
    PupilStatus,
    PupilWeek,
    School,
)
from registers.pupil_year import current_period
from registers.roles import Permission, Role, may
from registers.school_sessions import in_words
from registers.school_year import NURSERY
from registers.social_care import value_words
from reporting.measures import percentage, severely_absent

BY_STATUS = {
    PupilStatus.Kind.LOOKED_AFTER: Group.LOOKED_AFTER,
    PupilStatus.Kind.PREVIOUSLY_LOOKED_AFTER: Group.PREVIOUSLY,
    PupilStatus.Kind.SOCIAL_WORKER: Group.SOCIAL_WORKER,
    PupilStatus.Kind.SEN: Group.SEN,
    PupilStatus.Kind.EHCP: Group.SEN,
    PupilStatus.Kind.YOUNG_CARER: Group.YOUNG_CARER,
}
TELLING = 20
"""Possible sessions from which half of them missed is asked about by itself (P: two school weeks)."""
NO_NEED = "N"
"""The value of a status that says that there is no special need."""


@dataclass(frozen=True)
class GroupPupil:
    """One pupil of a group: attendance so far, why they stand here, who works with them, what was written down."""

    pupil: Pupil
    class_name: str
    attended: int
    possible: int
    why: str
    people: tuple[str, ...]
    duties: tuple[GroupDuty, ...]
    """The newest of each kind."""
    is_waiting: bool
    """What this group needs of each pupil has not been written down."""
    on: dt.date

    @property
    def rate(self) -> str | None:
        """Attendance this school year, for people to read."""
        return percentage(self.attended, self.possible)

    @property
    def review_overdue(self) -> bool:
        """Whether a day on which something was to be looked at again has passed."""
        return any(each.review_on and each.review_on < self.on for each in self.duties)


@dataclass(frozen=True)
class ListedGroup:
    """One group with its pupils."""

    key: Group
    facts: GroupFacts
    pupils: tuple[GroupPupil, ...]

    @property
    def waiting(self) -> int:
        """For how many pupils something is missing or to be looked at again."""
        return sum(each.is_waiting or each.review_overdue for each in self.pupils)


def groups_seen(post: Post) -> list[Group]:
    """The groups that the hat may see: those of social care only by those who may see social care."""
    social = may(Role(post.role), Permission.SEE_SOCIAL_CARE)
    return [group for group in Group if social or not GROUPS[group].is_social]


def designated_teacher(school: School | int) -> DesignatedTeacher | None:
    """Who leads for looked-after pupils now. One statement."""
    return DesignatedTeacher.objects.filter(school=school).order_by("-at", "-pk").first()


def group_list(*, post: Post, on: dt.date) -> list[ListedGroup]:
    """The groups that the hat may see. Eleven statements at most, however many pupils."""
    school = cast(int, post.school_id)  # the pages are for people of one school
    first, _ = current_period(school, on)
    pupils = {each.pk: each for each in Pupil.objects.visible_to(post, on=on).on_roll(on)}
    sums = _sums(school, first, on)
    members = _members(school, sums, first, on)
    wanted = [pk for group in groups_seen(post) for pk in members[group] if pk in pupils]
    classes = dict(
        GroupMembership.objects.on(on).filter(pupil__in=wanted).values_list("pupil", "group__name")
    )
    social = may(Role(post.role), Permission.SEE_SOCIAL_CARE)
    people = _people(school, wanted, on) if social else {}
    duties = _duties(school, wanted)
    found = []
    for group in groups_seen(post):
        rows = [
            _row(pupils[pk], group, why, classes, sums, people, duties, on)
            for pk, why in members[group].items()
            if pk in pupils
        ]
        rows.sort(
            key=lambda row: (
                not row.is_waiting,
                not row.review_overdue,
                row.pupil.surname,
                row.pupil.forename,
            )
        )
        found.append(ListedGroup(group, GROUPS[group], tuple(rows)))
    return found


@dataclass(frozen=True)
class JointApproach:
    """One pupil who missed half of school: what was agreed with the authority last, where anything was."""

    pupil: Pupil
    missed: int
    possible: int
    since: dt.date
    agreed: GroupDuty | None

    def is_waiting(self, on: dt.date) -> bool:
        """Whether nothing is agreed, or the day has come to look at it again."""
        review = self.agreed.review_on if self.agreed else None
        return self.agreed is None or (review is not None and review <= on)


def joint_approaches(*, post: Post, on: dt.date) -> list[JointApproach]:
    """Each pupil with whom the authority has to agree a joint approach. Five statements at most.

    A school year's first days say little: a pupil counts from `TELLING` possible sessions on.
    """
    school = cast(int, post.school_id)
    first, _ = current_period(school, on)
    severe = {
        pk: sums for pk, sums in _severe(school, _sums(school, first, on), on).items() if sums[1] >= TELLING
    }
    pupils = Pupil.objects.visible_to(post, on=on).on_roll(on).filter(pk__in=severe)
    duties = GroupDuty.objects.filter(school=school, pupil__in=severe, duty=Duty.JOINT_APPROACH)
    newest: dict[int, GroupDuty] = {}
    for duty in duties.newest_first():
        newest.setdefault(duty.pupil_id, duty)
    return [JointApproach(each, *severe[each.pk], first, newest.get(each.pk)) for each in pupils]


def _row(
    pupil: Pupil,
    group: Group,
    why: str,
    classes: dict[int, str],
    sums: dict[int, tuple[int, int]],
    people: dict[int, list[str]],
    duties: dict[tuple[int, str], list[GroupDuty]],
    on: dt.date,
) -> GroupPupil:
    mine = duties.get((pupil.pk, group), [])
    needed = GROUPS[group].needed
    attended, possible = sums.get(pupil.pk, (0, 0))
    return GroupPupil(
        pupil=pupil,
        class_name=classes.get(pupil.pk, ""),
        attended=attended,
        possible=possible,
        why=why,
        people=tuple(people.get(pupil.pk, ())) if GROUPS[group].is_social else (),
        duties=tuple(mine),
        is_waiting=needed is not None and not any(each.duty == needed for each in mine),
        on=on,
    )


def _sums(school: int, first: dt.date, on: dt.date) -> dict[int, tuple[int, int]]:
    """Sessions attended and possible of the school year, by pupil."""
    monday = first - dt.timedelta(days=first.weekday())
    weeks = PupilWeek.objects.filter(school=school, monday__range=(monday, on))
    rows = weeks.values("pupil").annotate(attended_all=Sum("attended"), possible_all=Sum("possible"))
    return {row["pupil"]: (row["attended_all"], row["possible_all"]) for row in rows}


def _severe(school: int, sums: dict[int, tuple[int, int]], on: dt.date) -> dict[int, tuple[int, int]]:
    """Who missed a half or more: sessions missed and possible. Nursery is outside the figures. One statement."""
    young = PupilStatus.objects.on(on).filter(kind=PupilStatus.Kind.YEAR_GROUP, value__in=NURSERY)
    nursery = set(young.filter(school=school).values_list("pupil", flat=True))
    return {
        pk: (possible - attended, possible)
        for pk, (attended, possible) in sums.items()
        if pk not in nursery and severely_absent(possible - attended, possible)
    }


def _members(
    school: int, sums: dict[int, tuple[int, int]], first: dt.date, on: dt.date
) -> dict[Group, dict[int, str]]:
    """By group the pupils with why they stand there."""
    found: dict[Group, dict[int, str]] = defaultdict(dict)
    for pk, (missed, possible) in _severe(school, sums, on).items():
        found[Group.SEVERE][pk] = f"{missed} of {possible} sessions missed"
    statuses = PupilStatus.objects.filter(school=school, kind__in=BY_STATUS, first_day__lte=on)
    for status in statuses.exclude(value__in=("", NO_NEED)).order_by("pk"):
        _join(found, status, on)
    for pk in found[Group.SOCIAL_WORKER]:
        found[Group.HAD_WORKER].pop(pk, None)
    for pk in _travellers(school, first, on):
        found[Group.TRAVELLER].setdefault(pk, "")
    return found


def _join(found: dict[Group, dict[int, str]], status: PupilStatus, on: dt.date) -> None:
    """Put the pupil into the group of a status that holds; a social worker's help is known after it has ended, too."""
    kind, pk, ended = PupilStatus.Kind(status.kind), status.pupil_id, status.last_day
    if ended is not None and ended < on:
        if kind == PupilStatus.Kind.SOCIAL_WORKER:
            found[Group.HAD_WORKER][pk] = f"until {in_words(ended)}"
        return
    words = value_words(kind, status.value)
    if kind != PupilStatus.Kind.EHCP or pk not in found[Group.SEN]:
        found[BY_STATUS[kind]][pk] = "" if words == "yes" else words


def _travellers(school: int, first: dt.date, on: dt.date) -> Iterable[int]:
    """Who travelled this school year (T), asked to, or about whom it is written down: no other fact says it."""
    marks = Mark.objects.filter(school=school, date__range=(first, on), code=TRAVELLING)
    asked = LeaveChild.objects.filter(
        school=school, request__kind=Kind.TRAVELLER, request__withdrawn_at__isnull=True
    )
    written = GroupDuty.objects.filter(school=school, group=Group.TRAVELLER)
    return marks.values_list("pupil", flat=True).union(
        asked.filter(request__last_day__gte=first).values_list("pupil", flat=True),
        written.values_list("pupil", flat=True),
    )


def _people(school: int, pupils: list[int], on: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Professional.objects.on(on).filter(school=school, pupil__in=pupils, role__in=TO_TELL)
    for each in rows.order_by("role", "name", "pk"):
        found[each.pupil_id].append(f"{TO_TELL[Professional.Kind(each.role)]}: {each.name}")
    return found


def _duties(school: int, pupils: list[int]) -> dict[tuple[int, str], list[GroupDuty]]:
    """The newest of each kind, by pupil and group."""
    found: dict[tuple[int, str], list[GroupDuty]] = defaultdict(list)
    for each in GroupDuty.objects.filter(school=school, pupil__in=pupils).newest_first():
        mine = found[each.pupil_id, each.group]
        if all(each.duty != other.duty for other in mine):
            mine.append(each)
    return found
