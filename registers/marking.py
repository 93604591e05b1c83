"""What becomes of one mark that somebody keys: saved, kept as it was, in conflict, or refused with a reason.

Values and rules only. `actions/marks.py` reads what the rules need and writes what they decide.
"""

import datetime as dt
from enum import Enum
from typing import NamedTuple

from registers import refusals
from registers.codes import CLEARED, LATE, LATE_AFTER_CLOSE, NO_REASON_YET, PRESENT, Giver
from registers.keyed_marks import Keyed, Marker, Op, what_is_keyed
from registers.school_sessions import (
    HALF,
    SCHOOL_TIME,
    Calendar,
    Plan,
    PupilOnDay,
    SessionOnDay,
    calendar_fixers,
    clock_words,
    in_words,
)

FROM_REGISTER = (
    "register"  # the source of marks keyed on a register; sign-ins, imports and amendments have others
)
BEING_TAKEN = "register being taken"


class Current(NamedTuple):
    """A mark as it stands."""

    pupil_id: int
    date: dt.date
    session: str
    code: str
    minutes_late: int | None
    arrived_at: dt.time | None
    note: str
    source: str
    client: str
    seq: int
    rev: int
    reason: str
    name: str
    position: str
    at: dt.datetime
    by_office: bool
    earlier_seq: int
    """The latest seq of the asking client among the mark's earlier entries; -1 where it has none."""

    @property
    def key(self) -> tuple[int, dt.date, str]:
        """The pupil and session it is for."""
        return self.pupil_id, self.date, self.session

    @property
    def words(self) -> str:
        """`Office marked L 8:57 (12 min)`."""
        who = "Office" if self.by_office else self.name
        if self.code == CLEARED:
            return f"{who} cleared the mark {clock_words(self.at)}"
        arrived = f"{self.arrived_at.hour}:{self.arrived_at:%M}" if self.arrived_at else clock_words(self.at)
        late = f" ({self.minutes_late} min)" if self.minutes_late else ""
        return f"{who} marked {self.code} {arrived}{late}"


class Says(Enum):
    """What a mark tells about the pupil, for two people who marked one pupil differently."""

    NOTHING = "blank"
    NOT_HERE = "absent, no reason yet"
    SIGNED_IN = "came in late, with the time"
    HERE = "here"
    REASON = "a code of the office"


# The later knowledge wins without asking; every other pair is asked (the first mark stays until somebody decides).
# That the pupil is here beats a code for being away: it is kept, and stays listed for the office to look at.
WINS = {
    (Says.SIGNED_IN, Says.NOT_HERE),
    (Says.SIGNED_IN, Says.REASON),
    (Says.HERE, Says.REASON),
    (Says.REASON, Says.NOT_HERE),
}


class Verdict(Enum):
    """What becomes of an operation."""

    WRITE = "saved"
    KEEP = "saved, as it stands already"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"


class Judgement(NamedTuple):
    """The verdict, with the words for the person, or with the mark to write and the reason of its change."""

    verdict: Verdict
    words: str = ""
    needs: str = ""
    made: Keyed | None = None
    reason: str = ""


KEEP = Judgement(Verdict.KEEP)
SUPERSEDED = Judgement(Verdict.SUPERSEDED, words="You marked this pupil again since.")


def judge(
    op: Op, *, marker: Marker, pupil: PupilOnDay | None, calendar: Calendar, current: Current | None
) -> Judgement:
    """What becomes of the operation. Raises a MarkRefusal that names the reason and who can fix it."""
    if pupil is None or not pupil.mine:
        raise refusals.NotYourClass("This pupil is not in a class that you take that day.")
    session = _session_due(op, marker, pupil, calendar)
    if current is not None and _is_older(op, marker.client, current):
        return SUPERSEDED
    plan = calendar.plan_for(pupil, op.date, op.session)
    made = what_is_keyed(op, marker, pupil, session, plan)
    if current is not None and current.code != CLEARED:
        return _change(op, made, marker, session, pupil, current)
    if made.code == CLEARED:
        return KEEP
    if plan is not None and _plan_stands(op, made.code, plan):
        return Judgement(Verdict.CONFLICT, words=_down_as(pupil, plan, made.code), needs="insist")
    return Judgement(
        Verdict.WRITE, made=made, reason=op.reason.strip() or (BEING_TAKEN if current is not None else "")
    )


