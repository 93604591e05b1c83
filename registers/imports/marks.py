"""marks.csv, row by row: what each says, and whether it may stand (formats.md).

A file may hold millions of rows, so each is looked at once, with what the pupils and the calendar say at hand; the
rows that may stand go on to `staged_marks.py`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from registers import codes
from registers.code_rules import age_refusal, date_refusal, unknown_refusal
from registers.codes import Detail, Session
from registers.imports import cells as cell_readers
from registers.imports.calendar import closes_for, part_closures, why_no_session
from registers.imports.cells import CellRefused, choice, day, text, upn
from registers.imports.draft import Draft, PupilDraft
from registers.imports.reading import Column, Table
from registers.imports.report import FileReport
from registers.school_year import is_session_weekday, of_compulsory_school_age

LATEST_MINUTES = 600
NOTE = 300  # characters, as the mark's own note
WITH_MINUTES = {codes.LATE, codes.LATE_AFTER_CLOSE}
AGE_LIMITED = {code.code for code in codes.CODES.values() if code.age is not codes.AgeLimit.ANY}

COLUMNS = (
    Column("upn", upn, required=True),
    Column("date", day, required=True),
    Column("session", choice([session.value for session in Session]), required=True),
    Column("code", text(20), required=True),
    Column("minutes_late", cell_readers.number(0, LATEST_MINUTES)),
    Column("note", text(NOTE)),
)


@dataclass
class _Memory:
    """What rows say again and again, read once each."""

    upns: dict[str, PupilDraft | str | None] = field(default_factory=dict)
    dates: dict[str, dt.date | str] = field(default_factory=dict)
    codes: dict[tuple[str, str, dt.date], tuple[str, str]] = field(default_factory=dict)


class MarkRows:
    """Reads the file and refuses what cannot stand."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self.table, self.draft = table, draft
        self.report: FileReport = draft.report.file(table.name)
        self.sessions = {
            (date, session)
            for date, halves in draft.sessions().items()
            for session, meets in zip(Session, halves, strict=True)
            if meets
        }
        self.part_closures = part_closures(draft)
        self.memory = _Memory()
        self.future = 0

    def lines(self) -> Iterator[str]:
        """The rows that may stand, as COPY reads them."""
        order: list[int] = []
        for number, cells in self.table.records():
            order = order or [self.table.places.get(column.name, -1) for column in COLUMNS]
            line = self._line(number, [cells[place].strip() if place >= 0 else "" for place in order])
            if line:
                yield line
        if self.future:
            self.report.listed.count(f"{self.future:,} marks are dated after today", self.future)

    def _line(self, number: int, cells: list[str]) -> str | None:
        """The row as COPY reads it, or None where it is refused or no fact."""
        upn_cell, date_cell, session_cell, code_cell, minutes_cell, note = cells
        who = self._pupil(number, upn_cell)
        date = self._date(number, date_cell)
        session = session_cell.upper()
        if session not in ("AM", "PM"):
            self.table.problem(number, "session", f"'{session_cell[:40]}' is neither AM nor PM")
            return None
        if date is None:
            return None
        code = self._code(number, code_cell, session, date)
        minutes = self._minutes(number, minutes_cell, code)
        if len(note) > NOTE:
            self.table.problem(number, "note", f"is {len(note)} characters long; at most {NOTE} fit")
            return None
        if code is None or who is None or minutes is False:
            return None
        if code in codes.ADMINISTRATIVE:
            self.report.not_stored[code] = self.report.not_stored.get(code, 0) + 1
            return None
        if not self._may_stand(number, who, date, session):
            return None
        self._list_oddities(number, who, date, session, code, note)
        pupil = who.pupil.pk or "\\N"
        late = "\\N" if minutes is None else minutes
        start = f"{number}\t{who.pupil.upn}\t{pupil}\t{date_cell}\t{session}\t{_escaped(code)}"
        return f"{start}\t{late}\t{_escaped(note)}\n"

    def _pupil(self, number: int, cell: str) -> PupilDraft | None:
        known = self.memory.upns
        if cell not in known:
            known[cell] = self._look_up(cell)
        found = known[cell]
        if isinstance(found, str):
            self.table.problem(number, "upn", found)
            return None
        return found

    def _look_up(self, cell: str) -> PupilDraft | str | None:
        if not cell:
            return "is empty; every row needs it"
        try:
            tidy = upn(cell)
        except CellRefused as refusal:
            return str(refusal)
        found = self.draft.pupils.get(tidy)
        if found is None and self.draft.complete_roll and tidy not in self.draft.unreadable_upns:
            return f"{tidy} is not a pupil of {self.draft.school.name}; add the pupil to pupils.csv first"
        return found

    def _date(self, number: int, cell: str) -> dt.date | None:
        known = self.memory.dates
        if cell not in known:
            try:
                known[cell] = day(cell) if cell else "is empty; every row needs it"
            except CellRefused as refusal:
                known[cell] = str(refusal)
        found = known[cell]
        if isinstance(found, str):
            self.table.problem(number, "date", found)
            return None
        return found

    def _code(self, number: int, cell: str, session: str, date: dt.date) -> str | None:
        key = (cell, session, date)
        if key not in self.memory.codes:
            self.memory.codes[key] = _read_code(*key)
        code, refusal = self.memory.codes[key]
        if refusal:
            self.table.problem(number, "code", refusal)
            return None
        return code

    def _minutes(self, number: int, cell: str, code: str | None) -> object:
        """The minutes, None where there are none, or False where they are refused."""
        if not cell:
            return None
        try:
            minutes = COLUMNS[4].read(cell)
        except CellRefused as refusal:
            self.table.problem(number, "minutes_late", str(refusal))
            return False
        if code is not None and code not in WITH_MINUTES:
            self.table.problem(
                number,
                "minutes_late",
                f"{code} carries no minutes; only {' and '.join(sorted(WITH_MINUTES))} do",
            )
            return False
        return minutes

    def _may_stand(self, number: int, who: PupilDraft, date: dt.date, session: str) -> bool:
        draft = self.draft
        if (date, session) not in self.sessions:
            if draft.complete_calendar or not is_session_weekday(date):
                self.table.problem(
                    number, "date", f"there is no session: {why_no_session(draft, date, session)}"
                )
            return False
        if not any(
            stay.starting_day <= date and (stay.deleted_on is None or date <= stay.deleted_on)
            for stay in who.stays
        ):
            if who.pupil.upn not in draft.unreadable_upns:
                self.table.problem(number, "date", f"{who.pupil.upn} was not on the roll on {date}")
            return False
        for closure in self.part_closures.get(date, ()):
            if closes_for(closure, who, date, session):
                self.table.problem(
                    number, "date", f"there is no session for this pupil: {closure.words} on {date}"
                )
                return False
        return True

    def _list_oddities(
        self, number: int, who: PupilDraft, date: dt.date, session: str, code: str, note: str
    ) -> None:
        if date > self.draft.today:
            self.future += 1
        wanted = codes.CODES[code].detail
        if wanted is not Detail.NOTHING and not note:
            self.report.listed.add(f"row {number}: {code} on {date} {session} has no note of {wanted.value}")
        if code in AGE_LIMITED:
            misfit = age_refusal(code, of_compulsory_school_age(who.pupil.dob, date))
            if misfit:
                self.report.listed.add(f"row {number}, {who.pupil} on {date} {session}: {misfit}")


def _read_code(cell: str, session: str, date: dt.date) -> tuple[str, str]:
    """The code as it is stored, and why it is refused (empty where it is not)."""
    code = codes.as_stored(cell, session)
    if not code:
        return "", "is empty; every row needs it"
    if code in codes.ADMINISTRATIVE:
        return code, ""
    if code not in codes.CODES:
        return "", unknown_refusal(code[:20]) or ""
    return code, "" if codes.is_kept_on(code, date) else date_refusal(code, date) or ""


def _escaped(text: str) -> str:
    """Text as COPY reads it."""
    if not _SPECIAL.intersection(text):
        return text
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


_SPECIAL = frozenset("\\\n\r\t")
