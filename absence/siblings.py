"""A family as the school sees it: brothers and sisters here, beside each other, with the adults whom they share.

The same statements for two children and for six.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from absence.models import LeaveChild, Meeting, SupportPlan
from registers.codes import ABSENT
from registers.family import siblings_of
from registers.models import Care, Contact, GroupMembership, Mark, Post, Pupil
from registers.pupil_year import current_period
from registers.school_sessions import SCHOOL_TIME
from reporting.measures import Measures, measure


@dataclass(frozen=True)
class OfChild:
    """One child: the year so far, today, and what goes on."""

    pupil: Pupil
    group: str
    measures: Measures
    am: str = ""
    pm: str = ""
    away: frozenset[tuple[dt.date, str]] = frozenset()
    """The sessions of the year that were missed."""
    plan: SupportPlan | None = None
    meeting: Meeting | None = None
    """The next one to come."""
    leave: LeaveChild | None = None
    """The next leave that was asked for."""


@dataclass(frozen=True)
class SharedAdult:
    """An adult of several of the children: what they are to each, in the order of the children."""

    contact: Contact
    cares: list[Care | None]

    @property
    def limited(self) -> bool:
        """Whether a contact limit holds for one of the children."""
        return any(care.limited for care in self.cares if care)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SchoolFamily:
    """The children with the adults. `together`: days on which two of them or more were away in the same session."""

    since: dt.date
    children: list[OfChild]
    adults: list[SharedAdult] = field(default_factory=list)

    @property
    def together(self) -> list[dt.date]:
        """The newest first."""
        away: dict[tuple[dt.date, str], int] = defaultdict(int)
        for child in self.children:
            for place in child.away:
                away[place] += 1
        return sorted({day for (day, _), count in away.items() if count > 1}, reverse=True)


def family_at_school(pupil: Pupil, post: Post, *, at: dt.datetime) -> SchoolFamily:
    """The pupil and everybody on the roll who shares an adult with them. Ten statements."""
    on = at.astimezone(SCHOOL_TIME).date()
    own = GroupMembership.objects.on(on).filter(pupil=pupil).values_list("group__name", flat=True)
    children = [(pupil, own.first() or ""), *siblings_of(pupil, post, on=on)]
    numbers = [child.pk for child, _ in children]
    since, _ = current_period(pupil.school_id, on)
    marks = _marks(pupil.school_id, numbers, since, on)
    plans = SupportPlan.objects.running().filter(pupil__in=numbers).order_by("at", "pk")
    meetings = Meeting.objects.without_record().filter(pupil__in=numbers, starts_at__gte=at)
    leave = LeaveChild.objects.filter(
        pupil__in=numbers, request__last_day__gte=on, request__withdrawn_at__isnull=True
    )
    plan_of = {each.pupil_id: each for each in plans}
    meeting_of = {each.pupil_id: each for each in meetings.order_by("-starts_at", "-pk")}
    ahead = leave.select_related("request").order_by("-request__first_day", "-pk")
    leave_of = {each.pupil_id: each for each in ahead}
    found = [
        _child(
            child, group, marks[child.pk], on,
            plan=plan_of.get(child.pk), meeting=meeting_of.get(child.pk), leave=leave_of.get(child.pk),
        )
        for child, group in children
    ]  # fmt: skip
    return SchoolFamily(since, found, _adults(numbers, on))


Marks = dict[tuple[dt.date, str], str]


def _marks(school: int, pupils: Sequence[int], first: dt.date, last: dt.date) -> dict[int, Marks]:
    found: dict[int, Marks] = defaultdict(dict)
    rows = Mark.objects.filter(school=school, pupil__in=pupils, date__range=(first, last)).exclude(code="")
    for number, day, session, code in rows.values_list("pupil_id", "date", "session", "code"):
        found[number][day, session] = code
    return found


def _child(
    pupil: Pupil,
    group: str,
    marks: Marks,
    on: dt.date,
    *,
    plan: SupportPlan | None,
    meeting: Meeting | None,
    leave: LeaveChild | None,
) -> OfChild:
    counts: dict[str, int] = defaultdict(int)
    for code in marks.values():
        counts[code] += 1
    return OfChild(
        pupil,
        group,
        measure(counts),
        am=marks.get((on, "AM"), ""),
        pm=marks.get((on, "PM"), ""),
        away=frozenset(place for place, code in marks.items() if code in ABSENT),
        plan=plan,
        meeting=meeting,
        leave=leave,
    )


def _adults(pupils: Sequence[int], on: dt.date) -> list[SharedAdult]:
    """Every adult of the children, those of most of them first, then in calling order."""
    cares = Care.objects.on(on).with_limited(on).filter(pupil__in=pupils).select_related("contact")
    by_contact: dict[int, dict[int, Care]] = defaultdict(dict)
    for care in cares.order_by("priority", "pk"):
        by_contact[care.contact_id][care.pupil_id] = care
    adults = [
        SharedAdult(next(iter(held.values())).contact, [held.get(number) for number in pupils])
        for held in by_contact.values()
    ]
    return sorted(adults, key=lambda adult: -sum(care is not None for care in adult.cares))
