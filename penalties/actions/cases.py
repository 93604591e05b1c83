"""What is noted of cases when sessions are counted again. Only the scan raises, moves and withdraws them."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from penalties.case_rules import Change, Kind, Known, sitting_of
from penalties.case_words import MarkNow, why_changed, why_raised
from penalties.models import Case, CaseEvent
from penalties.threshold import Origin, Sitting, session_rows
from registers.models import Mark, School

# One statement however many there are: the cases that are raised, and the event of each that changed.
WRITE = """
WITH found AS (
  SELECT * FROM jsonb_to_recordset(%(found)s) AS row (
    school_id bigint, pupil_id bigint, case_id bigint, kind text, why text, met_on date, met_session text,
    window_first date, window_last date, sessions jsonb)),
raised AS (
  INSERT INTO penalties_case (school_id, pupil_id, raised_at, closed_why)
  SELECT school_id, pupil_id, %(at)s, '' FROM found WHERE case_id IS NULL ORDER BY pupil_id
  RETURNING id, pupil_id)
INSERT INTO penalties_caseevent
  (school_id, case_id, kind, "on", at, why, met_on, met_session, window_first, window_last, sessions)
SELECT found.school_id, coalesce(found.case_id, raised.id), kind, %(on)s, %(at)s, why, met_on, met_session,
       window_first, window_last, sessions
FROM found LEFT JOIN raised ON found.case_id IS NULL AND raised.pupil_id = found.pupil_id
ORDER BY found.pupil_id
"""

Marks = dict[int, dict[Sitting, MarkNow]]


class Noted(NamedTuple):
    """A change of one pupil's case with what is needed to say why. `counting`: all sessions that count now."""

    school: School
    pupil: int
    change: Change
    known: Known | None
    counting: Collection[Sitting]
    used: Collection[tuple[date, str]]


def note_changes(*, found: Sequence[Noted], on: date, at: datetime) -> dict[int, Counter[str]]:
    """Write what changed, each with its reason, closed cases first. How many of each kind, by school."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if not found:
        return counts
    _close(found, at)
    marks = _marks_of_gone(found)
    events = [_event(each, marks.get(each.pupil, {})) for each in found if each.change.kind is not None]
    if events:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, {"found": json.dumps(events), "on": on, "at": at})
    for event in events:
        counts[event["school_id"]][event["kind"]] += 1
    return counts


def _close(found: Sequence[Noted], at: datetime) -> None:
    closing: dict[str, list[int]] = defaultdict(list)
    for each in found:
        if each.change.closed_why and each.change.case is not None:
            closing[each.change.closed_why].append(each.change.case)
    for why, cases in closing.items():
        Case.objects.filter(pk__in=cases).update(closed_at=at, closed_why=why)


def _event(noted: Noted, marks: dict[Sitting, MarkNow]) -> dict[str, Any]:
    """One event as it is written; without a case where it raises one."""
    kind, case, found, _ = noted.change
    school = noted.school
    rows = session_rows(found.sessions, Origin(school.urn, school.name)) if found else []
    if noted.known is None or kind is Kind.RAISED:
        why = why_raised(found) if found else ""
    else:
        why = why_changed(noted.known.rows, rows, counting=noted.counting, used=noted.used, marks=marks)
    return {
        "school_id": school.pk,
        "pupil_id": noted.pupil,
        "case_id": case,
        "kind": str(kind),
        "why": _fits(why),
        "met_on": str(found.met.date) if found else None,
        "met_session": found.met.session if found else "",
        "window_first": str(found.window.first) if found else None,
        "window_last": str(found.window.last) if found else None,
        "sessions": rows,
    }


def _marks_of_gone(found: Sequence[Noted]) -> Marks:
    """What the register says now of sessions that a case had and that no longer count. One statement, or none."""
    gone = {
        (each.school.pk, each.pupil, sitting)
        for each in found
        if each.known and each.change.kind and each.change.kind is not Kind.RAISED
        for sitting in map(sitting_of, each.known.rows)
        if sitting not in each.counting
    }
    marks: Marks = defaultdict(dict)
    if gone:
        rows = Mark.objects.filter(
            school__in={school for school, _, _ in gone},
            pupil__in={pupil for _, pupil, _ in gone},
            date__in={sitting.date for _, _, sitting in gone},
        )
        for pupil, day, session, *now in rows.values_list(
            "pupil_id", "date", "session", "code", "name", "position", "reason"
        ):
            marks[pupil][Sitting(day, session)] = MarkNow(*now)
    return marks


def _fits(words: str) -> str:
    longest = CaseEvent._meta.get_field("why").max_length or 0
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
