"""L or U, by the time at which the pupil is said to have arrived, not the time at which someone keyed it."""

import datetime as dt
from dataclasses import dataclass

from registers.codes import LATE, LATE_AFTER_CLOSE, NO_REASON_YET, present_for

# Working together to improve school attendance: registers stay open for at most 30 minutes (V2).
OPEN_AT_MOST = dt.timedelta(minutes=30)


class ArrivalRefused(ValueError):
    """No mark can follow from that arrival; the message says why and what to do."""


@dataclass(frozen=True)
class SessionTimes:
    """When a session's register starts to be taken, when it closes, and when the session ends.

    `close` is the first moment at which the register is closed. Raises ValueError where the order is wrong.
    """

    start: dt.time
    close: dt.time
    end: dt.time

    def __post_init__(self) -> None:
        if not self.start < self.close <= self.end:
            raise ValueError("A register starts, closes and then the session ends, in that order.")

    @property
    def open_for(self) -> dt.timedelta:
        """How long the register is open."""
        return _elapsed(self.start, self.close)

    @property
    def open_too_long(self) -> bool:
        """Whether the register is open longer than the guidance allows."""
        return self.open_for > OPEN_AT_MOST


@dataclass(frozen=True)
class Arrival:
    """The code that an arrival gives, with whole minutes late since the start (None where the pupil is not
    late)."""

    code: str
    minutes_late: int | None = None


def mark_on_arrival(
    arrived: dt.time | None, *, session: str, times: SessionTimes, better_code: str = ""
) -> Arrival:
    """The mark of a pupil who arrived at that time (None: never).

    Present at the start is / or \\ ; after it and before the close L; from the close to the end of the
    session U, unless a better code fits (`better_code`, such as M for a dentist: regulation 10 allows U only
    where no other code fits). A pupil who never arrives is N, or the better code. That the moment of closing
    itself is closed is our reading (INTERP). Raises ArrivalRefused for an arrival once the session has ended.
    """
    if arrived is None:
        return Arrival(better_code or NO_REASON_YET)
    if arrived <= times.start:
        return Arrival(present_for(session))
    if arrived < times.close:
        return Arrival(LATE, minutes_late(arrived, times.start))
    if arrived < times.end:
        return Arrival(better_code or LATE_AFTER_CLOSE, minutes_late(arrived, times.start))
    raise ArrivalRefused(
        f"The {session} session ended at {times.end:%H:%M}, so nobody can be late for it at {arrived:%H:%M}."
        " The session is an absence: the office gives its code."
    )


def minutes_late(arrived: dt.time, start: dt.time) -> int:
    """Whole minutes between the start and a late arrival, at least 1."""
    return max(1, int(_elapsed(start, arrived) / dt.timedelta(minutes=1)))


def _elapsed(first: dt.time, last: dt.time) -> dt.timedelta:
    day = dt.date.min
    return dt.datetime.combine(day, last) - dt.datetime.combine(day, first)
