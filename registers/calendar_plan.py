"""What a change to the calendar would do, worked out before it is made: sessions, marks, plans, deadlines, letters.

The page that previews a change and the action that makes it ask here, so that they cannot differ. The number of
statements does not grow with pupils or days.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q

from absence.deadlines import settle_by
from penalties.threshold import WEEKS, Absence, judge
from registers.calendar_shape import (
    Edit,
    Part,
    Shape,
    Sitting,
    YearCount,
    count,
    in_days,
    parts_of,
    row_words,
    shape_after,
    shape_of,
    who_words,
    years_of,
)
from registers.codes import CLEARED, RESTRICTED, UNAUTHORISED, Session
from registers.models import Admission, Closure, Mark, Message, PlannedMark, PriorAbsence, School
from registers.school_calendar import RemovedSession
from registers.school_sessions import HALF
from registers.school_year import WEEKDAYS, SchoolWeeks

MOST_NAMED = 60
"""Names listed behind a count; beyond that the count says enough."""
MOST_DAYS = 120
"""Days of a change for which messages that speak of them are looked for."""
LOOKED_BACK = dt.timedelta(days=400)
"""Marks of so many days can lie in the ten school weeks of today."""


@dataclass(frozen=True)
class MarkLost:
    """A mark on a session that is taken away."""

    pupil_id: int
    name: str
    date: dt.date
    session: str
    code: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One thing the change does, with who or what stands behind it."""

    words: str
    behind: tuple[str, ...] = ()


@dataclass
class Preview:
    """What a change would do."""

    edit: Edit
    lost: tuple[Sitting, ...] = ()
    gained: tuple[Sitting, ...] = ()
    lost_by_part: tuple[Part, ...] = ()
    gained_by_part: tuple[Part, ...] = ()
    marks: list[MarkLost] = field(default_factory=list)
    years: list[YearCount] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    sent: list[Line] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def earliest(self) -> dt.date | None:
        """The first day that gains or loses a session for anybody."""
        parts = (sitting for part in (*self.lost_by_part, *self.gained_by_part) for sitting in part.sittings)
        return min((day for day, _ in (*self.lost, *self.gained, *parts)), default=None)

    @property
    def removed(self) -> list[RemovedSession]:
        """What the marks that are cleared stood on."""
        return [RemovedSession(mark.pupil_id, mark.date, mark.session, mark.reason) for mark in self.marks]

    @property
    def effects(self) -> list[str]:
        """What it does in sentences, without names: what is kept with the change."""
        return [line.words for line in self.lines]


def plan_change(*, school: School, edit: Edit, on: dt.date) -> Preview:
    """Everything that the change would do, seen from the day `on`."""
    now = shape_of(school.terms.all(), school.closures.all())
    then = shape_after(now, edit)
    preview = Preview(edit)
    preview.lost = tuple(sorted(now.sittings - then.sittings))
    preview.gained = tuple(sorted(then.sittings - now.sittings))
    preview.lost_by_part = tuple(parts_of(edit.after, edit.before, then))
    preview.gained_by_part = tuple(parts_of(edit.before, edit.after, then))
    preview.marks = _marks_lost(school, preview, then)
    preview.years = years_of(now, then, edit, WEEKDAYS[school.threshold_week_start])
    preview.warnings = _warnings(edit, then)
    preview.lines = [
        *_session_lines(preview),
        *_mark_lines(preview.marks),
        *_plan_lines(school, preview),
        *_starting_lines(school, preview),
        *_deadline_lines(school, preview, now, then, on),
        *_threshold_lines(school, preview, now, then, on),
    ]
    preview.sent = _sent_lines(school, preview)
    return preview


# Marks of sessions that nobody has any more, and of those that some years or classes lose.
MARKS = """
SELECT mark.pupil_id, pupil.forename, pupil.known_as, pupil.surname, mark.date, mark.session, mark.code, lost.reason
FROM unnest(%(dates)s::date[], %(sessions)s::text[], %(part)s::int[], %(reasons)s::text[])
  AS lost (date, session, part, reason)
JOIN registers_mark mark ON mark.school_id = %(school)s AND mark.date = lost.date AND mark.session = lost.session
     AND mark.code <> %(cleared)s
JOIN registers_pupil pupil ON pupil.id = mark.pupil_id
WHERE lost.part = -1
   OR EXISTS (SELECT 1 FROM registers_groupmembership member
                JOIN registers_registrationgroup g ON g.id = member.group_id
                JOIN unnest(%(class_parts)s::int[], %(classes)s::text[]) AS closed (part, name)
                  ON closed.part = lost.part AND closed.name = g.name
               WHERE member.pupil_id = mark.pupil_id AND member.first_day <= mark.date
                 AND (member.last_day IS NULL OR member.last_day >= mark.date))
   OR EXISTS (SELECT 1 FROM registers_pupilstatus status
                JOIN unnest(%(year_parts)s::int[], %(years)s::text[]) AS closed (part, name)
                  ON closed.part = lost.part AND closed.name = status.value
               WHERE status.pupil_id = mark.pupil_id AND status.kind = 'year_group'
                 AND status.first_day <= mark.date AND (status.last_day IS NULL OR status.last_day >= mark.date))
ORDER BY mark.date, mark.session, pupil.surname, pupil.forename, mark.pupil_id
"""


