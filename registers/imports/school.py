"""school.csv: the school itself, its session times and how it counts (formats.md)."""

import datetime as dt
from itertools import pairwise

from registers import codes
from registers.arrivals import OPEN_AT_MOST
from registers.arrivals import SessionTimes as Times
from registers.imports.cells import CellRefused, choice, clock_time, digits, person_name, text, weekday
from registers.imports.changes import Changes
from registers.imports.draft import shown
from registers.imports.reading import Column, Row, Table
from registers.imports.report import FileReport
from registers.models import School, SessionTimes, Trust
from registers.school_year import WEEKDAYS


def threshold_codes(cell: str) -> str:
    """Which unauthorised codes count, such as GNOU or GOU, in the order of the code table."""
    letters = cell.upper()
    if not letters or not set(letters) <= codes.THRESHOLD_NATIONAL or len(set(letters)) < len(letters):
        raise CellRefused(
            f"'{cell[:40]}' does not name some of the codes {''.join(sorted(codes.THRESHOLD_NATIONAL))}"
        )
    return "".join(code for code in codes.CODES if code in letters)


COLUMNS = (
    Column("urn", digits(5, 6), required=True),
    Column("name", person_name, required=True),
    Column("la_code", digits(3, 3), required=True),
    Column("estab", digits(4, 4), required=True),
    Column("phase", choice(School.Phase.values), required=True),
    Column("am_start", clock_time, required=True),
    Column("am_close", clock_time, required=True),
    Column("pm_start", clock_time, required=True),
    Column("pm_close", clock_time, required=True),
    Column("day_end", clock_time, required=True),
    Column("gates_open", clock_time),
    Column("threshold_week_start", weekday),
    Column("threshold_codes", threshold_codes),
    Column("trust", text(200)),
)
TIMES = ("am_start", "am_close", "pm_start", "pm_close", "day_end")
SESSIONS = {"AM": ("am_start", "am_close", "pm_start"), "PM": ("pm_start", "pm_close", "day_end")}


def read_school(table: Table) -> Row | None:
    """The file's one row, marked where it is refused; None where there is no such row."""
    rows = list(table.rows())
    if table.complete and len(rows) != 1:
        table.problem(0, "", f"has {len(rows)} rows; it describes one school in one row")
    if len(rows) != 1:
        return None
    row = rows[0]
    for earlier, later in pairwise(TIMES):
        if row[earlier] and row[later] and row[earlier] >= row[later]:
            table.problem(row.number, later, f"{row[later]:%H:%M} is not after {row[earlier]:%H:%M}")
            row.good = False
    return row


def plan_school(row: Row, stored: School | None, changes: Changes, report: FileReport) -> School:
    """The school as the row has it. What an optional cell leaves open stays as it is."""
    given = {name: row[name] for name in ("name", "la_code", "estab", "phase")}
    optional = {
        "gates_open": row["gates_open"],
        "threshold_codes": row["threshold_codes"],
        "threshold_week_start": WEEKDAYS.index(row["threshold_week_start"])
        if row["threshold_week_start"]
        else None,
        "trust": _trust(row["trust"], stored, row["name"], changes),
    }
    given |= {name: value for name, value in optional.items() if value is not None}
    if stored is None:
        school = changes.make(School(urn=row["urn"], **given))
        words = []
    else:
        school = stored
        words = [
            f"{name} {_in_words(name, old)} → {_in_words(name, new)}"
            for name, (old, new) in changes.set(school, given).items()
        ]
    words += _plan_times(row, school, changes)
    report.note(new=stored is None, what=f"{school.name} (URN {school.urn})", changes=words)
    _list_long_registration(row, report)
    return school


def _in_words(name: str, value: object) -> str:
    """A setting as the file writes it: the day a week starts is stored as its number."""
    return WEEKDAYS[value] if name == "threshold_week_start" and isinstance(value, int) else shown(value)


def _trust(name: str | None, stored: School | None, school_name: str, changes: Changes) -> Trust | None:
    """The trust named; for a new school without one, the site's only trust, else one named after the school."""
    if not name:
        if stored is not None:
            return None
        trusts = list(Trust.objects.all()[:2])
        if len(trusts) == 1:
            return trusts[0]
    wanted = name or school_name
    return Trust.objects.filter(name=wanted).first() or changes.make(Trust(name=wanted))


def _plan_times(row: Row, school: School, changes: Changes) -> list[str]:
    stored = {}
    if school.pk is not None:
        stored = {times.session: times for times in school.session_times.filter(weekday__isnull=True)}
    words = []
    for session, columns in SESSIONS.items():
        starts, closes, ends = (row[column] for column in columns)
        wanted = {"starts": starts, "closes": closes, "ends": ends}
        if session not in stored:
            changes.make(SessionTimes(school=school, session=session, **wanted))
            words.append(f"{session} times")
        else:
            for name, (old, new) in changes.set(stored[session], wanted).items():
                words.append(f"{session} {name} {old:%H:%M} → {new:%H:%M}")
    return words


def _list_long_registration(row: Row, report: FileReport) -> None:
    for session, columns in SESSIONS.items():
        times: tuple[dt.time, ...] = tuple(row[column] for column in columns)
        if Times(*times).open_too_long:
            minutes = OPEN_AT_MOST.seconds // 60
            report.listed.add(
                f"{session} registration is open for more than {minutes} minutes, longer than the guidance allows"
            )
