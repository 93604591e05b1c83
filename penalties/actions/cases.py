"""What is noted of cases when sessions are counted again. Only the scan raises, moves and withdraws them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from penalties.case_rules import Change, Kind, Known, sitting_of
from penalties.case_words import MarkNow, why_changed, why_raised
from penalties.models import Case, CaseEvent
from penalties.threshold import Origin, Sitting, session_rows
from registers.models import Mark, School

Marks = dict[int, dict[Sitting, MarkNow]]


class Noted(NamedTuple):
    """A change of one pupil's case with what is needed to say why. `counting`: all sessions that count now."""

    pupil: int
    change: Change
    known: Known | None
    counting: Collection[Sitting]
    used: Collection[tuple[date, str]]


def note_changes(*, school: School, found: Sequence[Noted], on: date, at: datetime) -> list[CaseEvent]:
    """Write what changed, each with its reason; a case that is closed is closed first. Returns the events."""
    if not found:
        return []
    _close(found, at)
    new = [each for each in found if each.change.kind is Kind.RAISED]
    cases = Case.objects.bulk_create(Case(school=school, pupil_id=each.pupil, raised_at=at) for each in new)
    raised = {each.pupil: case.pk for each, case in zip(new, cases, strict=True)}
    marks = _marks_of_gone(school, found)
    return CaseEvent.objects.bulk_create(
        _event(school, each, each.change.case or raised[each.pupil], marks.get(each.pupil, {}), on, at)
        for each in found
        if each.change.kind
    )


def _close(found: Sequence[Noted], at: datetime) -> None:
    closing: dict[str, list[int | None]] = defaultdict(list)
    for each in found:
        if each.change.closed_why:
            closing[each.change.closed_why].append(each.change.case)
    for why, cases in closing.items():
        Case.objects.filter(pk__in=cases).update(closed_at=at, closed_why=why)


def _event(
    school: School, noted: Noted, case: int, marks: dict[Sitting, MarkNow], on: date, at: datetime
) -> CaseEvent:
    here = Origin(school.urn, school.name)
    found = noted.change.found
    rows = session_rows(found.sessions, here) if found else []
    if noted.known is None or noted.change.kind is Kind.RAISED:
        why = why_raised(found) if found else ""
    else:
        why = why_changed(noted.known.rows, rows, counting=noted.counting, used=noted.used, marks=marks)
    event = CaseEvent(
        school=school, case_id=case, kind=str(noted.change.kind), on=on, at=at, why=_fits(why), sessions=rows
    )
    if found:
        event.met_on, event.met_session = found.met
        event.window_first, event.window_last = found.window
    return event


def _marks_of_gone(school: School, found: Sequence[Noted]) -> Marks:
    """What the register says now of sessions that a case had and that no longer count. One statement, or none."""
    gone = {
        (each.pupil, sitting)
        for each in found
        if each.known and each.change.kind and each.change.kind is not Kind.RAISED
        for sitting in map(sitting_of, each.known.rows)
        if sitting not in each.counting
    }
    marks: Marks = defaultdict(dict)
    if gone:
        rows = Mark.objects.filter(
            school=school,
            pupil__in={pupil for pupil, _ in gone},
            date__in={sitting.date for _, sitting in gone},
        )
        for pupil, day, session, *now in rows.values_list(
            "pupil_id", "date", "session", "code", "name", "position", "reason"
        ):
            marks[pupil][Sitting(day, session)] = MarkNow(*now)
    return marks


def _fits(words: str) -> str:
    longest = CaseEvent._meta.get_field("why").max_length or 0
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
