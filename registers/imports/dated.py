"""patterns.csv, professionals.csv and prior_absence.csv: simple facts about known pupils (formats.md)."""

import re

from registers import codes
from registers.code_rules import age_refusal
from registers.codes import Session
from registers.imports.cells import CellRefused, choice, day, email, person_name, text, upn
from registers.imports.draft import Draft, shown
from registers.imports.reading import Column, Row, Table
from registers.imports.timelines import Span, day_before, overlap
from registers.models import ExpectedPattern, PriorAbsence, Professional
from registers.school_year import of_compulsory_school_age

NOT_EXPECTED_CODES = (codes.NOT_EXPECTED, codes.DUE_ELSEWHERE, codes.PART_TIME_LEAVE)


def halves(cell: str) -> str:
    """Ten half-days, Monday AM to Friday PM: 1 expected, 0 not."""
    if not re.fullmatch(r"[01]{10}", cell):
        raise CellRefused(f"'{cell[:40]}' is not ten characters 1 or 0, Monday AM to Friday PM")
    return cell


def given(row: Row, *columns: str) -> dict[str, object]:
    """The columns of a row that say something."""
    return {column: row[column] for column in columns if row[column] is not None}


PATTERN_COLUMNS = (
    Column("upn", upn, required=True),
    Column("first_day", day, required=True),
    Column("last_day", day),
    Column("expected", halves, required=True),
    Column("code", choice(NOT_EXPECTED_CODES), required=True),
)
PROFESSIONAL_COLUMNS = (
    Column("upn", upn, required=True),
    Column("role", choice(Professional.Kind.values), required=True),
    Column("name", person_name, required=True),
    Column("team", text(200)),
    Column("phone", text(30)),
    Column("email", email),
    Column("first_day", day, required=True),
    Column("last_day", day),
)
PRIOR_COLUMNS = (
    Column("upn", upn, required=True),
    Column("date", day, required=True),
    Column("session", choice([session.value for session in Session]), required=True),
    Column("code", choice(sorted(codes.THRESHOLD_NATIONAL)), required=True),
    Column("school_name", text(200)),
    Column("used_on", day),
)


def plan_patterns(table: Table, draft: Draft) -> None:
    """Work out weekly patterns; two of one pupil may not hold at once."""
    report = draft.report.file(table.name)
    stored = (
        {}
        if draft.is_new_school
        else {
            (one.pupil_id, one.first_day): one
            for one in ExpectedPattern.objects.filter(school=draft.school).standing()
        }
    )
    seen: dict[str, list[tuple[int, Span]]] = {}
    rows = list(table.rows())
    named = {(row["upn"], row["first_day"]) for row in rows}
    for row in rows:
        who = draft.known_pupil(table, row)
        if not row.good or who is None or not days_in_order(table, row):
            continue
        span = Span(row["first_day"], row["last_day"], "")
        clash = next((number for number, other in seen.get(row["upn"], []) if overlap(other, span)), None)
        if clash:
            table.problem(
                row.number, "first_day", f"the pupil has another pattern by row {clash} on some of these days"
            )
            continue
        seen.setdefault(row["upn"], []).append((row.number, span))
        wanted = given(row, "expected", "code", "last_day")
        one = stored.get((who.pupil.pk, row["first_day"]))
        words = [] if one is None else _words(draft, one, wanted)
        others = [
            other
            for (pupil, first), other in stored.items()
            if pupil == who.pupil.pk and other is not one and (row["upn"], first) not in named
        ]
        held = Span(row["first_day"], row["last_day"] or (one.last_day if one else None), "")
        if not _makes_room(table, draft, row, held, others):
            continue
        if one is None:
            draft.changes.make(
                ExpectedPattern(school=draft.school, pupil=who.pupil, first_day=row["first_day"], **wanted)
            )
        misfit = age_refusal(row["code"], of_compulsory_school_age(who.pupil.dob, row["first_day"]))
        if misfit:
            report.listed.add(f"{who.pupil} from {row['first_day']}: {misfit}")
        report.note(
            new=one is None, what=f"{who.pupil} {row['expected']} from {row['first_day']}", changes=words
        )


