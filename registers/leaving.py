"""Why a name may be deleted from the admission register: the grounds of regulation 9, and what each one demands.

A name is deleted only if a ground applies, then at once, and never for a day that has passed (V2). How surely a rule is
known stands beside it: V = seen in the law or a DfE text; V2 = second-hand; M = from memory.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from registers.codes import (
    ATTENDING,
    EXCEPTIONAL_LEAVE,
    INTERVIEW_LEAVE,
    LATE_AFTER_CLOSE,
    PERFORMANCE_LEAVE,
    AgeLimit,
)
from registers.leaving_steps import Step
from registers.school_year import NURSERY, compulsory_school_age, of_compulsory_school_age

REGULATION_9_1 = "SI 2024/208 regulation 9(1)"
REGULATION_9_3 = "SI 2024/208 regulation 9(3)"
OTHER_AGES = "9(3)"

# Children's Wellbeing and Schools Act 2026 s.37: the authority's consent before some pupils are deleted for home
# education. Not commenced, so no day stands here; the pupils it will name are from memory (M).
CONSENT_FROM: dt.date | None = None

HAS_ATTENDED = ATTENDING | {LATE_AFTER_CLOSE}
"""Codes of a session that the pupil came to."""
# Regulation 9(1)(h) speaks of leave granted under regulation 11; which codes that is: M.
GRANTED_LEAVE = frozenset({EXCEPTIONAL_LEAVE, PERFORMANCE_LEAVE, INTERVIEW_LEAVE})


@dataclass(frozen=True)
class Ground:
    """One ground. `confidence`: V, V2 or M, of its words. `steps`: what must be recorded before it is offered."""

    letter: str
    words: str
    confidence: str
    steps: tuple[Step, ...] = ()
    joint_enquiries: bool = False
    on_the_day_only: bool = False
    phases: frozenset[str] | None = None

    @property
    def age(self) -> AgeLimit:
        """On which side of compulsory school age it applies."""
        return AgeLimit.OUTSIDE if self.letter == OTHER_AGES else AgeLimit.INSIDE

    @property
    def source(self) -> str:
        """The regulation, to the letter."""
        return REGULATION_9_3 if self.letter == OTHER_AGES else f"{REGULATION_9_1}({self.letter})"

    @property
    def cited(self) -> str:
        """The source with its mark of confidence, for people to read."""
        return f"{self.source} ({self.confidence})"


_SECONDARY = frozenset(
    {"Secondary", "All-through"}
)  # M: state boarding schools; the product records no boarders

GROUNDS = {
    ground.letter: ground
    for ground in (
        Ground("a", "Registered at another school", "V", (Step.NEXT_SCHOOL_CONFIRMED,)),
        Ground(
            "b", "A nursery pupil who is not expected back for reception", "V", (Step.PLACE_IN_RECEPTION,)
        ),
        Ground(
            "c",
            "Dual registered, not coming back here, and each other school agrees",
            "V",
            (Step.OTHER_SCHOOL_CONSENTS,),
        ),
        Ground("d", "The school attendance order now names another school", "V", (Step.ORDER_CHANGED,)),
        Ground(
            "e",
            "The school attendance order was revoked: suitable education is arranged",
            "V",
            (Step.ORDER_REVOKED,),
        ),
        Ground(
            "f",
            "Home education: the parent's written notice came, and its day has passed",
            "V2",
            (Step.WRITTEN_NOTICE, Step.NO_ORDER),
        ),
        Ground("g", "Moved, and no longer lives within a reasonable distance", "M", (Step.NEW_ADDRESS,)),
        Ground(
            "h",
            "Not back within ten school days after granted leave",
            "V2",
            joint_enquiries=True,
            on_the_day_only=True,
        ),
        Ground(
            "i",
            "Absent continuously for twenty school days or more without authority",
            "V2",
            joint_enquiries=True,
            on_the_day_only=True,
        ),
        Ground("j", "Detained for four months or more by order of a court", "M", (Step.DETENTION_CONFIRMED,)),
        Ground("k", "Died", "M", (Step.DEATH_CONFIRMED,)),
        Ground(
            "l",
            "Over compulsory school age before the school next meets, and leaving",
            "M",
            (Step.LEAVING_SAID,),
        ),
        Ground("m", "Boarding fees of a state school not paid", "M", (Step.FEES_UNPAID,)),
        Ground(
            "n",
            "Left a non-maintained special school or independent school",
            "M",
            (Step.WITHDRAWN,),
            phases=frozenset({"Special"}),
        ),
        Ground("o", "Permanently excluded, and the review has ended", "M", (Step.REVIEW_ENDED,)),
        Ground(OTHER_AGES, "Not of compulsory school age: the reason in words", "M"),
    )
}

# Regulation 9(3) was not read; the reasons are those of 2006 (M).
REASONS_OTHER_AGES = (
    "Ceased to attend",
    "Absent continuously for twenty school days, and enquiries did not find the pupil",
    "Died",
    "Nursery education here ended, and the pupil does not go on to reception",
    "Permanently excluded, and the review has ended",
)


class Enquiry(NamedTuple):
    """Enquiries that the school and the authority made together."""

    made_on: dt.date
    found: bool
    agreed_not_returning: bool
    may_be_unable: bool

    @property
    def allows_deletion(self) -> bool:
        """No ground to think of sickness or an unavoidable cause; and nobody found the pupil, or both agree (V2)."""
        return not self.may_be_unable and (not self.found or self.agreed_not_returning)


@dataclass(frozen=True)
class LeaverFacts:
    """What is known of one pupil, for the rules. `on` is the last day on the roll that is asked about.

    `days_i_reached`, `days_h_reached`: the day after which ground i or h may be considered, None where its days are
    not complete. `next_meets`: the next school day after `on`, None where the calendar ends.
    """

    called: str
    dob: dt.date
    today: dt.date
    on: dt.date
    registration: str
    phase: str
    year_group: str
    boarder: bool
    next_meets: dt.date | None
    days_i_reached: dt.date | None = None
    days_h_reached: dt.date | None = None
    notice_day: dt.date | None = None
    consent_needed: bool = False
    has_social_worker: bool = False
    steps: dict[Step, dt.date] = field(default_factory=dict)
    enquiries: Sequence[Enquiry] = ()


class Lawful(StrEnum):
    """Whether a ground may be chosen."""

    NOW = "now"
    NOT_YET = "not_yet"
    NOT_HERE = "not_here"


class Standing(NamedTuple):
    """A ground for one pupil on one day: whether it may be chosen and, where not, why."""

    ground: Ground
    lawful: Lawful
    why_not: str


def standings(facts: LeaverFacts) -> list[Standing]:
    """Every ground, in the order of its letters."""
    return [standing(ground, facts) for ground in GROUNDS.values()]


def standing(ground: Ground, facts: LeaverFacts) -> Standing:
    """Whether the ground may be chosen for this pupil: not at all here, not before something is recorded, or now."""
    if words := _not_here(ground, facts):
        return Standing(ground, Lawful.NOT_HERE, words)
    if words := _not_yet(ground, facts):
        return Standing(ground, Lawful.NOT_YET, words)
    return Standing(ground, Lawful.NOW, "")


def consent_needed(
    *, on: dt.date, child_protection: bool, special_school: bool, commenced: dt.date | None = CONSENT_FROM
) -> bool:
    """Whether the authority must consent before the pupil is deleted for home education: never before `commenced`."""
    if commenced is None or on < commenced:
        return False
    return child_protection or special_school


def leave_over_since(sessions: Iterable[tuple[dt.date, str]]) -> dt.date | None:
    """The last day of granted leave after which the pupil did not come, or None. Sessions in order."""
    last: dt.date | None = None
    for day, code in sessions:
        if code in GRANTED_LEAVE:
            last = day
        elif code in HAS_ATTENDED:
            last = None
    return last


def last_attended(sessions: Iterable[tuple[dt.date, str]]) -> dt.date | None:
    """The latest day on which the pupil came to a session."""
    return max((day for day, code in sessions if code in HAS_ATTENDED), default=None)


def missing_steps(ground: Ground, facts: LeaverFacts) -> list[Step]:
    """What must still be recorded before that ground may be chosen."""
    wanted = list(ground.steps)
    if facts.has_social_worker:
        wanted.insert(0, Step.SOCIAL_WORKER_TOLD)
    if facts.consent_needed and ground.letter == "f":
        wanted.append(Step.CONSENT)
    return [step for step in wanted if step not in facts.steps]


def _not_here(ground: Ground, facts: LeaverFacts) -> str:
    if words := _other_age(ground, facts):
        return words
    if ground.phases is not None and facts.phase not in ground.phases:
        return f"Not at a school of this kind ({facts.phase.lower()})."
    if ground.letter == "a" and facts.registration != "single":
        return "Dual registration is agreed, so being registered elsewhere is no ground. See ground c."
    if ground.letter == "c" and facts.registration == "single":
        return "Only for a pupil who is dual registered. If this one is, correct the registration first."
    if ground.letter == "m" and not facts.boarder:
        return "Only for a boarder."
    if ground.letter == "b" and facts.year_group not in NURSERY:
        return "Only for a pupil in nursery."
    return ""


def _other_age(ground: Ground, facts: LeaverFacts) -> str:
    of_age = of_compulsory_school_age(facts.dob, facts.on)
    if ground.letter == "l":
        ends = compulsory_school_age(facts.dob).last
        if facts.on > ends or (facts.next_meets is not None and facts.next_meets > ends):
            return ""
        return f"Compulsory school age ends on {_day(ends)}, and the school meets before it."
    if ground.age is AgeLimit.INSIDE and not of_age:
        return f"Only for a pupil of compulsory school age. On that day {OTHER_AGES} applies."
    if ground.age is AgeLimit.OUTSIDE and of_age:
        return "Only for a pupil who is not of compulsory school age on that day."
    return ""


def _not_yet(ground: Ground, facts: LeaverFacts) -> str:
    reasons = [
        _days_missing(ground, facts),
        _enquiry_missing(ground, facts),
        _notice_day_to_come(ground, facts),
        _future(ground, facts),
        _steps_missing(ground, facts),
    ]
    return " ".join(filter(None, reasons))


def _days_missing(ground: Ground, facts: LeaverFacts) -> str:
    if ground.letter == "i":
        return _reached(
            facts.days_i_reached,
            facts.today,
            "Twenty school days one after another are needed in which every mark is G, N or O; any other code, and a"
            " session without a mark, breaks them.",
        )
    if ground.letter == "h":
        return _reached(
            facts.days_h_reached,
            facts.today,
            "Ten school days must have passed since granted leave ended, and the pupil must not have come since.",
        )
    return ""


def _reached(after: dt.date | None, today: dt.date, needs: str) -> str:
    if after is None:
        return needs
    return f"It may be considered after {_day(after)}." if today <= after else ""


def _enquiry_missing(ground: Ground, facts: LeaverFacts) -> str:
    if not ground.joint_enquiries:
        return ""
    if not facts.enquiries:
        return "Record first the enquiries that the school and the authority made together."
    latest = max(facts.enquiries, key=lambda each: each.made_on)
    if latest.may_be_unable:
        return (
            "The latest enquiry found ground to think of sickness or an unavoidable cause, so the name stays."
        )
    if not latest.allows_deletion:
        return "The pupil was found: school and authority must agree that there is no reason to believe in a return."
    return ""


def _notice_day_to_come(ground: Ground, facts: LeaverFacts) -> str:
    if ground.letter == "f" and facts.notice_day is None and Step.WRITTEN_NOTICE in facts.steps:
        return "Write down the day that the parent's notice names, as the expected last day."
    if ground.letter == "f" and facts.notice_day is not None and facts.on < facts.notice_day:
        return f"The day in the parent's notice is {_day(facts.notice_day)}: the name stays until then."
    return ""


def _future(ground: Ground, facts: LeaverFacts) -> str:
    if ground.on_the_day_only and facts.on > facts.today:
        return "Only for today: the pupil may still come."
    return ""


def _steps_missing(ground: Ground, facts: LeaverFacts) -> str:
    missing = missing_steps(ground, facts)
    if not missing:
        return ""
    return f"Record first: {'; '.join(step.words[0].lower() + step.words[1:] for step in missing)}."


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
