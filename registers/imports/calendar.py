"""terms.csv and closures.csv, and the sessions that they take away (formats.md)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from registers.codes import CLEARED, Session
from registers.imports.cells import CellRefused, choice, class_name, day, several, text, year_group
from registers.imports.draft import Draft, PupilDraft, shown
from registers.imports.reading import Column, Row, Table
from registers.imports.timelines import value_on
from registers.models import Closure, Mark, PupilStatus, Term
from registers.school_calendar import RemovedSession, each_day
from registers.school_year import DayRange, academic_year_days, is_session_weekday


def year(cell: str) -> str:
    """An academic year as 2026-27."""
    try:
        academic_year_days(cell)
    except ValueError as error:
        raise CellRefused(
            str(error) if len(cell) == 7 else f"'{cell[:40]}' is not a year as 2026-27"
        ) from None
    return cell


TERM_COLUMNS = (
    Column("name", text(60), required=True),
    Column("first_day", day, required=True),
    Column("last_day", day, required=True),
    Column("academic_year", year, required=True),
)
CLOSURE_COLUMNS = (
    Column("first_day", day, required=True),
    Column("last_day", day, required=True),
    Column("kind", choice(Closure.Kind.values), required=True),
    Column("sessions", choice([session.value for session in Session])),
    Column("year_groups", several(year_group)),
    Column("classes", several(class_name)),
    Column("note", text(300)),
)
LONGEST_CLOSURE = 400  # days; a longer one is a slip in a date
AUGUST_STARTS = dt.timedelta(days=31)  # some schools begin in August


def plan_terms(table: Table, draft: Draft) -> None:
    """Work out the terms. One that is missing from the file stays, and is listed."""
    report = draft.report.file(table.name)
    stored = {(term.academic_year, term.name): term for term in draft.terms}
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows():
        if not row.good:
            draft.complete_calendar = False
            continue
        key = (row["academic_year"], row["name"])
        if key in seen:
            table.problem(
                row.number, "name", f"{row['name']} {row['academic_year']} is in row {seen[key]} already"
            )
            continue
        seen[key] = row.number
        if not _sound_term(table, row):
            draft.complete_calendar = False
            continue
        days = {"first_day": row["first_day"], "last_day": row["last_day"]}
        words: list[str] = []
        if key in stored:
            changed = draft.changes.set(stored[key], days)
            words = [f"{name.replace('_', ' ')} {old} → {new}" for name, (old, new) in changed.items()]
        else:
            names = {"name": row["name"], "academic_year": row["academic_year"]}
            draft.terms.append(draft.changes.make(Term(school=draft.school, **names, **days)))
        draft.calendar_changed |= key not in stored or bool(words)
        what = f"{row['name']} {row['academic_year']} ({row['first_day']} to {row['last_day']})"
        report.note(new=key not in stored, what=what, changes=words)
    for key in sorted(stored.keys() - seen.keys(), key=lambda key: stored[key].first_day):
        if table.complete:
            report.listed.add(f"{key[1]} {key[0]} is not in the file; it stays")
    draft.complete_calendar &= table.complete
    _refuse_overlaps(table, draft, seen)


def _sound_term(table: Table, row: Row) -> bool:
    if row["first_day"] > row["last_day"]:
        table.problem(row.number, "last_day", f"{row['last_day']} is before the first day {row['first_day']}")
        return False
    days = academic_year_days(row["academic_year"])
    if row["first_day"] < days.first - AUGUST_STARTS or row["last_day"] > days.last:
        table.problem(row.number, "academic_year", f"the term's days are not in {row['academic_year']}")
        return False
    return True


def _refuse_overlaps(table: Table, draft: Draft, seen: dict[tuple[str, str], int]) -> None:
    terms = sorted(draft.terms, key=lambda term: (term.first_day, term.last_day))
    for earlier, later in pairwise(terms):
        if later.first_day <= earlier.last_day:
            number = seen.get((later.academic_year, later.name)) or seen.get(
                (earlier.academic_year, earlier.name)
            )
            words = f"{later.name} {later.academic_year} begins before {earlier.name} {earlier.academic_year} ends"
            table.problem(number or 0, "first_day", words)


def plan_closures(table: Table, draft: Draft) -> None:
    """Work out the closures. One that is missing from the file stays, and is listed."""
    report = draft.report.file(table.name)
    stored = {_closure_key(closure): closure for closure in draft.closures}
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows():
        if not row.good or not _sound_closure(table, row):
            draft.complete_calendar = False
            continue
        closure = Closure(
            school=draft.school,
            **{name: row[name] for name in ("first_day", "last_day", "kind")},
            **{name: row[name] or "" for name in ("sessions", "note")},
            **{name: row[name] or [] for name in ("year_groups", "classes")},
        )
        key = _closure_key(closure)
        if key in seen:
            table.problem(row.number, "", f"says the same as row {seen[key]}")
            continue
        seen[key] = row.number
        words: list[str] = []
        if key in stored:
            changed = draft.changes.set(stored[key], {"note": closure.note} if closure.note else {})
            words = [f"{name} {shown(old)} → {shown(new)}" for name, (old, new) in changed.items()]
        else:
            draft.closures.append(draft.changes.make(closure))
            draft.new_closures.append(closure)
            draft.calendar_changed = True
        report.note(
            new=key not in stored,
            what=f"{closure.words} ({closure.first_day} to {closure.last_day})",
            changes=words,
        )
    for key in sorted(stored.keys() - seen.keys(), key=lambda key: stored[key].first_day):
        if table.complete:
            closure = stored[key]
            report.listed.add(
                f"{closure.words} ({closure.first_day} to {closure.last_day}) is not in the file; it stays"
            )
    draft.complete_calendar &= table.complete


def _closure_key(closure: Closure) -> tuple[object, ...]:
    groups = (tuple(sorted(closure.year_groups)), tuple(sorted(closure.classes)))
    return (closure.first_day, closure.last_day, closure.kind, closure.sessions, *groups)


def _sound_closure(table: Table, row: Row) -> bool:
    if row["first_day"] > row["last_day"]:
        table.problem(row.number, "last_day", f"{row['last_day']} is before the first day {row['first_day']}")
        return False
    if (row["last_day"] - row["first_day"]).days > LONGEST_CLOSURE:
        table.problem(row.number, "last_day", f"the closure would last more than {LONGEST_CLOSURE} days")
        return False
    return True


def why_no_session(draft: Draft, date: dt.date, session: str) -> str:
    """Why the school does not meet then, in words."""
    if not is_session_weekday(date):
        return f"{date} is a {date:%A}"
    if not any(term.first_day <= date <= term.last_day for term in draft.terms):
        return f"{date} is in no term; check terms.csv"
    for closure in draft.closures:
        if closure.removes_sessions and closure.is_whole_school and _covers(closure, date, session):
            return f"{closure.words} on {date}"
    return f"{date} {session} has no session"


def part_closures(draft: Draft) -> dict[dt.date, list[Closure]]:
    """The closures of some years or classes that remove sessions, by date."""
    found: dict[dt.date, list[Closure]] = {}
    for closure in draft.closures:
        if closure.removes_sessions and not closure.is_whole_school:
            for date in each_day(DayRange(closure.first_day, closure.last_day)):
                found.setdefault(date, []).append(closure)
    return found


def closes_for(closure: Closure, who: PupilDraft, date: dt.date, session: str) -> bool:
    """Whether a closure of some years or classes takes this pupil's session away."""
    if not _covers(closure, date, session):
        return False
    year_value = value_on(who.status(PupilStatus.Kind.YEAR_GROUP).spans, date)
    return year_value in closure.year_groups or value_on(who.classes.spans, date) in closure.classes


