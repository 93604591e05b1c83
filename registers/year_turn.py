"""Who goes where when the year turns: from the classes of today and what was decided, each pupil's next class and year.

Pure: nothing is read or written. `outcomes` says what would become of each pupil; what stands in the way is said by
`turn_problems.problems`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from registers.class_names import year_above
from registers.school_year import usual_year_group

WHOLE, SPLIT, LEAVE = "whole", "split", "leave"
CLASS_PREFIX = "to:"
"""Before the number of a class, where a form says where somebody goes."""


class Later(NamedTuple):
    """A class, or a year group, that is set down already from a later day."""

    first: dt.date
    value: str


@dataclass(frozen=True)
class PupilNow:
    """A pupil on the roll on the day of the turn, or who starts in the new year, as the registers have it."""

    pupil: int
    name: str
    dob: dt.date
    group: int | None = None
    year: str = ""
    starts: dt.date | None = None
    """The starting day, where it lies in the new year: an intake pupil, not here yet."""
    later_group: int | None = None
    later_from: dt.date | None = None
    later_year: Later | None = None
    dual: str = ""
    """The other school of a pupil registered at two."""


@dataclass(frozen=True)
class NextClassNow:
    """A class of the next year. `group`: the class of today that it goes on as."""

    key: int
    name: str
    year: str = ""
    group: int | None = None
    teachers: tuple[str, ...] = ()


class Route(NamedTuple):
    """Where a whole class goes."""

    goes: str
    to: int | None = None


class Choice(NamedTuple):
    """What was decided for one pupil."""

    to: int | None = None
    leaves: bool = False
    year: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that was decided, and everything it is decided about."""

    first_day: dt.date
    pupils: tuple[PupilNow, ...]
    groups: Mapping[int, str]
    classes: tuple[NextClassNow, ...]
    routes: Mapping[int, Route] = field(default_factory=dict)
    choices: Mapping[int, Choice] = field(default_factory=dict)
    next_schools: Mapping[int, str] = field(default_factory=dict)
    calendar_is_settled: bool = True
    holding_class: str = "Leavers"

    @property
    def class_of(self) -> dict[int, NextClassNow]:
        """The classes of the next year by key."""
        return {each.key: each for each in self.classes}

    @property
    def class_of_group(self) -> dict[int, NextClassNow]:
        """The class of the next year that goes on from a class of today."""
        return {each.group: each for each in self.classes if each.group is not None}


@dataclass(frozen=True)
class Outcome:
    """What becomes of one pupil."""

    now: PupilNow
    to: int | None
    leaves: bool
    year: str
    reason: str = ""

    @property
    def is_intake(self) -> bool:
        """Whether the pupil starts in the new year."""
        return self.now.starts is not None

    @property
    def is_placed(self) -> bool:
        """Whether it is said where the pupil goes."""
        return self.leaves or self.to is not None

    @property
    def is_exception(self) -> bool:
        """Whether the pupil stays in a year, or moves by more than one."""
        return (
            not (self.leaves or self.is_intake)
            and bool(self.now.year)
            and self.year != year_above(self.now.year)
        )

    @property
    def as_shown(self) -> tuple[int, str, bool]:
        """What a rehearsal showed, to compare with: class, year, leaves."""
        return self.to or 0, self.year, self.leaves


def outcomes(plan: Plan) -> list[Outcome]:
    """What becomes of each pupil, in the order of `plan.pupils`."""
    class_of, class_of_group = plan.class_of, plan.class_of_group
    return [_outcome(plan, pupil, class_of, class_of_group) for pupil in plan.pupils]


def _outcome(
    plan: Plan, pupil: PupilNow, class_of: dict[int, NextClassNow], of_group: dict[int, NextClassNow]
) -> Outcome:
    choice = plan.choices.get(pupil.pupil, Choice())
    if pupil.starts is not None:
        return _intake(plan, pupil, choice, class_of, of_group)
    route = plan.routes.get(pupil.group, Route("")) if pupil.group is not None else Route("")
    to, leaves = choice.to, choice.leaves
    if to is None and not leaves:
        to, leaves = (route.to if route.goes == WHOLE else None), route.goes == LEAVE
    to = to if to in class_of else None
    year = choice.year or (pupil.year if leaves else year_above(pupil.year))
    if pupil.later_year is not None and pupil.later_year.first == plan.first_day:
        year = pupil.later_year.value
    return Outcome(pupil, to, leaves, year, choice.reason)


def _intake(
    plan: Plan,
    pupil: PupilNow,
    choice: Choice,
    class_of: dict[int, NextClassNow],
    of_group: dict[int, NextClassNow],
) -> Outcome:
    """A pupil who starts in the new year: the class set down at admission, else the one that was chosen here."""
    to = choice.to if choice.to in class_of else None
    if to is None and pupil.later_group in of_group:
        to = of_group[pupil.later_group].key
    year = pupil.later_year.value if pupil.later_year else choice.year
    if not year and to is not None:
        year = class_of[to].year or usual_year_group(pupil.dob, plan.first_day) or ""
    return Outcome(pupil, to, False, year, choice.reason)


def differences(
    shown: Mapping[str, Iterable[object]], found: Iterable[Outcome], names: Mapping[int, str]
) -> list[str]:
    """What differs from an earlier rehearsal: who came, went, or goes elsewhere. `names`: of those who went."""
    now = {each.now.pupil: each for each in found}
    words = []
    for pupil, each in now.items():
        before = shown.get(str(pupil))
        if before is None:
            words.append(f"{each.now.name} was not there.")
        elif tuple(before) != each.as_shown:
            words.append(f"{each.now.name} goes elsewhere, or into another year.")
    gone = [int(pupil) for pupil in shown if int(pupil) not in now]
    words += [f"{names.get(pupil, 'A pupil')} is no longer there." for pupil in gone]
    return words
