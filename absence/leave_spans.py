"""The half-days of a leave as the plans of registers want them, and what part of a request is left over."""

import datetime as dt
from collections.abc import Mapping

from absence.leave_days import HalvesOfDay, LeaveDays
from registers.codes import Session

WHOLE = "1" * 10
DAY = dt.timedelta(days=1)
AM, PM = Session.AM.value, Session.PM.value
Piece = tuple[dt.date, dt.date, str]
"""First day, last day, and the ten half-days of a week for which it holds."""


def pieces(days: LeaveDays) -> list[Piece]:
    """The leave in up to three pieces: a first half-day, whole days, a last half-day."""
    first, last = days.first, days.last
    found: list[Piece] = []
    if first == last:
        return [(first, last, _halves(first, days.first_half == AM, days.last_half == PM))]
    if days.first_half == PM:
        found.append((first, first, _halves(first, False, True)))
        first += DAY
    end = last - DAY if days.last_half == AM else last
    if first <= end:
        found.append((first, end, WHOLE))
    if days.last_half == AM:
        found.append((last, last, _halves(last, True, False)))
    return [piece for piece in found if "1" in piece[2]]


def left_over(asked: LeaveDays, agreed: LeaveDays) -> list[LeaveDays]:
    """What was asked for before and after what is agreed."""
    found = []
    if (agreed.first, agreed.first_half) > (asked.first, asked.first_half):
        end, half = (agreed.first, AM) if agreed.first_half == PM else (agreed.first - DAY, PM)
        found.append(LeaveDays(asked.first, asked.first_half, end, half))
    if (agreed.last, agreed.last_half) < (asked.last, asked.last_half):
        start, half = (agreed.last, PM) if agreed.last_half == AM else (agreed.last + DAY, AM)
        found.append(LeaveDays(start, half, asked.last, asked.last_half))
    return found


def lies_in(inner: LeaveDays, outer: LeaveDays) -> bool:
    """Whether every half-day of the one lies in the other."""
    begins = (inner.first, inner.first_half) >= (outer.first, outer.first_half)
    return begins and (inner.last, inner.last_half) <= (outer.last, outer.last_half)


def sessions_in(days: LeaveDays, meets: Mapping[dt.date, HalvesOfDay]) -> list[tuple[dt.date, str]]:
    """The sessions of the school that lie in it, in order."""
    return [
        (day, session.value)
        for day in sorted(meets)
        for session, met in zip(Session, meets[day], strict=True)
        if met and days.holds(day, session)
    ]


def _halves(day: dt.date, morning: bool, afternoon: bool) -> str:
    """Ten half-days that hold on that day of the week only; none at a weekend."""
    wanted = {day.weekday() * 2: morning, day.weekday() * 2 + 1: afternoon}
    return "".join("1" if wanted.get(place) else "0" for place in range(10))