def _covers(closure: Closure, date: dt.date, session: str) -> bool:
    return closure.first_day <= date <= closure.last_day and closure.sessions in ("", session)


def removed_sessions(draft: Draft) -> list[RemovedSession]:
    """The sessions that the new calendar takes away, with the reason that goes into the history of their marks."""
    if draft.is_new_school or not draft.calendar_changed:
        return []
    after = draft.sessions()
    removed = []
    for date, halves in draft.sessions_before.items():
        for session, met in zip(Session, halves, strict=True):
            meets = after.get(date)
            if met and not (meets and (meets.am if session is Session.AM else meets.pm)):
                removed.append(
                    RemovedSession(None, date, session, _reason(why_no_session(draft, date, session)))
                )
    return removed + list(_removed_for_some(draft))


def _removed_for_some(draft: Draft) -> Iterator[RemovedSession]:
    for closure in draft.new_closures:
        if not closure.removes_sessions or closure.is_whole_school:
            continue
        for date in each_day(DayRange(closure.first_day, closure.last_day)):
            if date not in draft.sessions_before:
                continue
            for who in draft.pupils.values():
                for session in Session:
                    if who.pupil.pk and closes_for(closure, who, date, session):
                        yield RemovedSession(
                            who.pupil.pk, date, session, _reason(f"{closure.words} on {date}")
                        )


def _reason(words: str) -> str:
    return f"no session: {words}"[:300]


def list_cleared(draft: Draft, removed: list[RemovedSession]) -> None:
    """Say how many marks stand on sessions that are taken away: they are cleared, and their history keeps them."""
    report = draft.report.file("closures.csv" if draft.new_closures else "terms.csv")
    marks = Mark.objects.filter(school=draft.school, date__in={each.date for each in removed})
    counts = Counter(marks.exclude(code=CLEARED).values_list("date", "session", "pupil"))
    by_session = Counter[tuple[dt.date, str]]()
    for (date, session, _), count in counts.items():
        by_session[date, session] += count
    for each in removed:
        found = (
            by_session[each.date, each.session]
            if each.pupil is None
            else counts[each.date, each.session, each.pupil]
        )
        if found:
            report.cleared += found
            report.changes.count(f"{found:,} marks of {each.date} {each.session} cleared ({each.reason})", 1)
