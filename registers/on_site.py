"""The fire roll of a school at this moment.

One statement reads every pupil with the day's marks and movements, however many there are; four more read times and
plans, the drill and who was seen.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from registers.codes import ABSENT, CONFIRMED_ON_DAY, Session
from registers.day_registers import class_order
from registers.fire_roll import Day, MarkOfDay, Moved, Place, Standing, Step, place_at
from registers.marking_facts import calendar_for
from registers.models import Drill, DrillSighting, Post, RegistrationGroup, School
from registers.pupils_today import day_of, expected_in_afternoon, sessions_of
from registers.roles import Role
from registers.school_sessions import SCHOOL_TIME, Calendar, PupilOnDay, SessionOnDay, clock_words

NO_CLASS = "No class"

EVERYBODY = """
SELECT p.id, %(day)s::date, p.surname, p.forename, p.known_as, p.dob, m.group_id, g.name,
       (SELECT y.value FROM registers_pupilstatus y WHERE y.pupil_id = p.id AND y.kind = 'year_group'
         AND y.first_day <= %(day)s AND (y.last_day IS NULL OR y.last_day >= %(day)s)),
       a.starting_day, a.deleted_on, true,
       am.code, am.arrived_at, pm.code, pm.arrived_at, moved.moves
FROM registers_admission a
JOIN registers_pupil p ON p.id = a.pupil_id AND p.school_id = a.school_id
LEFT JOIN registers_groupmembership m ON m.pupil_id = p.id AND m.first_day <= %(day)s
     AND (m.last_day IS NULL OR m.last_day >= %(day)s)
LEFT JOIN registers_registrationgroup g ON g.id = m.group_id
LEFT JOIN registers_mark am ON am.school_id = a.school_id AND am.pupil_id = p.id AND am.date = %(day)s
     AND am.session = 'AM'
LEFT JOIN registers_mark pm ON pm.school_id = a.school_id AND pm.pupil_id = p.id AND pm.date = %(day)s
     AND pm.session = 'PM'
LEFT JOIN (SELECT pupil_id, json_agg(json_build_array(kind, at, back_by) ORDER BY at, id) AS moves
             FROM registers_movement WHERE school_id = %(school)s AND date = %(day)s AND undone_at IS NULL
            GROUP BY pupil_id) AS moved ON moved.pupil_id = p.id
WHERE a.school_id = %(school)s AND a.starting_day <= %(day)s AND (a.deleted_on IS NULL OR a.deleted_on >= %(day)s)
  AND (%(groups)s::bigint[] IS NULL OR m.group_id = ANY(%(groups)s))
ORDER BY p.surname, p.forename, p.id
"""


@dataclass(frozen=True)
class Row:
    """One pupil on the roll."""

    pupil: PupilOnDay
    place: Place
    seen_at: dt.datetime | None
    back_by: dt.time | None
    stays_for_lunch: bool
    comes_later: bool
    is_planned_away: bool = False
    """Not marked yet, and planned off site all day: a trip that nobody has confirmed. The fire roll still asks."""

    @property
    def pk(self) -> int:
        """The pupil's number."""
        return self.pupil.pupil_id

    @property
    def name(self) -> str:
        """The name used in school."""
        return self.pupil.called

    @property
    def words(self) -> str:
        """What to know beside the name: when they came in or went out. Never a reason."""
        since = self.place.since
        time = f"{since.hour}:{since:%M}" if since else ""
        if self.place.standing is Standing.SIGNED_OUT:
            return f"out {time}" + (
                f", back by {self.back_by.hour}:{self.back_by:%M}" if self.back_by else ""
            )
        return ""


@dataclass(frozen=True)
class ClassRoll:
    """One class of the roll, its pupils in order of name."""

    pk: int
    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[Standing, list[Row]]]:
        """The pupils by standing, every standing named, so that a page can move a name from one to another."""
        return [
            (standing, [row for row in self.rows if row.place.standing is standing]) for standing in Standing
        ]

    @property
    def counts(self) -> Counter[Standing]:
        """How many of each standing."""
        return Counter(row.place.standing for row in self.rows)

    @property
    def to_see(self) -> list[Row]:
        """Those to be ticked in a drill."""
        return [row for row in self.rows if not row.place.standing.is_accounted_for]

    @property
    def not_seen(self) -> list[Row]:
        """Those of them whom nobody has ticked."""
        return [row for row in self.to_see if row.seen_at is None]


@dataclass(frozen=True)
class Roll:
    """A whole school, or a teacher's classes, at one moment."""

    at: dt.datetime
    classes: list[ClassRoll]
    sessions: list[SessionOnDay]
    drill: Drill | None
    no_session: str = ""
    """Why there is no session today; empty on a school day."""
    closed: tuple[str, ...] = ()
    """What is closed unexpectedly today, in sentences."""

    @property
    def rows(self) -> list[Row]:
        """Everybody."""
        return [row for each in self.classes for row in each.rows]

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        """How many of each standing, in the order of the roll."""
        counts = Counter(row.place.standing for row in self.rows)
        return [(standing, counts[standing]) for standing in Standing]

    @property
    def to_see(self) -> list[Row]:
        """Everybody to be ticked in a drill."""
        return [row for row in self.rows if not row.place.standing.is_accounted_for]

    @property
    def not_seen(self) -> list[Row]:
        """Everybody who is unaccounted for in the drill that runs."""
        return [row for row in self.to_see if row.seen_at is None]

    @property
    def is_over(self) -> bool:
        """Whether the school day has ended: then the roll says who was on site when it did."""
        return bool(self.sessions) and self.at >= self.sessions[-1].ends_at


