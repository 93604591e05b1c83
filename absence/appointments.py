"""Appointments that come each week: which registration a time away misses, and so which half-days are M."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from registers.models import PlannedMark, Pupil, School, SessionTimes

EVERY_WEEK = "each week"
"""The source of the plans, as registers and the tab Planned show it."""


class Away(NamedTuple):
    """The time away of one weekday (Monday = 0)."""

    weekday: int
    leaves: dt.time
    back: dt.time


class Registration(NamedTuple):
    """When a session's registration is on a weekday; `weekday` None: every day that has none of its own."""

    session: str
    weekday: int | None
    starts: dt.time
    closes: dt.time


def registration_of(school: School) -> list[Registration]:
    """When registration is at the school. One statement."""
    rows = SessionTimes.objects.filter(school=school)
    return [Registration(row.session, row.weekday, row.starts, row.closes) for row in rows]


def missed(away: Away, times: Iterable[Registration]) -> list[str]:
    """The sessions whose registration the pupil is away for from its start until after its close.

    Who is there before the close is late or present, whatever comes afterwards.
    """
    every = list(times)
    own = {row.session: row for row in every if row.weekday == away.weekday}
    usual = {row.session: row for row in every if row.weekday is None}
    held = (usual | own).values()
    return sorted(row.session for row in held if away.leaves <= row.starts and away.back > row.closes)


def appointments_of(pupil: Pupil, *, on: dt.date) -> list[PlannedMark]:
    """The appointments that come each week and are not over. One statement."""
    rows = PlannedMark.objects.filter(pupil=pupil, source=EVERY_WEEK, withdrawn_at__isnull=True)
    return list(rows.filter(last_day__gte=on).order_by("first_day", "pk"))
