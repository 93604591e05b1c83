"""The daily return's file: its columns, its order, and what an earlier one said.

Items: the DfE page "Share your daily school attendance data" (V, 2023 list). No typed reason or note is among them.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

COLUMNS = (
    "urn", "la_code", "estab", "upn", "forename", "surname", "dob", "sex", "ethnicity", "looked_after",
    "previously_looked_after", "sen", "ehcp", "fsm", "year_group", "admitted", "left", "child_in_need",
    "child_protection", "date", "session", "code", "correction",
)  # fmt: skip
LOOK_BACK = 7
"""School days before a return's own in which it corrects what earlier ones said (V2: as re-read in 2022)."""
CHILD_IN_NEED, CHILD_PROTECTION = "CIN", "CP"


class SessionKey(NamedTuple):
    """One pupil's session. Sorts in the order of the file: date, UPN, AM before PM."""

    date: date
    upn: str
    session: str


class Row(NamedTuple):
    """One line: the session, what is said of it, and the values of the pupil's columns."""

    key: SessionKey
    code: str
    correction: bool
    school: tuple[str, str, str]
    pupil: tuple[str, ...]


def file_of(rows: Iterable[Row]) -> bytes:
    """The file with its header, rows in the order in which they come."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        key = row.key
        correction = "1" if row.correction else "0"
        writer.writerow(
            [*row.school, key.upn, *row.pupil, key.date.isoformat(), key.session, row.code, correction]
        )
    return text.getvalue().encode()


def fingerprint(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def said_in(content: bytes) -> Iterator[tuple[SessionKey, str]]:
    """What a file said: the code of each session."""
    lines = csv.reader(io.StringIO(content.decode(), newline=""))
    header = next(lines)
    upn, day, session, code = (header.index(name) for name in ("upn", "date", "session", "code"))
    for line in lines:
        yield SessionKey(date.fromisoformat(line[day]), line[upn], line[session]), line[code]


def correction_for(code: str, said: str | None) -> bool | None:
    """Whether a session of an earlier day is a correction: True where something else was said, False where nothing
    was, None where there is nothing to say. `said`: None where no return spoke of it; an empty code is none."""
    if code == (said or ""):
        return None
    return said is not None
