"""What the pages of the turn of the year show: the task list, choices of classes and pupils, and next class lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from registers.class_names import NOTHING, suggested, year_above
from registers.day_registers import class_order
from registers.models import YearTurnStep
from registers.school_year import YEAR_GROUPS
from registers.turn_facts import TurnFacts
from registers.year_turn import CLASS_PREFIX, LEAVE, SPLIT, WHOLE, Outcome, PupilNow, Route

AFTER_CLASSES = "Once the classes are decided"


class Task(NamedTuple):
    """A line of the task list."""

    step: str
    page: str
    label: str
    state: str
    look: str
    words: str
    saved: YearTurnStep | None


@dataclass(frozen=True)
class ClassToday:
    """A class of today with the pupils who are in it on the last day of the old year."""

    group: int
    name: str
    pupils: tuple[Outcome, ...]

    @property
    def years(self) -> list[str]:
        """The year groups of its pupils, youngest first; without those nobody knows."""
        found = {each.now.year for each in self.pupils if each.now.year in YEAR_GROUPS}
        return sorted(found, key=YEAR_GROUPS.index)


@dataclass(frozen=True)
class NextList:
    """A class list of the next year."""

    name: str
    teachers: tuple[str, ...]
    rows: tuple[tuple[Outcome, str, str], ...]
    """Each pupil, the class of today, and what is out of the ordinary."""


def classes_today(facts: TurnFacts) -> list[ClassToday]:
    """The classes with pupils on the last day of the old year, in the order of classes."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    for each in facts.outcomes:
        if each.now.group is not None and not each.is_intake:
            found[each.now.group].append(each)
    named = [ClassToday(group, facts.plan.groups[group], tuple(pupils)) for group, pupils in found.items()]
    return sorted(named, key=lambda each: class_order(each.name))


def unplaced(facts: TurnFacts) -> list[Outcome]:
    """Pupils who follow no class: the intake, and pupils on the roll without a class."""
    return [each for each in facts.outcomes if each.is_intake or each.now.group is None]


def tasks(facts: TurnFacts) -> list[Task]:
    """The steps of the preparation, each with where it stands and who saved it last."""
    saved = {each.step: each for each in facts.turn.steps.all()}
    outcomes = facts.outcomes
    today = classes_today(facts)
    routed = [each for each in today if each.group in facts.plan.routes]
    open_pupils = sum(not each.is_placed for each in outcomes if each.now.group and not each.is_intake)
    intake = unplaced(facts)
    placed = [each for each in intake if each.is_placed]
    in_use = {each.to for each in outcomes if each.to is not None}
    taught = [each for each in facts.plan.classes if each.key in in_use and each.teachers]
    leavers = [each for each in outcomes if each.leaves]
    known = [each for each in leavers if facts.plan.next_schools.get(each.now.pupil)]
    waits = not routed and bool(
        today
    )  # nothing is known of teachers and leavers before the classes are decided
    words = f"{len(routed)} of {len(today)} classes decided"
    if len(routed) == len(today) and open_pupils:
        words = f"{open_pupils} pupils without a class"
    return [
        _calendar_task(facts, saved.get("calendar")),
        _counted(
            "classes", "Classes: where everybody goes", words, len(routed), len(today), saved, open_pupils
        ),
        _counted(
            "intake",
            "New pupils, and pupils without a class",
            f"{len(placed)} of {len(intake)} have a class" if intake else "Nobody is waiting",
            len(placed),
            len(intake),
            saved,
        ),
        _counted(
            "teachers",
            "Teachers",
            AFTER_CLASSES if waits else f"{len(taught)} of {len(in_use)} classes have a teacher",
            len(taught),
            len(in_use),
            saved,
            waits,
        ),
        _counted(
            "leavers",
            "Leavers and their next schools",
            AFTER_CLASSES if waits else _known_words(len(known), len(leavers)),
            len(known),
            len(leavers),
            saved,
            waits,
        ),
    ]


def _known_words(known: int, leavers: int) -> str:
    return f"{known} of {leavers} next schools known" if leavers else "Nobody leaves"


def _calendar_task(facts: TurnFacts, saved: YearTurnStep | None) -> Task:
    label = f"Calendar of {facts.turn.academic_year}"
    page = "registers:year_turn_calendar"
    if facts.terms_exist:
        return Task("calendar", page, label, "Done", "good", "The school has its terms already", saved)
    if facts.turn.calendar:
        return Task("calendar", page, label, "Done", "good", "Settled; made by the run", saved)
    return Task("calendar", page, label, "To do", "info", "Proposed from this year", saved)


