"""What may be planned for many pupils at once, with the code the law has for it and what must be known first."""

from collections.abc import Iterable
from dataclasses import dataclass

from registers.codes import (
    ARRANGED_PROVISION,
    CODES,
    INTERVIEW_LEAVE,
    OTHER_ACTIVITY,
    PART_CLOSED,
    PART_TIME_LEAVE,
    PERFORMANCE_LEAVE,
    PLANNED_AHEAD,
    RELIGIOUS_OBSERVANCE,
    RESTRICTED,
    SITE_CLOSED,
    SPORT,
    STUDY_LEAVE,
    SUSPENDED,
    TRAVELLING,
    VISIT,
    WORK_EXPERIENCE,
    Code,
    Detail,
    Giver,
)
from registers.roles import Role

PROVIDER_CONFIRMS = frozenset({WORK_EXPERIENCE, OTHER_ACTIVITY, ARRANGED_PROVISION})
"""Nobody of the school is there: somebody of the provider says that the pupil came, and the note says who."""


@dataclass(frozen=True)
class PlanKind:
    """One kind of plan. `asks`: what the note must say; `each_asked`: each pupil's parent must have asked for it;
    `one_day`: it is never longer than a day."""

    key: str
    title: str
    code: str
    asks: str = ""
    each_asked: bool = False
    one_day: bool = False
    is_trip: bool = False

    @property
    def label(self) -> str:
        """As a list offers it: `Day trip or visit (V)`."""
        return f"{self.title} ({self.code})"


KINDS = (
    PlanKind("trip", "Day trip or visit", VISIT, is_trip=True),
    PlanKind("residential", "Residential trip", VISIT, is_trip=True),
    PlanKind("sport", "Swimming, match or other sport off site", SPORT, is_trip=True),
    PlanKind(
        "activity", "Other educational activity off site", OTHER_ACTIVITY, asks="What it is", is_trip=True
    ),
    PlanKind("work", "Work experience", WORK_EXPERIENCE, asks="Where, and who looks after the pupils"),
    PlanKind("provision", "Education arranged by the authority", ARRANGED_PROVISION, asks="What it is"),
    # The body sets apart one day (V2): further days are leave in exceptional circumstances.
    PlanKind(
        "religious", "Religious day", RELIGIOUS_OBSERVANCE, asks="Which day", each_asked=True, one_day=True
    ),
    PlanKind(
        "travelling",
        "Travelling with a parent for work",
        TRAVELLING,
        asks="Where, how to reach the family, and when they return",
    ),
    # Regulation 11(2) to (5): asked for in advance by an appropriate person.
    PlanKind("interview", "Interview or entrance examination", INTERVIEW_LEAVE, each_asked=True),
    PlanKind("study", "Study leave for a public examination", STUDY_LEAVE, asks="Which examinations"),
    PlanKind("performance", "Licensed performance", PERFORMANCE_LEAVE, asks="The licence"),
)
BY_KEY = {kind.key: kind for kind in KINDS}

ELSEWHERE = RESTRICTED | {SUSPENDED, PART_TIME_LEAVE, PART_CLOSED, SITE_CLOSED}
"""Planned on pages of their own (suspensions, weekly patterns, closures), or only by those who may know."""


def single_codes() -> list[Code]:
    """The codes that may be planned for one pupil by hand, in the order of the table."""
    return [code for code in CODES.values() if code.code in PLANNED_AHEAD - ELSEWHERE]


def decided_by_head(code: str, role: Role) -> bool:
    """Whether somebody in that role only keys what the head decided, so that the plan must say who decided."""
    return CODES[code].decided_by is Giver.HEAD and role is not Role.HEAD


def needs_note(code: str) -> bool:
    """Whether a plan with that code must say what it is."""
    return CODES[code].detail is not Detail.NOTHING


def note_of(*parts: str, decided_by: str = "") -> str:
    """The note of a plan, from what was written on its page."""
    said = [part.strip() for part in parts if part.strip()]
    if decided_by.strip():
        said.append(f"agreed by {decided_by.strip()}")
    return ", ".join(said)[:300]


def halves_of(sessions: Iterable[str], weekdays: Iterable[int] = range(5)) -> str:
    """Ten half-days, Monday AM to Friday PM, for plans that hold in these sessions of those weekdays (Monday is 0)."""
    wanted, meant = set(sessions), set(weekdays)
    return "".join(
        "1" if session in wanted and day in meant else "0" for day in range(5) for session in ("AM", "PM")
    )
