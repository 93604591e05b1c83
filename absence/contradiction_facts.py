"""What the rules about plan and register are asked of: the half-days of the last school days that may not fit.

Only marks that could matter are read: of pupils with a plan or a movement, late ones, those made of a plan, and those
on days without a session or off the roll. The number of statements does not depend on how many pupils there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Q

from absence.contradiction_kinds import FROM_PLAN, PATTERN, HalfDay, Move, Seen, Stay
from registers.codes import (
    CLEARED,
    CODES,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    PART_TIME_LEAVE,
    PRESENT,
    AgeLimit,
    Session,
)
from registers.day_facts import TEACHING
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Admission, ExpectedPattern, Movement, Post, School
from registers.refusals import TimesNotSet
from registers.school_sessions import Calendar, Plan, PupilOnDay, SessionOnDay

LOOK_BACK = 10
"""School days: two weeks, in which the class and the desk still remember. What is older is amended from the pupil's
marks, and an N has a deadline of its own."""
LOOK_AHEAD = 10
"""School days ahead in which two plans for one half-day are already worth a look."""
LEFT_WITHIN = dt.timedelta(days=60)
"""Marks of pupils who left longer ago are not looked at."""

DAYS = """
SELECT date, am, pm FROM (
  (SELECT date, am, pm FROM registers_schoolday WHERE school_id = %(school)s AND date <= %(today)s
    ORDER BY date DESC LIMIT %(back)s)
  UNION ALL
  (SELECT date, am, pm FROM registers_schoolday WHERE school_id = %(school)s AND date > %(today)s
    ORDER BY date LIMIT %(ahead)s)) AS days ORDER BY date
"""
MARKS = """
SELECT mark.pupil_id, mark.date, mark.session, mark.code, mark.note, mark.source, mark.arrived_at, mark.rev, mark.at,
       mark.name, post.role = ANY(%(teaching)s)
FROM (SELECT DISTINCT pupil_id FROM registers_admission
       WHERE school_id = %(school)s AND (deleted_on IS NULL OR deleted_on >= %(left)s)) AS known
JOIN registers_mark mark ON mark.school_id = %(school)s AND mark.pupil_id = known.pupil_id
     AND mark.date BETWEEN %(since)s AND %(today)s AND mark.code <> %(cleared)s
LEFT JOIN registers_admission stay ON stay.school_id = %(school)s AND stay.pupil_id = mark.pupil_id
     AND stay.starting_day <= mark.date AND (stay.deleted_on IS NULL OR stay.deleted_on >= mark.date)
LEFT JOIN registers_schoolday day ON day.school_id = %(school)s AND day.date = mark.date
LEFT JOIN registers_post post ON post.id = mark.by_id
WHERE mark.pupil_id = ANY(%(looked_at)s) OR mark.code = ANY(%(always)s) OR mark.source = %(from_plan)s
   OR (mark.code = %(ill)s AND mark.note <> '')
   OR day.date IS NULL OR NOT CASE mark.session WHEN 'AM' THEN day.am ELSE day.pm END
   OR mark.date = ANY(%(partly_closed)s)
   OR stay.id IS NULL OR (stay.last_attended < mark.date AND mark.code = ANY(%(present)s))
