"""The registers of a term as they were taken, from the database. Eight statements at most, however many classes."""

import datetime as dt
from typing import Any

from django.db import connection

from registers.codes import POSSIBLE
from registers.missing_registers import missing_on_earlier_days
from registers.models import GroupMembership, Mark, Post, School, Term
from registers.school_sessions import SCHOOL_TIME
from registers.unsettled import unsettled_n_marks
from reporting.register_quality import Blank, RegisterQuality, Row, Unsettled, quality_of

ROWS = """
SELECT register.date, register.session, register.group_id, form.name,
       (register.taken_at AT TIME ZONE %(zone)s)::time, times.closes,
       coalesce((register.taken_at AT TIME ZONE %(zone)s)::date = register.date, true),
       register.taken_at IS NOT NULL OR EXISTS (
         SELECT FROM registers_groupmembership member
           JOIN registers_mark mark ON mark.school_id = member.school_id AND mark.pupil_id = member.pupil_id
                AND mark.date = register.date AND mark.session = register.session AND mark.code = ANY(%(possible)s)
          WHERE member.school_id = register.school_id AND member.group_id = register.group_id
            AND member.first_day <= register.date
            AND (member.last_day IS NULL OR member.last_day >= register.date)),
       register.taken_name
  FROM registers_register register
  JOIN registers_registrationgroup form ON form.id = register.group_id
  LEFT JOIN LATERAL (
       SELECT closes FROM registers_sessiontimes times
        WHERE times.school_id = register.school_id AND times.session = register.session
          AND (times.weekday IS NULL OR times.weekday = extract(isodow FROM register.date) - 1)
        ORDER BY times.weekday NULLS LAST LIMIT 1) AS times ON true
 WHERE register.school_id = %(school)s AND register.date >= %(first)s AND register.date < %(before)s
"""


def term_until(school: School, on: dt.date) -> Term | None:
    """The term that `on` lies in, or the last one before it."""
    return Term.objects.filter(school=school, first_day__lte=on).order_by("-first_day").first()


def register_quality(*, school: School, term: Term, on: dt.date, by: Post) -> RegisterQuality:
    """How the registers of the term were kept on the days before `on`."""
    before = min(on, term.last_day + dt.timedelta(days=1))
    gaps = missing_on_earlier_days(school=school, before=before, by=by, of_term=term.first_day)
    blanks = [Blank(gap.date, gap.session, gap.group_id, gap.group, len(gap.pupils)) for gap in gaps]
    return quality_of(_rows(school, term.first_day, before), blanks, _unsettled(school, on))


def _rows(school: School, first: dt.date, before: dt.date) -> list[Row]:
    asked: dict[str, Any] = {
        "school": school.pk,
        "first": first,
        "before": before,
        "zone": str(SCHOOL_TIME),
        "possible": sorted(POSSIBLE),
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS, asked)
        return [Row._make(row) for row in cursor.fetchall()]


def _unsettled(school: School, on: dt.date) -> list[Unsettled]:
    marks = unsettled_n_marks(Mark.objects.all(), school=school, on=on)
    pupils = {each.mark.pupil_id for each in marks}
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=pupils).values_list("pupil", "group"))
    return [Unsettled(groups.get(each.mark.pupil_id), each.overdue) for each in marks]
