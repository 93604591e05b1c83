"""What was done for each pupil of late, with the attendance before and after it.

The same statements for one pupil and for fifty.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from absence.did_it_work import WEEKS, Compared, Done, Kind, Weeks, compare
from absence.models import (
    AttendanceContract,
    ContractNote,
    Meeting,
    MeetingRecord,
    PartTimeTimetable,
    SupportPlan,
    SupportStep,
)
from registers.models import GroupMembership, Post, Pupil, School, SchoolDay
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import academic_year, academic_year_days
from registers.weekly_marks import weekly_marks

STEPS = {SupportStep.Kind.CONVERSATION: Kind.CONVERSATION, SupportStep.Kind.LETTER: Kind.LETTER}
"""Meetings come from what was written down of them: one that nobody came to is none."""
AT_LEAST = dt.timedelta(weeks=20)
"""So far back is asked about (P): twice the weeks compared, and a summer."""
BREAK = dt.timedelta(weeks=8)
"""The longest time without school weeks, the summer, with some days to spare."""
Agreed = TypeVar("Agreed", PartTimeTimetable, AttendanceContract)


@dataclass(frozen=True)
class PupilEffects:
    """One pupil's weeks, and each thing that was done, in order, with what came before and after it."""

    pupil: Pupil
    group: str
    weeks: Weeks
    compared: tuple[Compared, ...]


@dataclass(frozen=True)
class Row:
    """One thing that was done, for the list."""

    pupil: Pupil
    group: str
    compared: Compared


def first_day_asked_about(on: dt.date) -> dt.date:
    """This school year's first day; in autumn the weeks before the summer as well, for their effect is seen now."""
    return min(academic_year_days(academic_year(on)).first, on - AT_LEAST)


def effects_of(
    *, school: School, post: Post | None, on: dt.date, only: int | None = None
) -> list[PupilEffects]:
    """Everybody on roll for whom something was done of late. Ten statements, however many pupils.

    `only`: one pupil, on roll or not, whether or not anything was done. `post`: whose pupils; None: everybody, for
    figures without names.
    """
    since = first_day_asked_about(on)
    done = _done(school, since, on, only)
    seen = Pupil.objects.visible_to(post, on=on) if post else Pupil.objects.filter(school=school)
    visible = seen.select_related("school")
    chosen = visible.filter(pk=only) if only else visible.on_roll(on).filter(pk__in=[*done])
    pupils = {pupil.pk: pupil for pupil in chosen}
    weeks = weekly_marks(
        school=school.pk, pupils=list(pupils), first=_first_week(school, done, pupils, since), last=on
    )
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=pupils).values_list("pupil", "group__name"))
    found = []
    for pk, pupil in pupils.items():
        theirs = weeks.of(pk)
        compared = tuple(compare(each, theirs) for each in sorted(done.get(pk, ())))
        found.append(PupilEffects(pupil, groups.get(pk, ""), theirs, compared))
    return found


def rows_of(effects: Collection[PupilEffects]) -> list[Row]:
    """Everything that was done, the latest first."""
    rows = [Row(each.pupil, each.group, compared) for each in effects for compared in each.compared]
    return sorted(rows, key=lambda row: (-row.compared.done.on.toordinal(), row.pupil.surname, row.pupil.pk))


def _first_week(
    school: School, done: dict[int, set[Done]], pupils: Collection[int], since: dt.date
) -> dt.date:
    """The Monday of the first week to read: so many school weeks before the first thing that was done."""
    first = min((each.monday for pk in pupils for each in done.get(pk, ())), default=since)
    days = SchoolDay.objects.filter(school=school).between(first - dt.timedelta(weeks=WEEKS) - BREAK, first)
    mondays = sorted({day - dt.timedelta(days=day.weekday()) for day in days.values_list("date", flat=True)})
    return ([monday for monday in mondays if monday < first][-WEEKS:] or [first])[0]


def _done(school: School, since: dt.date, on: dt.date, only: int | None) -> dict[int, set[Done]]:
    found: dict[int, set[Done]] = defaultdict(set)
    for pupil, each in [
        *_steps(school, since, only),
        *_meetings(school, since, only),
        *_agreed(school, since, only),
    ]:
        if each.on <= on:
            found[pupil].add(each)
    return found


def _steps(school: School, since: dt.date, only: int | None) -> Iterator[tuple[int, Done]]:
    steps = SupportStep.objects.standing().filter(school=school, date__gte=since, kind__in=STEPS)
    for step in steps.filter(pupil=only) if only else steps:
        kind = STEPS[SupportStep.Kind(step.kind)]
        url = reverse("absence:support_steps", args=[step.pupil_id])
        yield step.pupil_id, Done(step.date, kind, kind.words, url)


def _meetings(school: School, since: dt.date, only: int | None) -> Iterator[tuple[int, Done]]:
    """Those that were held, by the record that stands; lateness has a page of its own."""
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    newer = MeetingRecord.objects.filter(later, meeting=OuterRef("meeting"))
    held = MeetingRecord.objects.filter(
        ~Exists(newer), school=school, outcome=MeetingRecord.Outcome.HELD, meeting__starts_at__date__gte=since
    ).exclude(meeting__kind=Meeting.Kind.PUNCTUALITY)
    for record in (held.filter(meeting__pupil=only) if only else held).select_related("meeting"):
        meeting = record.meeting
        day = (record.held_at or meeting.starts_at).astimezone(SCHOOL_TIME).date()
        words = f"{Kind.MEETING.words}: {meeting.get_kind_display().lower()}"
        yield meeting.pupil_id, Done(day, Kind.MEETING, words, reverse("absence:meeting", args=[meeting.pk]))


def _agreed(school: School, since: dt.date, only: int | None) -> Iterator[tuple[int, Done]]:
    """What was agreed, from its first day; a contract that nobody signed is none."""
    of = {"pupil": only} if only else {}
    for plan in SupportPlan.objects.filter(school=school, first_day__gte=since, **of):
        url = reverse("absence:support_plan", args=[plan.pk])
        yield plan.pupil_id, Done(plan.first_day, Kind.PLAN, Kind.PLAN.words, url)
    of = {"plan__pupil": only} if only else {}
    for timetable in _since(PartTimeTimetable.objects.all(), school, since, of):
        url = reverse("absence:part_time", args=[timetable.pk])
        yield timetable.plan.pupil_id, Done(timetable.first_day, Kind.PART_TIME, Kind.PART_TIME.words, url)
    signed = ContractNote.objects.filter(contract=OuterRef("pk"), kind=ContractNote.Kind.SIGNED)
    for contract in _since(AttendanceContract.objects.filter(Exists(signed)), school, since, of):
        url = reverse("absence:contract", args=[contract.pk])
        yield contract.plan.pupil_id, Done(contract.first_day, Kind.CONTRACT, Kind.CONTRACT.words, url)


def _since(
    rows: "QuerySet[Agreed]", school: School, since: dt.date, of: dict[str, int]
) -> "QuerySet[Agreed]":
    return rows.filter(school=school, first_day__gte=since, **of).select_related("plan")