def _counted(
    step: str, label: str, words: str, done: int, of: int, saved: dict[str, YearTurnStep], open_: int = 0
) -> Task:
    if done == of and not open_:
        state, look = "Done", "good"
    elif done or step in saved:
        state, look = "In progress", "warn"
    else:
        state, look = "To do", "info"
    return Task(step, f"registers:year_turn_{step}", label, state, look, words, saved.get(step))


class RouteRow(NamedTuple):
    """A class of today with what is said, or suggested, about where it goes."""

    today: ClassToday
    saved: str
    shown: str
    is_suggested: bool
    own_ways: int
    """How many of its pupils go their own way."""


def route_rows(facts: TurnFacts) -> list[RouteRow]:
    """The classes of today, each with the route that was saved, else the one that its name suggests."""
    today = classes_today(facts)
    names = {each.name: each.key for each in facts.plan.classes}
    top = _top_year(facts.outcomes)
    return [_route_row(facts, each, names, top) for each in today]


def _route_row(facts: TurnFacts, today: ClassToday, names: dict[str, int], top: str) -> RouteRow:
    saved = route_value(facts.plan.routes.get(today.group))
    own = sum(each.now.pupil in facts.plan.choices for each in today.pupils)
    if saved:
        return RouteRow(today, saved, saved, False, own)
    guess = suggested(today.name, [each.now.year for each in today.pupils], names, top)
    shown = ""
    if guess != NOTHING:
        shown = LEAVE if guess.leaves else f"{CLASS_PREFIX}{names[guess.name]}"
    return RouteRow(today, "", shown, bool(shown), own)


def _top_year(outcomes: Iterable[Outcome]) -> str:
    years = {each.now.year for each in outcomes if each.now.year in YEAR_GROUPS and not each.is_intake}
    return max(years, key=YEAR_GROUPS.index, default="")


def route_value(route: Route | None) -> str:
    """How a form says the route."""
    if route is None:
        return ""
    return f"{CLASS_PREFIX}{route.to}" if route.goes == WHOLE else route.goes


def route_of(value: str) -> Route | None:
    """The route that a form said."""
    if value.startswith(CLASS_PREFIX):
        return Route(WHOLE, int(value.removeprefix(CLASS_PREFIX)))
    return Route(value) if value in (SPLIT, LEAVE) else None


def likely_classes(facts: TurnFacts, pupils: Iterable[Outcome]) -> list[int]:
    """The classes of next year that these pupils may go to by their year, those without a year, and those chosen."""
    pupils = list(pupils)
    years = {year_above(each.now.year) or each.now.year for each in pupils} | {each.year for each in pupils}
    chosen = {each.to for each in pupils}
    return [
        each.key
        for each in facts.plan.classes
        if not each.year or each.year in years or each.key in chosen or years == {""}
    ]


def year_choices(pupil: PupilNow) -> list[tuple[str, str]]:
    """The year groups that a pupil may be put into; empty is the usual step."""
    if pupil.year not in YEAR_GROUPS:
        return [
            ("", "By the class" if pupil.starts else "None"),
            *((year, f"Year {year}") for year in YEAR_GROUPS),
        ]
    above = year_above(pupil.year)
    two_up = year_above(above)
    choices = [
        ("", f"Up to {above}" if above else "No year after it"),
        (pupil.year, f"Stays in {pupil.year}"),
    ]
    return [*choices, (two_up, f"On to {two_up}")] if two_up else choices


def next_lists(facts: TurnFacts) -> list[NextList]:
    """Next year's class lists in the order of classes, each in register order."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    for each in facts.outcomes:
        if each.to is not None:
            found[each.to].append(each)
    return [
        NextList(each.name, each.teachers, tuple(_list_row(facts, pupil) for pupil in found[each.key]))
        for each in facts.plan.classes
    ]


def leaver_rows(facts: TurnFacts) -> list[tuple[Outcome, str, str]]:
    """The leavers, each with the class of today and the next school."""
    return [
        (
            each,
            facts.plan.groups.get(each.now.group or 0, ""),
            facts.plan.next_schools.get(each.now.pupil, ""),
        )
        for each in facts.outcomes
        if each.leaves
    ]


def _list_row(facts: TurnFacts, each: Outcome) -> tuple[Outcome, str, str]:
    notes = []
    if each.now.starts is not None:
        notes.append(f"starts {each.now.starts.day} {each.now.starts:%B}")
    if each.is_exception and each.reason:
        notes.append(each.reason)
    if each.now.dual:
        notes.append(f"also at {each.now.dual}")
    return each, facts.plan.groups.get(each.now.group or 0, ""), ", ".join(notes)
