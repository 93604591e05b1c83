"""The daily return's file: its columns, its order, and what is a correction.

Items: the DfE page "Share your daily school attendance data" (V, 2023 list). No typed reason or note is among them.
"""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from typing import NamedTuple

COLUMNS = (
    "urn", "la_code", "estab", "upn", "forename", "surname", "dob", "sex", "ethnicity", "looked_after",
    "previously_looked_after", "sen", "ehcp", "fsm", "year_group", "admitted", "left", "child_in_need",
    "child_protection", "date", "session", "code", "correction",
)  # fmt: skip
LOOK_BACK = 7
"""School days before a return's own in which it corrects what earlier ones said (V2: as re-read in 2022)."""
CHILD_IN_NEED, CHILD_PROTECTION = "CIN", "CP"
HEADER = ",".join(COLUMNS) + "\n"


class SessionKey(NamedTuple):
    """One pupil's session. Sorts in the order of the file: date (as it is written), UPN, AM before PM."""

    date: str
    upn: str
    session: str


class Line(NamedTuple):
    """One line of a file that was made, as far as its pages tell of it."""

    key: SessionKey
    code: str
    correction: bool
    dob: dt.date
    year_group: str


def fingerprint(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def lines_in(content: bytes) -> Iterator[Line]:
    """Every line of a file."""
    for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
        key = SessionKey(row["date"], row["upn"], row["session"])
        dob = dt.date.fromisoformat(row["dob"])
        yield Line(key, row["code"], row["correction"] == "1", dob, row["year_group"])


def correction_for(code: str, said: str | None) -> bool | None:
    """Whether a session of an earlier day is a correction: True where something else was said, False where nothing
    was, None where there is nothing to say. `said`: None where no return spoke of it; an empty code is none."""
    if code == (said or ""):
        return None
    return said is not None
