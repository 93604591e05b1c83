"""Two counts of the dashboard: codes by class and half-day, and four school weeks against the four before them."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from registers.codes import CLEARED
from reporting.changes import WEEKS, Change
from reporting.measures import Measures, measure
from reporting.periods import Period
from reporting.table_sql import COUNTED, SPANS
from reporting.tables import Cut

# The class is that of the day of the session: a pupil who changed class took the other one's Fridays along otherwise.
BY_CLASS = f"""{SPANS}
SELECT coalesce(member.group_id, 0), extract(isodow FROM mark.date)::int - 1, mark.session, mark.code, count(*)::int
  FROM span
  JOIN registers_mark mark ON mark.school_id = span.school_id AND mark.pupil_id = span.pupil_id
       AND mark.date BETWEEN span.first AND span.last
  LEFT JOIN registers_groupmembership member ON member.pupil_id = mark.pupil_id AND member.first_day <= mark.date
       AND (member.last_day IS NULL OR member.last_day >= mark.date)
 WHERE mark.school_id = ANY(%(schools)s) AND mark.date BETWEEN %(first)s AND %(last)s AND mark.code <> %(cleared)s
 GROUP BY 1, 2, 3, 4
"""
BEFORE_AND_NOW = f"""{COUNTED}
SELECT stay.pupil_id,
       sum(authorised + unauthorised) FILTER (WHERE monday < %(middle)s)::int,
       sum(attended + authorised + unauthorised) FILTER (WHERE monday < %(middle)s)::int,
       sum(authorised + unauthorised) FILTER (WHERE monday >= %(middle)s)::int,
       sum(attended + authorised + unauthorised) FILTER (WHERE monday >= %(middle)s)::int
  FROM counted JOIN stay ON stay.admission_id = counted.admission_id
 WHERE stay.deleted_on IS NULL OR stay.deleted_on >= %(on)s
 GROUP BY stay.pupil_id
"""


@dataclass(frozen=True)
class ClassCodes:
    """How often each code stands, by class (0: in none), weekday and session."""

    counts: Sequence[tuple[int, int, str, str, int]]

    @cached_property
    def by_code(self) -> Mapping[str, int]:
        """Of everybody together."""
        codes: Counter[str] = Counter()
        for *_, code, count in self.counts:
            codes[code] += count
        return codes

    def by_half_day(self, group: int | None = None) -> dict[tuple[int, str], Measures]:
        """Of everybody, or of one class: what each weekday's mornings and afternoons come to; all ten of them."""
        found: dict[tuple[int, str], Counter[str]] = {
            (day, session): Counter() for day in range(5) for session in ("AM", "PM")
        }
        for each, day, session, code, count in self.counts:
            if group is None or each == group:
                found[day, session][code] += count
        return {half: measure(codes) for half, codes in found.items()}

    @cached_property
    def classes(self) -> set[int]:
        """The classes that have a mark."""
        return {group for group, *_ in self.counts if group}


def class_codes(cut: Cut) -> ClassCodes:
    """The codes of the cut by class and half-day: from marks. One statement."""
    return ClassCodes(_rows(BY_CLASS, cut))


def changes_until(cut: Cut, mondays: Sequence[dt.date]) -> list[Change]:
    """Pupils on the roll: the latest four of these school weeks and the four before. One statement, none for too few.

    `mondays`: of the school weeks until the period's last day, in order.
    """
    weeks = [monday for monday in mondays if monday <= cut.period.last][-2 * WEEKS :]
    if len(weeks) < 2 * WEEKS:
        return []
    window = cut.during(Period(weeks[0], cut.period.last))
    rows = _rows(BEFORE_AND_NOW, window, middle=weeks[WEEKS])
    return [Change(pupil, *(each or 0 for each in sums)) for pupil, *sums in rows]


def _rows(statement: str, cut: Cut, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, cut.parameters | {"cleared": CLEARED, **more})
        return list(cursor.fetchall())
