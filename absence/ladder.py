"""The school's own ladder for a child nobody has accounted for: its steps, and which comes next and when.

The steps are the school's; only their order is fixed by practice (domain.md section 6). Facts decide where a pupil
stands on it, so nothing is stored and nothing has to be ended: somebody who came, or was spoken for, is off it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Ladder(StrEnum):
    """Which children a ladder is for. Nursery is not statutory and has a gentler one (P)."""

    SCHOOL = "school"
    NURSERY = "nursery"

    @property
    def words(self) -> str:
        """Whom it is for."""
        return "Nursery" if self is Ladder.NURSERY else "School"


class StepKind(StrEnum):
    """What a step does. A text is written by itself where the school wants that; everything else a person does."""

    TEXT = "text"
    CALL = "call"
    SECOND_CONTACT = "second_contact"
    VISIT = "visit"
    SAFE_AND_WELL = "safe_and_well"

    @property
    def words(self) -> str:
        """As the board says it."""
        return STEP_WORDS[self]


STEP_WORDS = {
    StepKind.TEXT: "Text the first contact",
    StepKind.CALL: "Call the first contact",
    StepKind.SECOND_CONTACT: "Call another contact",
    StepKind.VISIT: "Visit: seen and spoken to?",
    StepKind.SAFE_AND_WELL: "Safe-and-well check by the police",
}


class Fact(StrEnum):
    """What happened about the pupil on the day, as far as the ladder cares."""

    TEXTED = "texted"
    CALLED = "called"
    CALLED_ANOTHER = "called another contact"
    VISITED = "visited"
    ASKED_POLICE = "asked for a safe-and-well check"
    FOUND = "found"
    """Here, explained or spoken for: the ladder ends."""


DOES = {
    StepKind.TEXT: Fact.TEXTED,
    StepKind.CALL: Fact.CALLED,
    StepKind.SECOND_CONTACT: Fact.CALLED_ANOTHER,
    StepKind.VISIT: Fact.VISITED,
    StepKind.SAFE_AND_WELL: Fact.ASKED_POLICE,
}
"""The fact that does each step."""


@dataclass(frozen=True)
class Step:
    """One step: due at a time of day, or minutes after the earlier one, or when a person decides (neither).

    `from_day`: the school day of the absence without contact on which it is first due (1: the first day).
    """

    kind: StepKind
    who: str = ""
    at: dt.time | None = None
    minutes: int | None = None
    from_day: int = 1

    @property
    def when(self) -> str:
        """When it is due, in words."""
        day = "" if self.from_day == 1 else f"from day {self.from_day}, "
        if self.at is not None:
            return f"{day}at {self.at.hour}:{self.at:%M}"
        if self.minutes is not None:
            return f"{day}{self.minutes} minutes after the step before"
        return f"{day}when a person decides"


KINDS_OF = {
    Ladder.SCHOOL: tuple(StepKind),
    Ladder.NURSERY: tuple(kind for kind in StepKind if kind is not StepKind.TEXT),
}
"""The steps that a ladder may have. Nobody's nursery child is texted about by a machine."""
DEFAULTS: dict[Ladder, tuple[Step, ...]] = {
    Ladder.SCHOOL: (
        Step(StepKind.TEXT, "The site", dt.time(9, 20)),
        Step(StepKind.CALL, "School office", dt.time(9, 40)),
        Step(StepKind.SECOND_CONTACT, "School office", dt.time(10)),
        Step(StepKind.VISIT, "Attendance champion", dt.time(11)),
        Step(StepKind.SAFE_AND_WELL, "Head"),
    ),
    Ladder.NURSERY: (
        Step(StepKind.CALL, "Nursery office", dt.time(10, 30)),
        Step(StepKind.VISIT, "Head", from_day=2),
    ),
}
"""What holds until a school has set its own (P: from one school's policy)."""
MOST_STEPS = 8


@dataclass(frozen=True)
class Done:
    """Something that happened about the pupil, and when."""

    fact: Fact
    at: dt.datetime


@dataclass(frozen=True)
class NextStep:
    """The next step of one pupil; `due` is None where a person decides when."""

    step: Step
    due: dt.datetime | None
    overdue: bool

    @property
    def words(self) -> str:
        """What is to be done."""
        return self.step.kind.words


def why_not(steps: Sequence[Step]) -> str:
    """Why these steps are no ladder; empty: they are one."""
    if not steps:
        return "A ladder needs at least one step."
    if len(steps) > MOST_STEPS:
        return f"At most {MOST_STEPS} steps."
    kinds = [step.kind for step in steps]
    if twice := next((kind for kind in kinds if kinds.count(kind) > 1), None):
        return f"“{twice.words}” stands twice: what is done once would do both."
    if steps[0].minutes is not None:
        return "The first step has no step before it: give it a time of day."
    for before, step in pairwise(steps):
        if step.minutes is not None and before.at is None and before.minutes is None:
            return f"“{step.kind.words}” waits for a step that a person decides: give it a time of day."
        if before.at and step.at and step.at < before.at and step.from_day == before.from_day:
            return f"“{step.kind.words}” is due before the step above it."
        if step.from_day < before.from_day:
            return f"“{step.kind.words}” is due on an earlier day than the step above it."
    return ""


def next_step(
    steps: Sequence[Step],
    *,
    done: Iterable[Done],
    day_of_absence: int,
    day: dt.date,
    now: dt.datetime,
    later: dt.timedelta = dt.timedelta(),
    not_before: dt.datetime | None = None,
) -> NextStep | None:
    """The first step not done today, with its time; None where the ladder has ended or is done for today.

    A step done out of turn does those below it: who was visited need not be texted. `day_of_absence`: the how-manieth
    school day without contact. `later`: how much later an absence began that began in the afternoon. `not_before`:
    nothing is due before the register closed.
    """
    when = {each.fact: each.at for each in sorted(done, key=lambda each: each.at)}
    if Fact.FOUND in when:
        return None
    today = [step for step in steps if step.from_day <= day_of_absence]
    reached = max((n for n, step in enumerate(today) if DOES[step.kind] in when), default=-1)
    due: dt.datetime | None = None
    for n, step in enumerate(today):
        due = when.get(DOES[step.kind]) or _due(step, due, day, now, later, not_before)
        if n > reached:
            return NextStep(step, due, due is not None and now >= due)
    return None


def _due(
    step: Step,
    before: dt.datetime | None,
    day: dt.date,
    now: dt.datetime,
    later: dt.timedelta,
    not_before: dt.datetime | None,
) -> dt.datetime | None:
    if step.at is not None:
        due = dt.datetime.combine(day, step.at, now.tzinfo) + later
        return max(due, not_before) if not_before else due
    if step.minutes is not None and before is not None:
        return before + dt.timedelta(minutes=step.minutes)
    return None