def _makes_room(table: Table, draft: Draft, row: Row, held: Span, others: list[ExpectedPattern]) -> bool:
    """End the stored pattern that a later one follows; one that begins later is a reason to refuse."""
    for other in others:
        if not overlap(Span(other.first_day, other.last_day, ""), held):
            continue
        if other.first_day >= held.first:
            words = f"the pupil has another pattern here from {other.first_day}; say when this one ends"
            table.problem(row.number, "last_day", words)
            return False
        draft.changes.set(other, {"last_day": day_before(held.first)})
        draft.report.file(table.name).listed.add(
            f"the pattern of {row['upn']} from {other.first_day} ends on {other.last_day}: another one follows"
        )
    return True


def plan_professionals(table: Table, draft: Draft) -> None:
    """Work out who works with a pupil from outside the school."""
    report = draft.report.file(table.name)
    stored = (
        {}
        if draft.is_new_school
        else {
            (one.pupil_id, one.role, one.name, one.first_day): one
            for one in Professional.objects.filter(school=draft.school)
        }
    )
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows():
        who = draft.known_pupil(table, row)
        if not row.good or who is None or not days_in_order(table, row):
            continue
        key = (who.pupil.pk, row["role"], row["name"], row["first_day"])
        if seen.setdefault((row["upn"], *key[1:]), row.number) != row.number:
            table.problem(row.number, "name", f"says the same as row {seen[(row['upn'], *key[1:])]}")
            continue
        wanted = given(row, "team", "phone", "email", "last_day")
        one = stored.get(key)
        words = [] if one is None else _words(draft, one, wanted)
        if one is None:
            fixed = given(row, "role", "name", "first_day")
            draft.changes.make(Professional(school=draft.school, pupil=who.pupil, **fixed, **wanted))
        report.note(new=one is None, what=f"{row['name']} for {who.pupil}", changes=words)


def plan_prior_absence(table: Table, draft: Draft) -> None:
    """Work out unauthorised sessions at earlier schools; none may be on a day on this school's roll."""
    report = draft.report.file(table.name)
    stored = (
        {}
        if draft.is_new_school
        else {
            (one.pupil_id, one.date, one.session): one
            for one in PriorAbsence.objects.filter(school=draft.school)
        }
    )
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows():
        who = draft.known_pupil(table, row)
        if not row.good or who is None or not _sound_prior(table, row):
            continue
        key = (who.pupil.pk, row["date"], row["session"])
        if who.stay_on(row["date"]):
            if row["upn"] not in draft.unreadable_upns:
                words = f"{row['upn']} was on this school's roll on {row['date']}; its own marks say what happened"
                table.problem(row.number, "date", words)
            continue
        if seen.setdefault((row["upn"], *key[1:]), row.number) != row.number:
            table.problem(
                row.number, "date", f"that session is in row {seen[(row['upn'], *key[1:])]} already"
            )
            continue
        wanted = given(row, "code", "school_name", "used_on")
        one = stored.get(key)
        words_changed = [] if one is None else _words(draft, one, wanted)
        if one is None:
            fixed = given(row, "date", "session")
            draft.changes.make(PriorAbsence(school=draft.school, pupil=who.pupil, **fixed, **wanted))
        what = f"{who.pupil} {row['date']} {row['session']} {row['code']}"
        report.note(new=one is None, what=what, changes=words_changed)


def days_in_order(table: Table, row: Row) -> bool:
    """Whether a row's last day is not before its first; else it is noted."""
    if row["last_day"] and row["last_day"] < row["first_day"]:
        table.problem(row.number, "last_day", f"{row['last_day']} is before the first day {row['first_day']}")
        return False
    return True


def _sound_prior(table: Table, row: Row) -> bool:
    if row["used_on"] and row["used_on"] < row["date"]:
        table.problem(row.number, "used_on", f"{row['used_on']} is before the session on {row['date']}")
        return False
    return True


def _words(
    draft: Draft, one: ExpectedPattern | Professional | PriorAbsence, wanted: dict[str, object]
) -> list[str]:
    changed = draft.changes.set(one, wanted)
    return [f"{name.replace('_', ' ')} {shown(old)} → {shown(new)}" for name, (old, new) in changed.items()]