"""
OF_ONE_AGE = sorted(code.code for code in CODES.values() if code.age is not AgeLimit.ANY)
Key = tuple[int, dt.date, str]


@dataclass(frozen=True)
class Facts:
    """The half-days to look at, and the plans they follow from."""

    school: School
    days: tuple[dt.date, ...]
    """The school days looked back on, in order, with the day itself where it is one."""
    ahead: tuple[tuple[dt.date, str], ...]
    """Every half-day of those days and of the next ones."""
    halves: tuple[HalfDay, ...]
    plans: dict[int, list[Plan]]
    pupils: dict[tuple[int, dt.date], PupilOnDay]
    part_time: dict[int, tuple[Plan, ...]] = field(default_factory=dict)


def contradiction_facts(*, school: School, post: Post, at: dt.datetime) -> Facts:
    """Read them. Seven statements."""
    today = at.date()
    days = _days(school, today)
    past = tuple(day for day in days if day <= today)
    since = past[0] if past else today
    calendar = calendar_for(school=school, first=since, last=max([today, *days]))
    moves = _moves(school, since, today)
    planned = set(_planned_halves(calendar, past))
    looked_at = {pupil for pupil, _, _ in planned} | {pupil for pupil, _ in moves}
    marks = _marks(school, since, today, looked_at, calendar)
    part_time = _part_time(school)
    keys = {*marks, *planned}
    wanted = {(pupil, day) for pupil, day, _ in keys} | {
        (pupil, today) for pupil in (*calendar.plans, *part_time)
    }
    pupils = pupils_on_days(school=school, wanted=sorted(wanted), by=post)
    stays = _stays(school, since)
    halves = (
        replace(
            _half(calendar, pupils[pupil, day], session, at, marks.get((pupil, day, session))),
            moves=tuple(moves.get((pupil, day), ())),
            stays=stays.get(pupil, ()),
            part_time=part_time.get(pupil, ()),
        )
        for pupil, day, session in sorted(keys)
        if (pupil, day) in pupils
    )
    return Facts(
        school=school,
        days=past,
        ahead=tuple((day, half) for day in days for half in Session if calendar.has_session(day, half)),
        halves=tuple(halves),
        plans=calendar.plans,
        pupils=pupils,
        part_time=part_time,
    )


def _days(school: School, today: dt.date) -> list[dt.date]:
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"school": school.pk, "today": today, "back": LOOK_BACK, "ahead": LOOK_AHEAD})
        return [row[0] for row in cursor.fetchall()]


def _planned_halves(calendar: Calendar, days: Collection[dt.date]) -> Iterator[Key]:
    """Half-days for which something is planned that still stands."""
    for pupil, plans in calendar.plans.items():
        for plan in plans:
            if plan.status != FROM_PLAN:
                continue
            for day in days:
                for session in Session:
                    if plan.holds_for(day, session) and calendar.has_session(day, session):
                        yield pupil, day, session.value


def _moves(school: School, since: dt.date, today: dt.date) -> dict[tuple[int, dt.date], list[Move]]:
    found: dict[tuple[int, dt.date], list[Move]] = defaultdict(list)
    standing = Movement.objects.filter(school=school, date__range=(since, today)).standing().in_order()
    for pupil, day, kind, moment in standing.values_list("pupil", "date", "kind", "at"):
        found[pupil, day].append(Move(kind, moment))
    return found


def _marks(
    school: School, since: dt.date, today: dt.date, looked_at: Collection[int], calendar: Calendar
) -> dict[Key, Seen]:
    closures = [each for each in (*calendar.closures, *calendar.unexpected) if not each.is_for_everybody]
    days = {
        each.first_day + dt.timedelta(days=n)
        for each in closures
        for n in range((min(each.last_day, today) - each.first_day).days + 1)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            MARKS,
            {
                "school": school.pk,
                "since": since,
                "today": today,
                "left": since - LEFT_WITHIN,
                "cleared": CLEARED,
                "teaching": TEACHING,
                "looked_at": sorted(looked_at),
                "always": [LATE, LATE_AFTER_CLOSE, *OF_ONE_AGE],
                "from_plan": FROM_PLAN,
                "ill": ILLNESS,
                "present": sorted(PRESENT),
                "partly_closed": sorted(days),
            },
        )
        return {(row[0], row[1], row[2]): Seen._make(row[3:]) for row in cursor.fetchall()}


def _part_time(school: School) -> dict[int, tuple[Plan, ...]]:
    """Every part-time timetable that each pupil has had, the newest first."""
    found: dict[int, list[Plan]] = defaultdict(list)
    standing = ExpectedPattern.objects.standing().filter(school=school, code=PART_TIME_LEAVE)
    for each in standing.order_by("-first_day", "-pk"):
        halves = each.expected.translate(str.maketrans("01", "10"))
        who = (each.by_id, each.name, each.position, each.at, None)
        found[each.pupil_id].append(
            Plan(
                each.pupil_id,
                each.first_day,
                each.last_day,
                halves,
                each.code,
                FROM_PLAN,
                PATTERN,
                "",
                *who,
            )
        )
    return {pupil: tuple(plans) for pupil, plans in found.items()}


def _stays(school: School, since: dt.date) -> dict[int, tuple[Stay, ...]]:
    """The stays on the roll of each, but of those who left long ago."""
    found: dict[int, list[Stay]] = defaultdict(list)
    lately = Q(deleted_on__isnull=True) | Q(deleted_on__gte=since - LEFT_WITHIN)
    stays = Admission.objects.filter(lately, school=school).order_by("starting_day")
    for pupil, starting_day, last_attended, deleted_on in stays.values_list(
        "pupil", "starting_day", "last_attended", "deleted_on"
    ):
        found[pupil].append(Stay(starting_day, last_attended, deleted_on))
    return {pupil: tuple(each) for pupil, each in found.items()}


def _half(calendar: Calendar, pupil: PupilOnDay, session: str, at: dt.datetime, mark: Seen | None) -> HalfDay:
    day = pupil.date
    plans = [
        plan
        for plan in calendar.plans.get(pupil.pupil_id, ())
        if plan.status == FROM_PLAN and plan.holds_for(day, session)
    ]
    held = _held(calendar, day, session)
    part = calendar.closure_of(pupil, day, session)
    closure = part.words if part is not None else ""
    if not closure and not calendar.has_session(day, session):
        closure = calendar.no_session_words(day) or "no session in that half of the day"
    return HalfDay(
        pupil=pupil,
        day=day,
        session=session,
        at=at,
        held=None if closure else held,
        closure=closure,
        unexpected=calendar.closed_unexpectedly(pupil, day, session),
        mark=mark,
        plans=tuple(plans),
    )


def _held(calendar: Calendar, day: dt.date, session: str) -> SessionOnDay | None:
    if not calendar.has_session(day, session):
        return None
    try:
        return calendar.session(day, session)
    except TimesNotSet:
        return None