def roll_at(*, school: School, post: Post | None, at: dt.datetime) -> Roll:
    """The fire roll of the pupils whom the hat may see; without a hat that of everybody."""
    day = at.date()
    calendar = calendar_for(school=school, first=day, last=day)
    drill = Drill.objects.filter(school=school).running(on=day).first()
    seen, found = _sightings(school, day, drill)
    known = _everybody(school, post, day)
    times = day_of(calendar, day)
    classes: dict[int, ClassRoll] = {}
    for pupil, marks, moves in known:
        row = _row(pupil, marks, moves, found, seen.get(pupil.pupil_id), calendar, times, at)
        name = pupil.group_name or NO_CLASS
        classes.setdefault(pupil.group_id or 0, ClassRoll(pupil.group_id or 0, name)).rows.append(row)
    ordered = sorted(classes.values(), key=lambda each: (each.pk == 0, class_order(each.name)))
    return Roll(
        at,
        ordered,
        sessions_of(calendar, day),
        drill,
        no_session=calendar.no_session_words(day),
        closed=tuple(calendar.closed_words(day)),
    )


def _everybody(
    school: School, post: Post | None, day: dt.date
) -> list[tuple[PupilOnDay, list[MarkOfDay], list[tuple[str, dt.datetime, dt.time | None]]]]:
    groups = None
    if post is not None and Role(post.role).sees_own_groups_only:
        groups = list(RegistrationGroup.objects.visible_to(post, on=day).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODY, {"school": school.pk, "day": day, "groups": groups})
        rows = cursor.fetchall()
    return [
        (PupilOnDay._make(row[:12]), _marks(row), [_move(each) for each in row[16] or ()]) for row in rows
    ]


def _marks(row: tuple[Any, ...]) -> list[MarkOfDay]:
    halves = ((Session.AM, row[12], row[13]), (Session.PM, row[14], row[15]))
    return [MarkOfDay(session, code, arrived) for session, code, arrived in halves if code is not None]


def _move(move: list[str]) -> tuple[str, dt.datetime, dt.time | None]:
    back_by = dt.time.fromisoformat(move[2]) if move[2] else None
    return move[0], dt.datetime.fromisoformat(move[1]).astimezone(SCHOOL_TIME), back_by


def _sightings(
    school: School, day: dt.date, drill: Drill | None
) -> tuple[dict[int, dt.datetime], dict[int, list[dt.time]]]:
    """Who was ticked in the drill that runs; and every sighting of the day, because who is seen is on site."""
    seen: dict[int, dt.datetime] = {}
    found: dict[int, list[dt.time]] = {}
    for each in DrillSighting.objects.filter(school=school, drill__date=day).order_by("at"):
        found.setdefault(each.pupil_id, []).append(each.at.astimezone(SCHOOL_TIME).time())
        if drill is not None and each.drill_id == drill.pk:
            seen[each.pupil_id] = each.at
    return seen, found


def _row(
    pupil: PupilOnDay,
    marks: list[MarkOfDay],
    moves: list[tuple[str, dt.datetime, dt.time | None]],
    found: dict[int, list[dt.time]],
    seen_at: dt.datetime | None,
    calendar: Calendar,
    times: Day,
    at: dt.datetime,
) -> Row:
    day, now = at.date(), at.astimezone(SCHOOL_TIME).time()
    morning, afternoon = (calendar.plan_for(pupil, day, session) for session in Session)
    stays = expected_in_afternoon(afternoon)
    moved = [Moved(kind, moment.time()) for kind, moment, _ in moves]
    moved += [Moved(Step.SEEN, moment) for moment in found.get(pupil.pupil_id, ())]
    place = place_at(now, marks=marks, moves=moved, day=times, expected_afternoon=stays)
    if place.standing is Standing.UNMARKED and _is_closed(calendar, pupil, day):
        place = Place(Standing.GONE_HOME)
    back_by = moves[-1][2] if moves and moves[-1][0] == Step.OUT else None
    back_for_lunch = morning is not None and morning.code in ABSENT | CONFIRMED_ON_DAY and afternoon is None
    off_site = morning is not None and afternoon is not None and morning.code in CONFIRMED_ON_DAY
    return Row(
        pupil,
        place,
        seen_at,
        back_by,
        stays,
        comes_later=back_for_lunch or back_by is not None,
        is_planned_away=off_site and place.standing is Standing.UNMARKED,
    )


def _is_closed(calendar: Calendar, pupil: PupilOnDay, day: dt.date) -> bool:
    """Whether nothing is expected of the pupil that day: no session for anybody, or none that is not closed to them."""
    return not any(
        calendar.has_session(day, session)
        and calendar.closure_of(pupil, day, session) is None
        and calendar.closed_unexpectedly(pupil, day, session) is None
        for session in Session
    )


def state_of(roll: Roll) -> dict[str, Any]:
    """The roll for a device, small: where everybody is, and who was seen in the drill that runs."""
    return {
        "pupils": {row.pk: [row.place.standing.value, row.words] for row in roll.rows},
        "drill": _drill_state(roll),
    }


def _drill_state(roll: Roll) -> dict[str, Any] | None:
    if roll.drill is None:
        return None
    return {
        "id": roll.drill.pk,
        "kind": roll.drill.kind,
        "words": roll.drill.get_kind_display(),
        "started": clock_words(roll.drill.started_at),
        "seen": {row.pk: clock_words(row.seen_at) for row in roll.rows if row.seen_at is not None},
    }
