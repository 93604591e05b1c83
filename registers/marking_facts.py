"""What must be known before a mark may stand: pupils, times, calendar and plans, one statement for each.

These statements run at every key press of every teacher, so they are written out rather than composed; the
placeholders are the only thing that varies.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from registers import arrivals
from registers.models import Closure, Post, School
from registers.roles import Role
from registers.school_sessions import Calendar, PartClosure, Plan, PupilOnDay

PUPILS = """
SELECT p.id, w.date, p.surname, p.forename, p.known_as, p.dob, m.group_id, {named}, a.starting_day, a.deleted_on,
       {mine}
FROM {wanted}
JOIN registers_pupil p ON p.id = w.pupil_id AND p.school_id = %(school)s
LEFT JOIN registers_groupmembership m ON m.pupil_id = p.id AND m.first_day <= w.date
     AND (m.last_day IS NULL OR m.last_day >= w.date)
LEFT JOIN registers_admission a ON a.pupil_id = p.id AND a.starting_day <= w.date
     AND (a.deleted_on IS NULL OR a.deleted_on >= w.date)
"""
ASKED_FOR = "unnest(%(pupils)s::bigint[], %(dates)s::date[]) AS w (pupil_id, date)"
IN_GROUP = """(SELECT pupil_id, %(date)s::date AS date FROM registers_groupmembership
  WHERE school_id = %(school)s AND group_id = ANY(%(groups)s) AND first_day <= %(date)s
    AND (last_day IS NULL OR last_day >= %(date)s)) AS w"""
IN_SCHOOL = """(SELECT pupil_id, %(date)s::date AS date FROM registers_groupmembership
  WHERE school_id = %(school)s AND first_day <= %(date)s AND (last_day IS NULL OR last_day >= %(date)s)) AS w"""
CLASS_AND_YEAR = """(SELECT g.name FROM registers_registrationgroup g WHERE g.id = m.group_id),
       (SELECT y.value FROM registers_pupilstatus y WHERE y.pupil_id = p.id AND y.kind = 'year_group'
         AND y.first_day <= w.date AND (y.last_day IS NULL OR y.last_day >= w.date))"""
UNNAMED = "NULL, NULL"
TAKES_CLASS = """coalesce(
  (SELECT true FROM registers_groupteacher t WHERE t.group_id = m.group_id AND t.post_id = %(post)s
      AND t.first_day <= w.date AND (t.last_day IS NULL OR t.last_day >= w.date) LIMIT 1),
  (SELECT true FROM registers_cover c WHERE c.group_id = m.group_id AND c.post_id = %(post)s
      AND c.date = w.date AND c.withdrawn_at IS NULL LIMIT 1), false)"""
IN_ORDER = " ORDER BY p.surname, p.forename, p.id"


def pupils_on_days(
    *, school: School, wanted: Collection[tuple[int, date]], by: Post, named: bool = True
) -> dict[tuple[int, date], PupilOnDay]:
    """The school's pupils among those asked for, as they stand on those dates.

    `named`: with the name of the class and the year group, which a save needs only where part of the school is closed.
    """
    sql = PUPILS.format(wanted=ASKED_FOR, mine=_mine(by), named=CLASS_AND_YEAR if named else UNNAMED)
    parameters = {
        "school": school.pk,
        "pupils": [pupil for pupil, _ in wanted],
        "dates": [day for _, day in wanted],
        "post": by.pk,
    }
    return {(row.pupil_id, row.date): row for row in _pupils(sql, parameters)}


def pupils_of_groups(
    *, school: School, groups: Iterable[int], day: date, by: Post | None = None
) -> list[PupilOnDay]:
    """The pupils in those classes on that day, in register order (surname, forename)."""
    sql = PUPILS.format(wanted=IN_GROUP, mine=_mine(by), named=CLASS_AND_YEAR) + IN_ORDER
    parameters = {"school": school.pk, "groups": list(groups), "date": day, "post": by.pk if by else None}
    return _pupils(sql, parameters)


def pupils_of_school(*, school: School, day: date, by: Post) -> list[PupilOnDay]:
    """The pupils in any class on that day whom the hat may see, in register order."""
    sql = PUPILS.format(wanted=IN_SCHOOL, mine=_mine(by), named=CLASS_AND_YEAR) + IN_ORDER
    return [row for row in _pupils(sql, {"school": school.pk, "date": day, "post": by.pk}) if row.mine]


def _mine(by: Post | None) -> str:
    return TAKES_CLASS if by is not None and Role(by.role).sees_own_groups_only else "true"


def _pupils(sql: str, parameters: dict[str, Any]) -> list[PupilOnDay]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [PupilOnDay._make(row) for row in cursor.fetchall()]


CALENDAR = """
SELECT (SELECT json_agg(json_build_array(session, weekday, starts, closes, ends))
          FROM registers_sessiontimes WHERE school_id = %(school)s),
       (SELECT json_agg(json_build_array(date, am, pm))
          FROM registers_schoolday WHERE school_id = %(school)s AND date BETWEEN %(first)s AND %(last)s),
       (SELECT json_agg(json_build_array(c.first_day, c.last_day, c.sessions, c.year_groups, c.classes, c.kind, c.note,
                                         c.pupils, made.by_id, made.name, made.position, made.at, c.id)
                        ORDER BY cardinality(c.year_groups) + cardinality(c.classes) + cardinality(c.pupils) > 0, c.id)
          FROM registers_closure c LEFT JOIN registers_calendarchange made ON made.id = c.change_id
         WHERE c.school_id = %(school)s AND c.first_day <= %(last)s AND c.last_day >= %(first)s),
       (SELECT json_agg(json_build_array(pupil_id, first_day, last_day, halves, code, status, source, note, by_id,
                                         name, position, at, id) ORDER BY at DESC NULLS LAST, id DESC)
          FROM (SELECT pupil_id, first_day, last_day, halves, code, status, source, note, by_id, name, position, at,
                       id
                  FROM registers_plannedmark WHERE school_id = %(school)s AND withdrawn_at IS NULL
                   AND first_day <= %(last)s AND last_day >= %(first)s AND {whose}
                UNION ALL
                SELECT pupil_id, first_day, last_day, translate(expected, '01', '10'), code, 'planned', 'pattern',
                       '', NULL, '', '', NULL, NULL
                  FROM registers_expectedpattern WHERE school_id = %(school)s AND withdrawn_at IS NULL
                   AND first_day <= %(last)s AND (last_day IS NULL OR last_day >= %(first)s) AND {whose}) AS plans)