def _marks_lost(school: School, preview: Preview, then: Shape) -> list[MarkLost]:
    lost = [(sitting, -1, then.why_not(sitting)) for sitting in preview.lost]
    for number, part in enumerate(preview.lost_by_part):
        reason = f"no session for {who_words(part.closure)}: {part.closure.words}"[:300]
        lost += [(sitting, number, reason) for sitting in part.sittings]
    if not lost:
        return []
    closed = [part.closure for part in preview.lost_by_part]
    classes = [(number, name) for number, each in enumerate(closed) for name in each.classes]
    years = [(number, year) for number, each in enumerate(closed) for year in each.year_groups]
    values: dict[str, Any] = {
        "school": school.pk,
        "cleared": CLEARED,
        "dates": [day for (day, _), _, _ in lost],
        "sessions": [session for (_, session), _, _ in lost],
        "part": [part for _, part, _ in lost],
        "reasons": [reason for _, _, reason in lost],
        "class_parts": [number for number, _ in classes],
        "classes": [name for _, name in classes],
        "year_parts": [number for number, _ in years],
        "years": [year for _, year in years],
    }
    with connection.cursor() as cursor:
        cursor.execute(MARKS, values)
        found = {
            (row[0], row[4], row[5]): MarkLost(row[0], f"{row[2] or row[1]} {row[3]}", *row[4:])
            for row in cursor.fetchall()
        }
    return list(found.values())


def _warnings(edit: Edit, then: Shape) -> list[str]:
    return [
        f"{row_words(row)} lies outside every term, so it takes no session away."
        for row in edit.after
        if isinstance(row, Closure)
        and row.kind in (Closure.Kind.INSET, Closure.Kind.PLANNED)
        and not any(term.first_day <= row.last_day and row.first_day <= term.last_day for term in then.terms)
    ]


def _session_lines(preview: Preview) -> list[Line]:
    lines = []
    for words, sittings in (("lost", preview.lost), ("gained", preview.gained)):
        if sittings:
            lines.append(
                Line(f"{count(len(sittings), 'session')} {words} by the whole school", _days(sittings))
            )
    for words, parts in (("lost", preview.lost_by_part), ("gained", preview.gained_by_part)):
        for part in parts:
            who = who_words(part.closure)
            lines.append(
                Line(f"{count(len(part.sittings), 'session')} {words} by {who}", _days(part.sittings))
            )
    return lines


def _days(sittings: Sequence[Sitting]) -> tuple[str, ...]:
    return tuple(
        f"{day:%a} {day.day} {day:%b}" + (f", {HALF[halves[0]]}" if len(halves) == 1 else "")
        for day, group in groupby(sittings, key=lambda sitting: sitting[0])
        if (halves := [session for _, session in group])
    )


def _mark_lines(marks: list[MarkLost]) -> list[Line]:
    if not marks:
        return []
    pupils = {mark.pupil_id: mark.name for mark in marks}
    words = f"{count(len(marks), 'mark')} of {count(len(pupils), 'pupil')} cleared; the history keeps them"
    codes = Counter(mark.code for mark in marks if mark.code not in RESTRICTED)
    behind = [", ".join(f"{number} × {code}" for code, number in codes.most_common())]
    return [Line(words, (*behind, *(sorted(pupils.values()) if len(pupils) <= MOST_NAMED else ())))]


def _plan_lines(school: School, preview: Preview) -> list[Line]:
    """Plans (leave, suspensions, trips, reports of parents) that cover a day of the change."""
    days = sorted({day for day, _ in (*preview.lost, *preview.gained)})
    part_days = {day for part in preview.lost_by_part for day, _ in part.sittings}
    days = sorted({*days, *part_days})
    if not days:
        return []
    plans = PlannedMark.objects.filter(
        school=school, withdrawn_at__isnull=True, first_day__lte=days[-1], last_day__gte=days[0]
    ).select_related("pupil")
    found = [
        plan
        for plan in plans.order_by("pupil__surname", "pupil__forename", "first_day")
        if any(plan.holds_for(day, session) for day in days for session in Session)
    ]
    if not found:
        return []
    behind = [
        f"{plan.pupil.called}: {'away' if plan.code in RESTRICTED else plan.code}"
        f"{f', {plan.note}' if plan.note and plan.code not in RESTRICTED else ''},"
        f" {in_days(plan.first_day, plan.last_day)}"
        for plan in found[:MOST_NAMED]
    ]
    have = "has" if len(found) == 1 else "have"
    words = f"{count(len(found), 'plan')} for pupils {have} a day of this change: the plan stays, its sessions change"
    return [Line(words, tuple(behind))]


