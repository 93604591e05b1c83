"""What stands of the cases of some schools before their sessions are counted again."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from penalties.case_rules import USED, Kind, Known, Row, Stage, noted, sitting_of
from penalties.considering import Outcome
from penalties.models import NoticeToImproveEnd
from penalties.threshold import Sitting
from penalties.used import used_sessions
from registers.codes import Session
from registers.school_year import DayRange

# Each case with its newest event (its sessions where it is open, or a notice used them), and whether anybody at the
# schools has decided anything yet.
CASES = """
SELECT c.school_id, c.pupil_id, c.id, c.closed_at IS NULL, e.kind,
       e.met_on, e.met_session, e.window_first, e.window_last,
       CASE WHEN c.closed_at IS NULL OR c.closed_why = %(used)s THEN e.sessions END,
       (SELECT EXISTS (SELECT FROM penalties_casedecision WHERE school_id = ANY(%(schools)s)))
FROM penalties_case c
JOIN LATERAL (SELECT * FROM penalties_caseevent WHERE case_id = c.id ORDER BY id DESC LIMIT 1) e ON true
WHERE c.school_id = ANY(%(schools)s) AND (%(pupils)s::bigint[] IS NULL OR c.pupil_id = ANY(%(pupils)s))
ORDER BY c.id
"""
# The newest decision of each case. A notice to improve is over where every parent's was met.
DECISIONS = """
SELECT DISTINCT ON (d.case_id) d.case_id, d.outcome, d.sessions -> -1, n.met_until
FROM penalties_casedecision d
LEFT JOIN LATERAL (
  SELECT max(notice.last_day) AS met_until
  FROM penalties_noticetoimprove notice LEFT JOIN penalties_noticetoimproveend ended ON ended.notice_id = notice.id
  WHERE notice.case_id = d.case_id
  HAVING bool_and(coalesce(ended.kind = %(met)s, false))) n ON true
WHERE d.school_id = ANY(%(schools)s) AND d.case_id = ANY(%(cases)s)
ORDER BY d.case_id, d.id DESC
"""


class Noticed(NamedTuple):
    """A case that closed because a notice used its sessions, and the last of them that was considered."""

    pupil: int
    considered: Sitting
    rows: list[Row]


class KnownCases(NamedTuple):
    """By pupil: the open case and the school it is at, and of earlier ones the last session that was considered."""

    open: dict[int, Known]
    school_of: dict[int, int]
    considered: dict[int, Sitting]

    def consider(self, pupil: int, last: Sitting) -> None:
        """Up to that session everything was considered."""
        self.considered[pupil] = max(last, self.considered.get(pupil, last))

    def begins(self) -> dict[int, date]:
        """By school, the first day of the ten weeks of any open case."""
        first: dict[int, date] = {}
        for pupil, case in self.open.items():
            if case.found:
                school = self.school_of[pupil]
                first[school] = min(case.found.window.first, first.get(school, date.max))
        return first


def known_cases(schools: Collection[int], pupils: Collection[int] | None = None) -> KnownCases:
    """The cases of the schools, or of some of their pupils, as they were noted last. Three statements at most."""
    found = KnownCases({}, {}, {})
    noticed: list[Noticed] = []
    which: dict[str, Any] = {
        "schools": list(schools),
        "pupils": None if pupils is None else list(pupils),
        "used": USED,
    }
    with connection.cursor() as cursor:
        cursor.execute(CASES, which)
        cases = cursor.fetchall()
    decisions = _decisions(schools, [case for _, _, case, *_ in cases]) if cases and cases[0][-1] else {}
    for school, pupil, case, is_open, kind, *event, sessions, _ in cases:
        outcome, last, met_until = decisions.get(case, (None, None, None))
        considered = _considered(outcome, last, met_until)
        if is_open:
            found.school_of[pupil] = school
            found.open[pupil] = _known(case, event, json.loads(sessions), outcome, considered)
        elif considered and kind != Kind.WITHDRAWN:
            if sessions is None:
                found.consider(pupil, considered)
            else:
                noticed.append(Noticed(pupil, considered, json.loads(sessions)))
    for each in _standing(schools, noticed):
        found.consider(each.pupil, each.considered)
    return found


def _standing(schools: Collection[int], noticed: Collection[Noticed]) -> Iterator[Noticed]:
    """Those that still hold. Sessions of a notice withdrawn since are free: what was decided led to nothing."""
    if not noticed:
        return
    used = used_sessions(schools, {each.pupil for each in noticed})
    for each in noticed:
        if any(sitting_of(row) in used.get(each.pupil, ()) for row in each.rows):
            yield each


def _decisions(schools: Collection[int], cases: list[int]) -> dict[int, tuple[str, str | None, date | None]]:
    which: dict[str, Any] = {
        "schools": list(schools),
        "cases": cases,
        "met": NoticeToImproveEnd.Kind.MET.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(DECISIONS, which)
        return {case: (outcome, last, met_until) for case, outcome, last, met_until in cursor}


def _known(
    case: int,
    event: list[date | str | None],
    rows: list[Row],
    outcome: str | None,
    considered: Sitting | None,
) -> Known:
    met_on, met_session, first, last = event
    found = None
    if isinstance(met_on, date) and isinstance(first, date) and isinstance(last, date):
        found = noted(Sitting(met_on, str(met_session)), DayRange(first, last))
    if outcome is None:
        return Known(case, found, rows, Stage.NEW, None)
    return Known(case, found, rows, Stage.DECIDED if considered else Stage.WATCHED, considered)


def _considered(outcome: str | None, last: str | None, met_until: date | None) -> Sitting | None:
    """Up to which session everything is decided, or None where it is not, or where a notice to improve still runs."""
    if outcome is None or last is None:
        return None
    session = sitting_of(json.loads(last))
    if outcome != Outcome.NOTICE_TO_IMPROVE:
        return session
    return None if met_until is None else max(session, Sitting(met_until, Session.PM.value))
