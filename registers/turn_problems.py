"""What stands in the way of the turn of the year, and what somebody should look at before it runs."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from registers.class_names import class_order
from registers.year_turn import Outcome, Plan

# School Admissions (Infant Class Sizes) (England) Regulations 2012: 30 pupils with one teacher in reception, years 1
# and 2 (M). A warning only: excepted pupils may make it more.
INFANTS = frozenset({"R", "1", "2"})
INFANT_CLASS_SIZE = 30
NAMED = 6
"""So many pupils are named in one problem."""


class Problem(NamedTuple):
    """Something that stands in the way (`blocks`) or that somebody should look at; `step` is where to put it right."""

    blocks: bool
    step: str
    words: str


def problems(plan: Plan, found: Iterable[Outcome]) -> list[Problem]:
    """What stands in the way, first what blocks."""
    found = list(found)
    every = [
        *_calendar(plan),
        *_undecided(plan, found),
        *_in_two_classes(plan, found),
        *_holding(plan, found),
        *_without_class(found),
        *_classes(plan, found),
        *_leavers(plan, found),
        *_years(found),
    ]
    return sorted(every, key=lambda problem: not problem.blocks)


def _calendar(plan: Plan) -> list[Problem]:
    if plan.calendar_is_settled:
        return []
    return [Problem(True, "calendar", "Next year's calendar is not settled.")]


def _undecided(plan: Plan, found: list[Outcome]) -> list[Problem]:
    open_: dict[int, list[Outcome]] = defaultdict(list)
    for each in found:
        if not each.is_placed and each.now.group is not None and not each.is_intake:
            open_[each.now.group].append(each)
    problems = []
    for group, pupils in sorted(open_.items(), key=lambda each: class_order(plan.groups.get(each[0], ""))):
        route = plan.routes.get(group)
        name = plan.groups.get(group, "A class")
        if route is None:
            problems.append(
                Problem(
                    True,
                    "classes",
                    f"{name}: nothing says where its {_count(pupils)} {_go(pupils)} next year.",
                )
            )
        else:
            problems.append(
                Problem(True, "classes", f"{name}: {_count(pupils)} without a class: {_names(pupils)}.")
            )
    return problems


def _in_two_classes(plan: Plan, found: list[Outcome]) -> list[Problem]:
    """Somebody has put the pupil into a class from that very day, and the plan into another."""
    of_group = plan.class_of_group
    problems = []
    for each in found:
        if each.now.later_group is None or not each.is_placed:
            continue
        day = each.now.starts or plan.first_day
        if each.now.later_from is None or each.now.later_from > day:
            continue
        set_down = of_group.get(each.now.later_group)
        if each.leaves and plan.groups.get(each.now.later_group) == plan.holding_class:
            continue
        if each.leaves or set_down is None or set_down.key != each.to:
            there = plan.groups.get(each.now.later_group, "another class")
            here = "the list of leavers" if each.leaves else plan.class_of[each.to or 0].name
            problems.append(
                Problem(
                    True,
                    "intake" if each.is_intake else "classes",
                    f"{each.now.name} is in two: put into {there} already from"
                    f" {day.day} {day:%B}, and into {here} here.",
                )
            )
    return problems


def _holding(plan: Plan, found: list[Outcome]) -> list[Problem]:
    names = {each.name.casefold() for each in plan.classes}
    if plan.holding_class.casefold() in names and any(each.leaves for each in found):
        words = f"Leavers cannot be held in {plan.holding_class}: a class of next year has that name."
        return [Problem(True, "leavers", words)]
    return []


def _without_class(found: list[Outcome]) -> list[Problem]:
    here = [each for each in found if not each.is_placed and each.now.group is None and not each.is_intake]
    new = [each for each in found if each.is_intake and each.to is None]
    problems = []
    if here:
        words = f"{_count(here)} on the roll without a class, now and next year: {_names(here)}."
        problems.append(Problem(False, "intake", words))
    if new:
        problems.append(
            Problem(False, "intake", f"{_count(new)} of the intake without a class: {_names(new)}.")
        )
    return problems


def _classes(plan: Plan, found: list[Outcome]) -> list[Problem]:
    sizes = Counter(each.to for each in found if each.to is not None)
    infants = Counter(each.to for each in found if each.to is not None and each.year in INFANTS)
    problems = []
    for each in plan.classes:
        if not sizes[each.key]:
            problems.append(Problem(False, "classes", f"{each.name} has no pupils next year."))
        elif not each.teachers:
            problems.append(Problem(False, "teachers", f"{each.name} has no teacher next year."))
        if infants[each.key] > INFANT_CLASS_SIZE:
            words = f"{each.name} has {infants[each.key]} infants; the limit with one teacher is {INFANT_CLASS_SIZE}."
            problems.append(Problem(False, "classes", words))
    return problems


def _leavers(plan: Plan, found: list[Outcome]) -> list[Problem]:
    unknown = [each for each in found if each.leaves and not plan.next_schools.get(each.now.pupil)]
    if not unknown:
        return []
    words = f"The next school of {_count(unknown)} is not known. They stay on the roll until a person deletes the name."
    return [Problem(False, "leavers", words)]


def _years(found: list[Outcome]) -> list[Problem]:
    without = [each for each in found if not each.year and each.is_placed and not each.leaves]
    some_have = any(each.year for each in found)
    problems = []
    if without and some_have:
        words = f"{_count(without)} without a year group next year: {_names(without)}."
        problems.append(Problem(False, "intake", words))
    for each in found:
        if each.is_exception and each.reason:
            moves = f"stays in year {each.year}"
            if each.year != each.now.year:
                moves = f"goes from year {each.now.year} to year {each.year}"
            words = f"{each.now.name} {moves}: {each.reason}."
            problems.append(Problem(False, "classes", words))
    return problems


def _count(pupils: list[Outcome]) -> str:
    return "1 pupil" if len(pupils) == 1 else f"{len(pupils)} pupils"


def _go(pupils: list[Outcome]) -> str:
    return "goes" if len(pupils) == 1 else "go"


def _names(pupils: list[Outcome]) -> str:
    named = [each.now.name for each in pupils[:NAMED]]
    more = len(pupils) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