def says(code: str, source: str) -> Says:
    """What a mark tells about the pupil."""
    if code == CLEARED:
        return Says.NOTHING
    if code == NO_REASON_YET:
        return Says.NOT_HERE
    if code == LATE_AFTER_CLOSE or (code == LATE and source != FROM_REGISTER):
        return Says.SIGNED_IN
    return Says.HERE if code in PRESENT else Says.REASON


def _session_due(op: Op, marker: Marker, pupil: PupilOnDay, calendar: Calendar) -> SessionOnDay:
    session = calendar.session(op.date, op.session)
    if marker.received_at < session.starts_at:
        raise refusals.SessionNotStarted(
            f"The {HALF[op.session]} of {in_words(op.date)} has not started:"
            f" registration is from {clock_words(session.starts_at)}."
        )
    if not pupil.on_roll:
        raise refusals.NotOnRoll(f"{pupil.called} is not on the roll on {in_words(op.date)}.")
    closure = calendar.closure_of(pupil, op.date, op.session)
    if closure is not None:
        raise refusals.NoSessionThatDay(
            f"There is no session for {pupil.called} in the {HALF[op.session]} of {in_words(op.date)}:"
            f" {closure.words}.",
            who_can_fix=calendar_fixers(),
        )
    if marker.takes_own_classes and op.at.astimezone(SCHOOL_TIME).date() != op.date:
        raise refusals.DayIsOver(f"{in_words(op.date)} is over, and its registers with it.")
    return session


def _is_older(op: Op, client: str, current: Current) -> bool:
    own = current.seq if current.client == client else -1
    return op.seq <= max(own, current.earlier_seq)


def _change(
    op: Op, made: Keyed, marker: Marker, session: SessionOnDay, pupil: PupilOnDay, current: Current
) -> Judgement:
    """A mark stands already: keep it, ask, or change it."""
    theirs = current.client != marker.client
    unseen = theirs and current.rev > op.base_rev
    if made.code == current.code:
        if unseen or not _adds_details(op, made, current):
            return KEEP
    elif theirs and _is_in_conflict(op, made, marker, current, unseen):
        return Judgement(Verdict.CONFLICT, words=f"{current.words}.", needs="insist")
    if made.at >= session.closes_at and not op.reason.strip():
        raise refusals.RegisterClosed(
            f"Registration closed at {clock_words(session.closes_at)}, so changing"
            f" {pupil.called}'s {current.code} needs a reason."
        )
    return Judgement(Verdict.WRITE, made=made, reason=op.reason.strip() or BEING_TAKEN)


def _adds_details(op: Op, made: Keyed, current: Current) -> bool:
    if op.minutes is None and op.arrived is None and not op.note.strip():
        return False
    return (made.minutes, made.arrived, made.note) != (current.minutes_late, current.arrived_at, current.note)


def _is_in_conflict(op: Op, made: Keyed, marker: Marker, current: Current, unseen: bool) -> bool:
    mine, theirs = says(made.code, FROM_REGISTER), says(current.code, current.source)
    if made.arrived is not None and marker.giver is not Giver.TEACHER:
        mine = Says.SIGNED_IN
    if mine is Says.NOT_HERE and theirs is Says.REASON and marker.giver is Giver.TEACHER:
        return True  # "no reason yet" never takes away a reason that the office has
    if op.insist or (mine, theirs) in WINS:
        return False
    return unseen or mine is Says.NOTHING


def _plan_stands(op: Op, code: str, plan: Plan) -> bool:
    """Whether the plan is kept until the person presses again. Who is here is here, whatever was planned since."""
    if code == plan.code or op.insist:
        return False
    made_since = plan.at is not None and plan.at > op.at
    return not (made_since and says(code, FROM_REGISTER) is Says.HERE)


def _down_as(pupil: PupilOnDay, plan: Plan, code: str) -> str:
    marked = "present" if code in PRESENT and code != LATE else code
    return f"{pupil.first_name} is down as {plan.words}. Press again to mark {marked}."
