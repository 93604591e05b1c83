"""Attendance of whole schools, in totals: the year until now, and a session that is being marked."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from registers.day_registers import DayRegisters
from registers.models import PupilStatus, School
from registers.school_year import NURSERY
from reporting.measures import Measures, measure, percentage


class YearSoFar(NamedTuple):
    """A school's sums of the academic year until now. `first`: None where it has no term yet."""

    school_id: int
    name: str
    first: dt.date | None
    attended: int
    possible: int

    @property
    def rate(self) -> str | None:
        """The attendance rate for people to read; None without a possible session."""
        return percentage(self.attended, self.possible)


@dataclass(frozen=True)
class SessionSoFar:
    """A session that is being marked: what its marks come to, outside nursery, and how many pupils are due."""

    measures: Measures
    due: int

    @property
    def rate(self) -> str | None:
        """The attendance rate of the pupils marked so far."""
        return percentage(self.measures.attended, self.measures.possible)


# Whole weeks of the year come from their sums. A year begins on a Monday of sums: no term ends in the week in which
# the next year's first one begins. Nursery is judged on the Friday, so that the week of 1 September counts as the new
# year group.
YEARS = """
SELECT school.id, school.name, year.first_day, coalesce(sum(week.attended), 0), coalesce(sum(week.possible), 0)
  FROM registers_school school
  LEFT JOIN LATERAL (
       SELECT min(term.first_day) AS first_day FROM registers_term term
        WHERE term.school_id = school.id AND term.academic_year = (
              SELECT latest.academic_year FROM registers_term latest
               WHERE latest.school_id = school.id AND latest.first_day <= %(on)s
               ORDER BY latest.first_day DESC LIMIT 1)) AS year ON true
  LEFT JOIN registers_pupilweek week ON week.school_id = school.id AND week.monday <= %(on)s
       AND week.monday >= date_trunc('week', year.first_day)::date
       AND NOT EXISTS (SELECT FROM registers_pupilstatus nursery
            WHERE nursery.pupil_id = week.pupil_id AND nursery.kind = %(kind)s AND nursery.value = ANY(%(nursery)s)
              AND nursery.first_day <= week.monday + 4
              AND (nursery.last_day IS NULL OR nursery.last_day >= week.monday + 4))
 WHERE school.id = ANY(%(schools)s)
 GROUP BY school.id, school.name, year.first_day
 ORDER BY school.name
"""


def years_so_far(*, schools: Collection[School], on: dt.date) -> list[YearSoFar]:
    """The academic year of each school from its first term until `on`, by name. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            YEARS,
            {
                "on": on,
                "kind": PupilStatus.Kind.YEAR_GROUP.value,
                "nursery": sorted(NURSERY),
                "schools": [school.pk for school in schools],
            },
        )
        return [YearSoFar._make(row) for row in cursor.fetchall()]


def session_so_far(day: DayRegisters, session: str) -> SessionSoFar:
    """What the marks of one session of the day come to, of pupils outside nursery. No statement."""
    counted = {pupil.pupil_id for pupil in day.pupils if pupil.year_group not in NURSERY}
    due = {
        pupil.pupil_id
        for register in day.registers
        if register.session.session == session
        for pupil in register.pupils
    }
    codes = Counter(mark.code for mark in day.marks_of(session) if mark.pupil_id in counted)
    return SessionSoFar(measure(codes), len(due & counted))
