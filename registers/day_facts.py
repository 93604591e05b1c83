"""What a school day's registers follow from, as the database has it: two statements, written out."""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection

from registers.codes import CLEARED, CONFIRMED_ON_DAY, NO_REASON_YET, PRESENT
from registers.message_causes import reminded_register
from registers.models import School
from registers.roles import Role
from registers.school_sessions import SCHOOL_TIME

FROM_PLAN = "planned"
"""The source of marks that Complete or the close made of a plan."""
TEACHING = [Role.TEACHER.value, Role.COVER.value]


class Taker(NamedTuple):
    """Somebody who takes a class that day: one of its teachers, or the holder of a one-day pass."""

    post_id: int
    name: str
    is_cover: bool


class Reminder(NamedTuple):
    """A reminder that a teacher was given about a register."""

    register_id: int
    post_id: int
    state: str
    made_at: dt.datetime
    made_name: str
    changed_at: dt.datetime


class MarkToday(NamedTuple):
    """A mark as it stands. `before`: the last code of another kind that it had, where somebody in class changed it."""

    pupil_id: int
    date: dt.date
    session: str
    code: str
    minutes_late: int | None
    arrived_at: dt.time | None
    note: str
    source: str
    at: dt.datetime
    name: str
    by_teacher: bool
    before: str | None


class Moved(NamedTuple):
    """Somebody who came in late, went out, or came back."""

    pupil_id: int
    kind: str
    at: dt.datetime


class DaySheet(NamedTuple):
    """A day's registers, takers, movements and reminders as the database gives them, and the next school days."""

    registers: list[list[Any]]
    takers: list[list[Any]]
    movements: list[list[Any]]
    reminders: list[Reminder]
    school_days: list[str]


DAY_SHEET = """
SELECT (SELECT json_agg(json_build_array(id, group_id, session, taken_at, taken_name))
          FROM registers_register WHERE school_id = %(school)s AND date = %(day)s),
       (SELECT json_agg(json_build_array(taking.group_id, taking.post_id, person.name, taking.is_cover)
                        ORDER BY taking.is_cover DESC, person.name)
          FROM (SELECT group_id, post_id, false AS is_cover FROM registers_groupteacher
                 WHERE school_id = %(school)s AND first_day <= %(day)s AND (last_day IS NULL OR last_day >= %(day)s)
                UNION
                SELECT group_id, post_id, true FROM registers_cover
                 WHERE school_id = %(school)s AND date = %(day)s AND withdrawn_at IS NULL) AS taking
          JOIN registers_post post ON post.id = taking.post_id AND post.first_day <= %(day)s
               AND (post.last_day IS NULL OR post.last_day >= %(day)s)
          JOIN registers_user person ON person.id = post.user_id),
       (SELECT json_agg(json_build_array(pupil_id, kind, at) ORDER BY at, id)
          FROM registers_movement WHERE school_id = %(school)s AND date = %(day)s AND undone_at IS NULL),
       (SELECT json_agg(json_build_array(cause, post_id, state, made_at, made_name, changed_at) ORDER BY made_at, cause)
          FROM registers_message WHERE school_id = %(school)s AND channel = 'page' AND made_at >= %(midnight)s),
       (SELECT json_agg(date ORDER BY date) FROM (SELECT date FROM registers_schoolday
         WHERE school_id = %(school)s AND date >= %(day)s ORDER BY date LIMIT 2) AS days)
"""


def day_sheet(school: School, day: dt.date) -> DaySheet:
    """Read the sheet of a day. One statement."""
    midnight = dt.datetime.combine(day, dt.time(), SCHOOL_TIME)
    with connection.cursor() as cursor:
        cursor.execute(DAY_SHEET, {"school": school.pk, "day": day, "midnight": midnight})
        registers, takers, movements, messages, days = (rows or [] for rows in cursor.fetchone())
    reminders = [
        Reminder(
            register,
            post,
            state,
            dt.datetime.fromisoformat(made_at),
            made_name,
            dt.datetime.fromisoformat(changed),
        )
        for cause, post, state, made_at, made_name, changed in messages
        if (register := reminded_register(cause)) is not None
    ]
    return DaySheet(registers, takers, movements, reminders, days)


# Today's marks; of the days before, only those made of a plan that nobody has confirmed. One range of the primary key
# for each pupil.
MARKS = """
SELECT mark.pupil_id, mark.date, mark.session, mark.code, mark.minutes_late, mark.arrived_at, mark.note, mark.source,
       mark.at, mark.name, post.role = ANY(%(teaching)s),
       CASE WHEN mark.rev > 1 AND mark.date = %(day)s THEN (
         SELECT before.code FROM registers_markhistory before
          WHERE before.school_id = mark.school_id AND before.pupil_id = mark.pupil_id AND before.date = mark.date
            AND before.session = mark.session AND NOT before.code = ANY(%(says_nothing)s)
          ORDER BY before.rev DESC LIMIT 1) END
FROM registers_mark mark JOIN registers_post post ON post.id = mark.by_id
WHERE mark.school_id = %(school)s AND mark.pupil_id = ANY(%(pupils)s) AND mark.date BETWEEN %(since)s AND %(day)s
  AND (mark.date = %(day)s OR (mark.source = %(from_plan)s AND mark.code = ANY(%(confirmed)s)))
  AND mark.code <> %(cleared)s
ORDER BY mark.date, mark.session, mark.pupil_id
"""


def marks_until(school: School, pupils: list[int], since: dt.date, day: dt.date) -> list[MarkToday]:
    """The pupils' marks of `day`, and those since `since` that wait to be confirmed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            MARKS,
            {
                "school": school.pk,
                "pupils": pupils,
                "since": since,
                "day": day,
                "teaching": TEACHING,
                "from_plan": FROM_PLAN,
                "confirmed": sorted(CONFIRMED_ON_DAY),
                "cleared": CLEARED,
                "says_nothing": sorted({CLEARED, NO_REASON_YET} | PRESENT),
            },
        )
        return [MarkToday._make(row) for row in cursor.fetchall()]