def _starting_lines(school: School, preview: Preview) -> list[Line]:
    gone = {day for day, session in preview.lost if session == Session.AM}
    if not gone:
        return []
    starting = Admission.objects.filter(school=school, starting_day__in=gone).select_related("pupil")
    names = [
        f"{each.pupil.called}, {in_days(each.starting_day, each.starting_day)}"
        for each in starting.order_by("starting_day", "pupil__surname")
    ]
    if not names:
        return []
    return [Line(f"{count(len(names), 'pupil')} would start on a day without a session", tuple(names))]


def _deadline_lines(school: School, preview: Preview, now: Shape, then: Shape, on: dt.date) -> list[Line]:
    """N marks whose last day to be settled moves."""
    if set(now.days) == set(then.days):
        return []
    before, after = sorted(now.days), sorted(then.days)
    cleared = {(mark.pupil_id, mark.date, mark.session) for mark in preview.marks}
    marks = Mark.objects.filter(school=school, date__lte=on).without_reason().select_related("pupil")
    moved: dict[tuple[dt.date | None, dt.date | None], list[str]] = defaultdict(list)
    for mark in marks.order_by("date", "pupil__surname", "pupil__forename"):
        was, will = settle_by(mark.date, before), settle_by(mark.date, after)
        if (mark.pupil_id, mark.date, mark.session) not in cleared and was != will:
            moved[was, will].append(f"{mark.pupil.called}, {mark.date:%a} {mark.date.day} {mark.date:%b}")
    return [
        Line(f"{count(len(names), 'N mark')} to settle by {_by(will)}, not {_by(was)}", tuple(names))
        for (was, will), names in moved.items()
    ]


def _by(day: dt.date | None) -> str:
    return f"{day:%A} {day.day} {day:%B}" if day else "a day after the calendar's end"


def _threshold_lines(school: School, preview: Preview, now: Shape, then: Shape, on: dt.date) -> list[Line]:
    """Pupils whose count in the ten school weeks that end now would be another."""
    week_start = WEEKDAYS[school.threshold_week_start]
    weeks_now = SchoolWeeks((day for day in now.days if day <= on), week_start)
    weeks_then = SchoolWeeks((day for day in then.days if day <= on), week_start)
    cleared = {
        (mark.pupil_id, mark.date, mark.session) for mark in preview.marks if mark.code in UNAUTHORISED
    }
    if weeks_now.starts == weeks_then.starts and not cleared:
        return []
    since = on - LOOKED_BACK
    absences: dict[int, list[Absence]] = defaultdict(list)
    people: dict[int, tuple[str, dt.date]] = {}
    marks = Mark.objects.filter(school=school, date__range=(since, on)).unauthorised().select_related("pupil")
    for mark in marks.order_by("pupil", "date", "session"):
        people[mark.pupil_id] = (mark.pupil.called, mark.pupil.dob)
        absences[mark.pupil_id].append(Absence(mark.date, mark.session, mark.code))
    reported = PriorAbsence.objects.filter(school=school, date__range=(since, on)).select_related("pupil")
    for each in reported:
        people[each.pupil_id] = (each.pupil.called, each.pupil.dob)
        used = each.used_on is not None
        absences[each.pupil_id].append(Absence(each.date, each.session, each.code, used=used))
    codes = frozenset(school.threshold_codes)
    changed = []
    for pupil, (name, dob) in sorted(people.items(), key=lambda each: each[1][0]):
        left = [a for a in absences[pupil] if (pupil, a.date, a.session) not in cleared]
        was = judge(absences[pupil], weeks=weeks_now, on=on, dob=dob, codes=codes).current
        will = judge(left, weeks=weeks_then, on=on, dob=dob, codes=codes).current
        if was != will:
            changed.append(f"{name}: {was} → {will}")
    if not changed:
        return []
    words = f"{count(len(changed), 'pupil')} with another count in the last {WEEKS} school weeks"
    return [Line(words, tuple(changed[:MOST_NAMED]))]


def _sent_lines(school: School, preview: Preview) -> list[Line]:
    """Messages that have gone and speak of a day of the change: they stay as they were sent."""
    parts = (
        sitting for part in (*preview.lost_by_part, *preview.gained_by_part) for sitting in part.sittings
    )
    days = sorted({day for day, _ in (*preview.lost, *preview.gained, *parts)})[:MOST_DAYS]
    if not days:
        return []
    named = Q()
    for day in days:
        named |= Q(cause__contains=day.isoformat()) | Q(body__iregex=rf"\m{day.day} {day:%B}\M")
        named |= Q(subject__iregex=rf"\m{day.day} {day:%B}\M")
    gone = Message.objects.filter(
        school=school, contact__isnull=False, state__in=[Message.State.SENT, Message.State.DELIVERED]
    ).filter(named)
    found = list(gone.select_related("contact").order_by("-made_at")[:MOST_NAMED])
    return [
        Line(
            f"{each.subject or 'Message'} to {each.to_name}",
            (
                f"{each.get_channel_display()}, {each.changed_at:%A} {each.changed_at.day} {each.changed_at:%B}",
            ),
        )
        for each in found
    ]
