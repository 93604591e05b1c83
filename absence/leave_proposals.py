"""What is proposed about an absence without leave: its half-days, what is on file, and the code for it."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from absence.contradiction_kinds import Finding, Kind
from absence.leave_kinds import Kind as LeaveKind
from absence.models import LeaveDecision
from registers.codes import (
    CODES,
    HOLIDAY_NOT_GRANTED,
    NO_GOOD_REASON,
    NO_REASON_YET,
    PRESENT,
    RESTRICTED,
    UNAUTHORISED,
)
from registers.models import Message, Pupil
from registers.school_sessions import HALF

PROPOSED = frozenset({NO_REASON_YET})
"""What a proposal would change: no reason is known. One that was given stands, and is shown."""


NO_REQUEST = "no request for leave was made"


def reason_of(decision: LeaveDecision) -> str:
    """Why marks change where the leave was not agreed."""
    return f"{decision.request.reference} was not agreed, and the leave was taken"


def said_of(reason: str) -> str:
    """The reason as a sentence begins with it: what was said of a half-day when somebody settled it."""
    return reason[:1].upper() + reason[1:]


@dataclass(frozen=True)
class Session:
    """One half-day of the absence with what the register says."""

    date: dt.date
    session: str
    code: str
    rev: int
    note: str = ""
    name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the proposal is about it."""
        return self.code in PROPOSED

    @property
    def shown(self) -> str:
        """The code, unless only some may know it."""
        return "" if self.code in RESTRICTED else self.code

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return HALF[self.session]

    @property
    def says(self) -> str:
        """What was there, in a few words: it was already so, they were in, or a reason was given."""
        if self.code in UNAUTHORISED - {NO_REASON_YET}:
            return CODES[self.code].words.lower()
        if self.code in PRESENT:
            return "was here"
        return "" if self.code in RESTRICTED | PROPOSED else CODES[self.code].words.lower()


@dataclass(frozen=True)
class Warned:
    """A parent, and the letter that said what follows; None where none is on file."""

    name: str
    relationship: str
    letter: Message | None

    @property
    def was_warned(self) -> bool:
        """Whether the letter has gone: one that waits in the outbox has warned nobody."""
        return self.letter is not None and self.letter.state in (Message.State.SENT, Message.State.DELIVERED)


@dataclass(frozen=True)
class Proposal:
    """One pupil's absence to be looked at. `decision`: by which the leave was not agreed; None: nobody asked."""

    pupil: Pupil
    group: str
    sessions: tuple[Session, ...]
    warned: tuple[Warned, ...]
    decision: LeaveDecision | None = None
    hints: tuple[str, ...] = ()
    """What was said or noted that sounds like a holiday."""

    @property
    def key(self) -> str:
        """Names it on the page and in what is pressed."""
        return f"{self.decision.pk if self.decision else 'none'}-{self.pupil.pk}"

    @property
    def open_sessions(self) -> list[Session]:
        """The half-days that would be marked."""
        return [each for each in self.sessions if each.is_open]

    @property
    def others(self) -> list[Session]:
        """The half-days that say something else already."""
        return [each for each in self.sessions if not each.is_open]

    @property
    def days(self) -> list[tuple[dt.date, list[Session]]]:
        """The half-days by day, as the page shows them."""
        return [(day, list(group)) for day, group in groupby(self.sessions, key=lambda each: each.date)]

    @property
    def is_holiday(self) -> bool:
        """Whether the leave was asked for as a holiday: then the code is G. Other absence without leave is O."""
        return self.decision is not None and self.decision.request.kind == LeaveKind.HOLIDAY

    @property
    def code(self) -> str:
        """The code that is proposed."""
        return HOLIDAY_NOT_GRANTED if self.is_holiday else NO_GOOD_REASON

    @property
    def other_code(self) -> str:
        """The other of the two, for which a reason is given."""
        return NO_GOOD_REASON if self.is_holiday else HOLIDAY_NOT_GRANTED

    @property
    def reason(self) -> str:
        """Why the marks change, as it is kept beside them."""
        return NO_REQUEST if self.decision is None else reason_of(self.decision)

    @property
    def all_warned(self) -> bool:
        """Whether a letter has gone to each parent."""
        return bool(self.warned) and all(each.was_warned for each in self.warned)

    @property
    def findings(self) -> list[Finding]:
        """What is settled where somebody says that it is not so."""
        return [
            Finding(Kind.NOT_AGREED, self.pupil.pk, each.date, each.session, self.says)
            for each in self.open_sessions
        ]

    @property
    def says(self) -> str:
        """What the proposal said, for the record."""
        return said_of(self.reason)


@dataclass(frozen=True)
class LeaveTaken:
    """The proposals as they stand."""

    not_agreed: tuple[Proposal, ...]
    believed: tuple[Proposal, ...]
    """No request; something that was said or noted sounds like a holiday."""
    others: tuple[Proposal, ...] = ()
    """No request, and nothing known: an absence without a reason of a day or more."""

    def at(self, key: str) -> Proposal | None:
        """The proposal of that name, where it still stands."""
        every = (*self.not_agreed, *self.believed, *self.others)
        return next((each for each in every if each.key == key), None)
