"""Putting a reason on the register: sessions that wait for one take its code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registers import amend_reasons
from registers.actions.amend import amend_mark
from registers.actions.mark_entries import Written, read_marks
from registers.codes import CLEARED, NO_REASON_YET, Session
from registers.models import Post, Pupil
from registers.pupils_today import PupilToday, sessions_of
from registers.school_sessions import SessionOnDay

Meant = Callable[[date, str], bool]
"""Whether a half-day is one that the reason is about."""


class Lasts(StrEnum):
    """How long a reason holds."""

    HALF = "half"
    DAY = "day"
    UNTIL = "until"


@dataclass(frozen=True)
class Said:
    """A reason as somebody gave it."""

    code: str
    note: str = ""
    lasts: Lasts = Lasts.DAY
    until: date | None = None
    reason: str = amend_reasons.PHONE
    """Why the mark changes, as it stands beside it."""


def explain_today(
    pupil: Pupil, known: PupilToday, said: Said, by: Post, at: datetime, meant: Meant | None = None
) -> list[Written]:
    """Give the sessions that wait for a reason its code; where it holds for a half-day, the latest of them."""
    waiting = [
        each for each in waiting_sessions(known, at) if meant is None or meant(at.date(), each.session)
    ]
    if said.lasts is Lasts.HALF:
        waiting = waiting[-1:]
    return [
        amend_mark(
            pupil=pupil, day=at.date(), session=each.session, code=said.code, reason=said.reason,
            base_rev=rev_of(known, each.session), note=said.note[:300], by=by, at=at,
        )
        for each in waiting
    ]  # fmt: skip


def explain_days(
    pupil: Pupil, days: list[date], said: Said, by: Post, at: datetime, meant: Meant
) -> list[Written]:
    """Give marks of days gone by that wait for a reason its code; other marks of those days stay."""
    keys = [(pupil.pk, day, session.value) for day in days for session in Session if meant(day, session)]
    found = read_marks(school=pupil.school, keys=keys)
    return [
        amend_mark(
            pupil=pupil, day=mark.date, session=mark.session, code=said.code, reason=said.reason,
            base_rev=mark.rev, note=said.note[:300], by=by, at=at,
        )
        for mark in found.values()
        if mark.code == NO_REASON_YET
    ]  # fmt: skip


def waiting_sessions(known: PupilToday, at: datetime) -> list[SessionOnDay]:
    """Today's sessions that wait for a reason: no reason yet, or no mark after the close."""
    found = []
    for each in sessions_of(known.calendar, known.date):
        mark = known.marks.get(each.session)
        is_blank = mark is None or mark.code == CLEARED
        expected = known.calendar.expects(known.pupil, known.date, each.session)
        if (is_blank and expected and at >= each.closes_at and known.plan(each.session) is None) or (
            mark is not None and mark.code == NO_REASON_YET
        ):
            found.append(each)
    return found


def rev_of(known: PupilToday, session: str) -> int:
    """The revision of the mark that stands; 0 where there is none."""
    mark = known.marks.get(session)
    return mark.rev if mark else 0
