"""The school's calendar: the school days that follow from terms and closures, and marks that lose their session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from registers.codes import CLEARED
from registers.models import Post, School, SchoolDay
from registers.school_calendar import Closed, RemovedSession, days_with_sessions
from registers.school_year import WEEKDAYS, DayRange, weeks_of

CLEAR = """
UPDATE registers_mark m SET code = %(cleared)s, minutes_late = NULL, arrived_at = NULL, note = '', source = 'calendar',
  client = '', seq = 0, rev = m.rev + 1, reason = r.reason,
  by_id = %(by)s, name = %(name)s, position = %(position)s, at = %(at)s
FROM unnest(%(pupils)s::bigint[], %(dates)s::date[], %(sessions)s::text[], %(reasons)s::text[])
  AS r (pupil_id, date, session, reason)
WHERE m.school_id = %(school)s AND m.date = r.date AND m.session = r.session AND m.code <> %(cleared)s
  AND {who}"""


@transaction.atomic
def renumber_school_days(*, school: School) -> int:
    """Rebuild the school's days and the numbers of its weeks from its terms and closures; how many days there are.

    Only closures of the whole school that remove sessions take a day or half a day away. Weeks run on across terms
    and years and start on the school's weekday for the threshold. Days that stay as they were are not written again.
    """
    wanted = {day.date: day for day in _school_days(school)}
    SchoolDay.objects.filter(school=school).exclude(date__in=wanted).delete()
    standing = {day.date: _facts(day) for day in SchoolDay.objects.filter(school=school)}
    changed = [day for day in wanted.values() if standing.get(day.date) != _facts(day)]
    SchoolDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["school", "date"], update_fields=["week", "am", "pm"]
    )
    return len(wanted)


def _school_days(school: School) -> list[SchoolDay]:
    terms = [DayRange(term.first_day, term.last_day) for term in school.terms.all()]
    closures = [
        Closed(closure.first_day, closure.last_day, closure.sessions)
        for closure in school.closures.all()
        if closure.removes_sessions and closure.is_whole_school
    ]
    days = days_with_sessions(terms, closures)
    weeks = weeks_of(days, WEEKDAYS[school.threshold_week_start])
    return [
        SchoolDay(school=school, date=day, week=weeks[day], am=halves.am, pm=halves.pm)
        for day, halves in days.items()
    ]


def _facts(day: SchoolDay) -> tuple[int, bool, bool]:
    return day.week, day.am, day.pm


@transaction.atomic
def clear_removed_sessions(
    *, school: School, removed: Sequence[RemovedSession], by: Post, at: datetime
) -> int:
    """Clear the marks of sessions that are no longer sessions, each with its reason; how many were cleared.

    The earlier entry stays in the history. A mark that is cleared counts nowhere.
    """
    count = 0
    for who, chosen in (
        ("r.pupil_id IS NULL", [each for each in removed if each.pupil is None]),
        ("m.pupil_id = r.pupil_id", [each for each in removed if each.pupil is not None]),
    ):
        if not chosen:
            continue
        values: dict[str, Any] = {
            **{
                "school": school.pk,
                "cleared": CLEARED,
                "by": by.pk,
                "name": by.user.name,
                "position": by.position,
            },
            "at": at,
            "pupils": [each.pupil for each in chosen],
            "dates": [each.date for each in chosen],
            "sessions": [each.session for each in chosen],
            "reasons": [each.reason for each in chosen],
        }
        with connection.cursor() as cursor:
            cursor.execute(CLEAR.format(who=who), values)
            count += cursor.rowcount
    return count
