"""The questions of a request for leave, one page each, in order. Which of them are asked depends on what it is for."""

from collections.abc import Collection
from enum import StrEnum

from absence.leave_kinds import Kind


class Step(StrEnum):
    """One question, with its name in addresses."""

    CHILDREN = "children"
    DAYS = "days"
    WHY = "why"
    SHORTER_WAY = "shorter-way"
    EVENT = "event"
    EXCEPTIONAL = "exceptional"
    TREATMENT = "treatment"
    PERFORMANCE = "performance"
    EXAM = "exam"
    TRAVELLING = "travelling"
    EVIDENCE = "evidence"
    FAMILY = "family"
    CHECK = "check"


BEGINNING = (Step.CHILDREN, Step.DAYS, Step.WHY)
END = (Step.EVIDENCE, Step.FAMILY, Step.CHECK)
OWN_WAY = {
    Kind.RELIGIOUS: (Step.SHORTER_WAY, Step.EVENT, Step.EXCEPTIONAL),
    Kind.MEDICAL: (Step.SHORTER_WAY, Step.TREATMENT),
    Kind.PERFORMANCE: (Step.PERFORMANCE,),
    Kind.STUDY: (Step.EXAM,),
    Kind.TRAVELLER: (Step.TRAVELLING,),
}
"""Worship and appointments need no leave; licences, examinations and a travelling trade have a rule of their own."""
EXCEPTIONAL_WAY = (Step.EVENT, Step.EXCEPTIONAL)
JUDGED_AS_EXCEPTIONAL = frozenset(
    kind for kind in Kind if Step.EXCEPTIONAL in OWN_WAY.get(kind, EXCEPTIONAL_WAY)
)


def steps_for(kind: str) -> tuple[Step, ...]:
    """The questions that are asked, in order; while nobody has said what it is for, those up to that question."""
    if kind not in list(Kind):
        return BEGINNING
    return (*BEGINNING, *OWN_WAY.get(Kind(kind), EXCEPTIONAL_WAY), *END)


def first_open(steps: tuple[Step, ...], answered: Collection[str]) -> Step:
    """The first question without an answer; the last page where every one has been answered."""
    return next((step for step in steps if step not in answered), steps[-1])


def may_open(step: Step, steps: tuple[Step, ...], answered: Collection[str]) -> bool:
    """Whether every question before it has been answered: nobody skips one."""
    return step in steps and steps.index(step) <= steps.index(first_open(steps, answered))


def after(step: Step, steps: tuple[Step, ...]) -> Step:
    """The question that follows."""
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def before(step: Step, steps: tuple[Step, ...]) -> Step | None:
    """The question before it; None before the first."""
    place = steps.index(step)
    return steps[place - 1] if place else None
