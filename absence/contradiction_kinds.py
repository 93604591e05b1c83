"""What is known of a half-day, and what may not fit in it: the values that the rules about plan and register use."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from registers.code_rules import age_refusal
from registers.codes import CLEARED
from registers.school_sessions import PartClosure, Plan, PupilOnDay, SessionOnDay

FROM_PLAN, FROM_DESK, IMPORTED = "planned", "late_desk", "import"
"""The sources of marks that were made of a plan, at the late desk, or taken over from another system."""
PATTERN = "pattern"
"""The source of a plan that is the weekly pattern."""


class Kind(StrEnum):
    """What does not fit."""

    LEAVE = "leave"
    AWAY = "away"
    ELSEWHERE = "elsewhere"
    UNCONFIRMED = "unconfirmed"
    OTHER_SCHOOL = "other_school"
    PART_TIME = "part_time"
    REVIEW = "review"
    AGE = "age"
    OVERLAP = "overlap"
    BOTH_ANSWERS = "both_answers"
    CLOSED = "closed"
    ROLL = "roll"
    SIGNED_OUT = "signed_out"
    NO_DESK = "no_desk"
    FAMILY = "family"
    NOT_AGREED = "not_agreed"
    """A day away that was not agreed: settled on the page of its own, in the same table."""


KIND_WORDS = {
    Kind.LEAVE: "Leave, but present",
    Kind.AWAY: "Planned away, but present",
    Kind.ELSEWHERE: "Planned elsewhere, but absent",
    Kind.UNCONFIRMED: "Nobody confirmed it",
    Kind.OTHER_SCHOOL: "Ask the other school",
    Kind.PART_TIME: "Part-time timetable over",
    Kind.REVIEW: "Part-time timetable to review",
    Kind.AGE: "Code and age",
    Kind.OVERLAP: "Two plans",
    Kind.BOTH_ANSWERS: "Agreed and not agreed",
    Kind.CLOSED: "Marked while closed",
    Kind.ROLL: "Marked off the roll",
    Kind.SIGNED_OUT: "Present while signed out",
    Kind.NO_DESK: "Late without the desk",
    Kind.FAMILY: "Only a hint",
    Kind.NOT_AGREED: "Taken though not agreed",
}


class Seen(NamedTuple):
    """A mark as it stands. `by_teacher`: in the hat of somebody who takes classes."""

    code: str
    note: str
    source: str
    arrived_at: dt.time | None
    rev: int
    at: dt.datetime
    name: str
    by_teacher: bool


class Move(NamedTuple):
    """A movement through the door."""

    kind: str
    at: dt.datetime


class Stay(NamedTuple):
    """A stay on the roll. `last_attended`: the last day at school, where the pupil has left."""

    starting_day: dt.date
    last_attended: dt.date | None
    deleted_on: dt.date | None


@dataclass(frozen=True)
class HalfDay:
    """Everything known of one pupil's half-day."""

    pupil: PupilOnDay
    day: dt.date
    session: str
    at: dt.datetime
    """The moment at which somebody looks."""
    held: SessionOnDay | None
    """The session with its times; None where the school has none."""
    closure: str = ""
    """Why there is no session for this pupil, in words."""
    unexpected: PartClosure | None = None
    mark: Seen | None = None
    plans: tuple[Plan, ...] = ()
    """What is planned for it and still stands, the newest decision first, the weekly pattern last."""
    moves: tuple[Move, ...] = ()
    """The day's movements, as they happened."""
    stays: tuple[Stay, ...] = ()
    part_time: tuple[Plan, ...] = ()
    """Every part-time timetable that the pupil has had."""

    @property
    def plan(self) -> Plan | None:
        """The plan that counts. A code that does not suit the pupil's age is no plan."""
        suits = (plan for plan in self.plans if age_refusal(plan.code, self.pupil.of_compulsory_age) is None)
        return next(suits, None)

    @property
    def code(self) -> str:
        """What stands for it: the mark, else the plan once the session has started."""
        if self.mark is not None:
            return self.mark.code
        started = self.held is not None and self.at >= self.held.starts_at
        return self.plan.code if self.plan is not None and started and not self.closure else CLEARED

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.held is None or self.at >= self.held.ends_at


class Finding(NamedTuple):
    """Something that does not fit. `plan_id`: the plan it is about, where there is one that can be changed."""

    kind: Kind
    pupil_id: int
    day: dt.date
    session: str
    says: str
    plan_id: int | None = None
