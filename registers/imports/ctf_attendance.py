"""Marks in a common transfer file: one run of characters from a first day (domain.md section 5, V2).

How codes of two letters fit into such a run, and which half-days it counts, is not published where we could read it
(unknown). So a session is dated only where the run proves how it is laid out: one character for each half-day of
every day of the week, the weekends without marks, and as many unauthorised sessions as the file's own total. Any
other run is summed up and left to a person; nothing is guessed, because these sessions count towards a penalty notice.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from registers.codes import THRESHOLD_NATIONAL, Session
from registers.school_year import is_session_weekday

NO_MARK = set("-# .*Z")
"""What stands where there was no session (M)."""
A_WEEK = 14  # half-days; a run must hold a whole week to show its weekends
LONGEST_RUN = 1200  # half-days: a year and a half


class PriorSession(NamedTuple):
    """An unauthorised session at the earlier school."""

    date: dt.date
    session: Session
    code: str


@dataclass(frozen=True)
class YearOfMarks:
    """One year at one school, as the file has it."""

    year: str
    school: str
    unauthorised: str
    possible: str
    attended: str
    starts: str
    marks: str

    @property
    def summary(self) -> str:
        """The year in words."""
        counted = ", ".join(
            f"{number} {what}"
            for number, what in (
                (self.possible, "possible"),
                (self.attended, "attended"),
                (self.unauthorised, "unauthorised"),
            )
            if number
        )
        return f"{self.year or 'a year'} at {self.school or 'an earlier school'}: {counted or 'no totals'} sessions"

    def dated_sessions(self) -> list[PriorSession] | None:
        """The unauthorised sessions with their dates; None where the run does not prove its dates."""
        first = _date(self.starts)
        if first is None or not A_WEEK <= len(self.marks) <= LONGEST_RUN:
            return None
        found, on_weekdays = [], False
        for place, code in enumerate(self.marks.upper()):
            day = first + dt.timedelta(days=place // 2)
            if code in NO_MARK:
                continue
            if not is_session_weekday(day):
                return None
            on_weekdays = True
            if code in THRESHOLD_NATIONAL:
                found.append(PriorSession(day, Session.PM if place % 2 else Session.AM, code))
        adds_up = self.unauthorised == str(len(found))
        return found if on_weekdays and adds_up and _has_a_weekend(first, len(self.marks)) else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _has_a_weekend(first: dt.date, half_days: int) -> bool:
    days = [first + dt.timedelta(days=n) for n in range(min(half_days // 2, 7))]
    return sum(not is_session_weekday(day) for day in days) == 2
