"""What somebody keys on a register: the code as it is stored, L and U by the arrival, and who may give what."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from registers import refusals
from registers.arrivals import ArrivalRefused, mark_on_arrival
from registers.code_rules import detail_refusal, giver_refusal, refusal
from registers.codes import CODES, LATE, LATE_AFTER_CLOSE, Giver, as_stored
from registers.school_sessions import SCHOOL_TIME, Plan, PupilOnDay, SessionOnDay, clock_words

ARRIVES = (LATE, LATE_AFTER_CLOSE)
KEPT_ON_DEVICE = dt.timedelta(days=400)  # longer than any device stays away and is still believed


@dataclass(frozen=True, slots=True)
class Op:
    """One press of a key on a device, with the revision of the mark that the person saw.

    `at`: when it was pressed, by a device clock already corrected by its offset. `base_rev`: 0 where the person saw
    no mark. `insist`: the person was asked and keeps theirs. `reason`: why a mark changes after the close.
    """

    op: UUID
    seq: int
    pupil: int
    date: dt.date
    session: str
    code: str
    at: dt.datetime
    minutes: int | None = None
    arrived: dt.time | None = None
    note: str = ""
    base_rev: int = 0
    insist: bool = False
    reason: str = ""

    @property
    def key(self) -> tuple[int, dt.date, str]:
        """The mark that it is about."""
        return self.pupil, self.date, self.session


@dataclass(frozen=True, slots=True)
class Marker:
    """Who is marking: on which device, with which codes, received when."""

    client: str
    giver: Giver
    takes_own_classes: bool
    open_codes: frozenset[str]
    received_at: dt.datetime


class Keyed(NamedTuple):
    """The mark that a press asks for."""

    code: str
    minutes: int | None
    arrived: dt.time | None
    note: str
    at: dt.datetime


def corrected(at: dt.datetime, *, device_now: dt.datetime, received_at: dt.datetime) -> dt.datetime:
    """A device's time, moved by how wrong its clock was when it sent the batch; never later than the receipt.

    Times older than a device can keep a press count as the oldest that it can.
    """
    oldest = received_at - KEPT_ON_DEVICE
    try:
        moved = at + (received_at - device_now)
    except OverflowError:
        return received_at if at > received_at else oldest
    return min(max(moved, oldest), received_at)


def what_is_keyed(
    op: Op, marker: Marker, pupil: PupilOnDay, session: SessionOnDay, plan: Plan | None
) -> Keyed:
    """The mark that the operation asks for, with its time kept between the session's start and the receipt.

    Raises CodeNotAllowed, CodeNotValid, DetailMissing, ArrivalNeeded or ArrivalImpossible.
    """
    code = as_stored(op.code, op.session)
    at = min(max(op.at, session.starts_at), marker.received_at)
    planned = plan is not None and plan.code == code
    note = op.note.strip() or (plan.note if plan is not None and planned else "")
    _refuse_code(code, note, op, marker, pupil, planned)
    minutes, arrived = op.minutes, op.arrived
    if code in ARRIVES:
        code, minutes, arrived = _by_arrival(code, op, at, session, pupil, marker)
    return Keyed(code, minutes, arrived, note, at)


def _refuse_code(code: str, note: str, op: Op, marker: Marker, pupil: PupilOnDay, planned: bool) -> None:
    besides = marker.open_codes | {code} if planned else marker.open_codes
    words = refusal(
        code,
        date=op.date,
        session=op.session,
        compulsory_age=pupil.of_compulsory_age,
        giver=marker.giver,
        besides=besides,
        detail=note,
    )
    if words is None:
        return
    if code in CODES and words == giver_refusal(code, marker.giver, besides):
        raise refusals.CodeNotAllowed(words)
    if code in CODES and words == detail_refusal(code, note):
        raise refusals.DetailMissing(words)
    raise refusals.CodeNotValid(words)


def _by_arrival(
    code: str, op: Op, at: dt.datetime, session: SessionOnDay, pupil: PupilOnDay, marker: Marker
) -> tuple[str, int | None, dt.time]:
    """L or U by the time at which the pupil is said to have arrived, not by the time of keying."""
    arrived = op.arrived
    if arrived is None and op.minutes is not None:
        arrived = (session.starts_at + dt.timedelta(minutes=max(1, op.minutes))).time()
    if arrived is None:
        arrived = _arriving_now(code, at, session, pupil)
    if dt.datetime.combine(op.date, arrived, SCHOOL_TIME) > marker.received_at + dt.timedelta(minutes=1):
        raise refusals.ArrivalImpossible(
            f"{pupil.called} cannot have arrived at {arrived:%H:%M}: that time has not come."
        )
    try:
        found = mark_on_arrival(arrived, session=op.session, times=session.times)
    except ArrivalRefused as error:
        raise refusals.ArrivalImpossible(str(error)) from error
    return found.code, found.minutes_late, arrived.replace(microsecond=0)


def _arriving_now(code: str, at: dt.datetime, session: SessionOnDay, pupil: PupilOnDay) -> dt.time:
    closes = clock_words(session.closes_at)
    if code == LATE and at < session.closes_at:
        return at.astimezone(SCHOOL_TIME).time()
    if code == LATE_AFTER_CLOSE and session.closes_at <= at < session.ends_at:
        return at.astimezone(SCHOOL_TIME).time()
    if code == LATE_AFTER_CLOSE and at < session.closes_at:
        raise refusals.ArrivalNeeded(f"Registration is open until {closes}: who arrives now is {LATE}.")
    raise refusals.ArrivalNeeded(f"Registration closed at {closes}. When did {pupil.first_name} arrive?")
