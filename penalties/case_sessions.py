"""The sessions that a case was raised for, as its events and decisions keep them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from registers.codes import CODES, HOLIDAY_NOT_GRANTED
from registers.school_sessions import HALF, in_words


class CaseSession(NamedTuple):
    """One session of a case: when, what the register had, and at which school."""

    date: dt.date
    session: str
    code: str
    school: str

    @property
    def half(self) -> tuple[dt.date, str]:
        """Which half-day it is."""
        return self.date, self.session

    @property
    def words(self) -> str:
        """Monday 9 November, in the morning: G, Holiday not granted."""
        meaning = CODES[self.code].words if self.code in CODES else ""
        return f"{in_words(self.date)}, {HALF[self.session]}: {self.code}, {meaning.lower()}"

    @property
    def is_holiday(self) -> bool:
        """Whether it is a holiday that nobody granted."""
        return self.code == HOLIDAY_NOT_GRANTED


def case_sessions(rows: Iterable[Mapping[str, str]]) -> list[CaseSession]:
    """The sessions that an event or a decision lists."""
    return [
        CaseSession(
            dt.date.fromisoformat(row["date"]), row["session"], row["code"], row.get("school_name") or ""
        )
        for row in rows
    ]


def as_rows(sessions: Sequence[CaseSession]) -> list[dict[str, str]]:
    """As they are kept with what was sent."""
    return [
        {
            "date": each.date.isoformat(),
            "session": each.session,
            "code": each.code,
            "school_name": each.school,
        }
        for each in sessions
    ]