"""


def calendar_for(
    *, school: School, first: date, last: date, pupils: Collection[int] | None = None
) -> Calendar:
    """Times, days, closures and plans from `first` to `last`; plans of `pupils` only, or of everybody."""
    sql = CALENDAR.format(whose="true" if pupils is None else "pupil_id = ANY(%(pupils)s)")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"school": school.pk, "first": first, "last": last, "pupils": list(pupils or ())})
        times, days, closures, plans = cursor.fetchone()
    calendar = Calendar(
        times={
            (row[0], row[1]): arrivals.SessionTimes(*map(time.fromisoformat, row[2:])) for row in times or ()
        },
        days={date.fromisoformat(row[0]): (row[1], row[2]) for row in days or ()},
        closures=[_closure(row) for row in closures or () if row[5] != Closure.Kind.UNEXPECTED],
        plans={},
        unexpected=[_closure(row) for row in closures or () if row[5] == Closure.Kind.UNEXPECTED],
    )
    for row in plans or ():
        calendar.plans.setdefault(row[0], []).append(_plan(row))
    return calendar


def _closure(row: list[Any]) -> PartClosure:
    return PartClosure(
        first_day=date.fromisoformat(row[0]),
        last_day=date.fromisoformat(row[1]),
        sessions=row[2],
        year_groups=frozenset(row[3]),
        classes=frozenset(row[4]),
        words=Closure(kind=row[5], note=row[6]).words,
        pupils=frozenset(row[7]),
        by_id=row[8],
        name=row[9] or "",
        position=row[10] or "",
        at=datetime.fromisoformat(row[11]) if row[11] else None,
        pk=row[12],
    )


def _plan(row: list[Any]) -> Plan:
    first, last, at = row[1], row[2], row[11]
    return Plan._make(
        [
            row[0],
            date.fromisoformat(first),
            date.fromisoformat(last) if last else None,
            *row[3:11],
            datetime.fromisoformat(at) if at else None,
            row[12],
        ]
    )
