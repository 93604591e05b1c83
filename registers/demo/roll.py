"""Who is on the roll of which school from when to when: cohorts that move up, leave, move on and join."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from registers import upn
from registers.demo.cases import Case, cases_of
from registers.demo.facts import draw_facts
from registers.demo.families import Child, Families, Family
from registers.demo.names import SCHOOLS_AROUND
from registers.demo.schools import LA_CODE, NURSERY_CLASS, NURSERY_YEAR, RECEPTION, SchoolPlan
from registers.demo.term_dates import school_year
from registers.school_year import SEPTEMBER, YEAR_GROUPS, compulsory_school_age

MOVING_ON = 0.66  # of the secondary's places are for pupils of the trust's primary
STAYING_FROM_NURSERY = 0.62  # of nursery children go on to reception here
TURNOVER = 0.4  # chance of a year group that one pupil leaves and another comes in the year
AREA_ESTAB = 2900  # establishment numbers of the schools around, invented
TO_ANOTHER_SCHOOL, NOT_BACK_FOR_RECEPTION, OVER_AGE = "a", "b", "l"  # regulation 9(1) grounds


@dataclass(frozen=True)
class Stay:
    """One child's time on the roll of one school. `last_day` is the last day on the roll, None = still."""

    child: Child
    letter: str
    first_day: dt.date
    last_day: dt.date | None = None
    ground: str = ""
    destination: str = ""
    registration: str = "single"
    other_school: str = ""
    last_school: str = ""

    def group_in(self, first: int) -> str:
        """The class in the school year that begins in September of `first`."""
        index = first - self.child.cohort
        return NURSERY_CLASS if index < 0 else f"{year_group(index)}{self.letter}"

    def holds_in(self, first: int) -> bool:
        """Whether the stay has a day in that school year."""
        return self.first_day < dt.date(first + 1, SEPTEMBER, 1) and not self.ended_before(
            dt.date(first, SEPTEMBER, 1)
        )

    def ended_before(self, day: dt.date) -> bool:
        """Whether the last day on the roll lies before `day`."""
        return self.last_day is not None and self.last_day < day

    def holds_on(self, day: dt.date) -> bool:
        """Whether the child is on the roll that day."""
        return self.first_day <= day and not self.ended_before(day)


@dataclass(frozen=True)
class Window:
    """The school years that have marks (`first` to `current`, each by its September) and the day it is."""

    first: int
    current: int
    today: dt.date

    @property
    def years(self) -> range:
        """Each school year of the window."""
        return range(self.first, self.current + 1)


def year_group(index: int) -> str:
    """The year group so many years after reception; -1 is the nursery year."""
    return NURSERY_YEAR if index < 0 else YEAR_GROUPS[RECEPTION + index]


def enrol(plans: Sequence[SchoolPlan], window: Window, seed: str) -> dict[str, list[Stay]]:
    """The stays at each of the schools (by their keys), whose families are the same; oldest children first."""
    return _Enrolment(plans, window, seed).stays


class _Enrolment:
    def __init__(self, plans: Sequence[SchoolPlan], window: Window, seed: str) -> None:
        self.window = window
        self.seed = f"{seed}/{plans[0].key}"
        self.primary = plans[0]
        self.secondary = plans[1] if len(plans) > 1 else None
        self.families = Families(self.seed)
        self.cases = cases_of([plan.key for plan in plans], window.current)
        self.stays: dict[str, list[Stay]] = {plan.key: [] for plan in plans}
        self._serials: dict[tuple[str, int], int] = {}
        oldest = window.first - (11 if self.secondary else 6)
        for cohort in range(oldest, window.current + 2):
            young = self._primary_cohort(cohort) if cohort >= window.first - 6 else []
            if self.secondary and cohort <= window.current - 7:
                self._secondary_cohort(self.secondary, cohort, young)

    def _primary_cohort(self, cohort: int) -> list[Child]:
        """Enrol the children of one cohort at the primary; those who were in its year 6 to the end, in order."""
        window, plan = self.window, self.primary
        nursery = plan.nursery if cohort - 1 >= window.first else 0
        if cohort > window.current:
            children = [self._child(cohort, plan.estab, cohort - 1) for _ in range(nursery)]
            self.stays[plan.key] += [Stay(child, "", school_year(cohort - 1).days[0]) for child in children]
            return []
        staying = min(round(nursery * STAYING_FROM_NURSERY), plan.places_a_year)
        children = self._filled(plan, cohort, plan.places_a_year)
        last_day = dt.date(cohort + 7, SEPTEMBER - 1, 31) if cohort + 7 <= window.current else None
        for place, child in enumerate(children):
            if not child.upn:
                child.upn = self._upn(plan.estab, cohort)
            started = cohort - 1 if place >= plan.places_a_year - staying else cohort
            moves_on = self.secondary is not None and last_day is not None
            self._stay(
                plan,
                place,
                child,
                school_year(started).days[0],
                last_day,
                TO_ANOTHER_SCHOOL if moves_on else "",
            )
        for _ in range(nursery - staying):
            child = self._child(cohort, plan.estab, cohort - 1)
            self.stays[plan.key].append(
                Stay(
                    child, "", school_year(cohort - 1).days[0], dt.date(cohort, 8, 31), NOT_BACK_FOR_RECEPTION
                )
            )
        return children if last_day else []

    def _secondary_cohort(self, plan: SchoolPlan, cohort: int, from_primary: list[Child]) -> None:
        moving = from_primary[: round(plan.places_a_year * MOVING_ON)]
        children = moving + self._filled(plan, cohort, plan.places_a_year - len(moving), taken=len(moving))
        last_day = (
            compulsory_school_age(dt.date(cohort - 4, 1, 1)).last
            if cohort + 12 <= self.window.current
            else None
        )
        for place, child in enumerate(children):
            area = Random(f"{self.seed}/{child.key}/area").randrange(len(SCHOOLS_AROUND))
            if not child.upn:
                child.upn = self._upn(str(AREA_ESTAB + area), cohort)
            last_school = self.primary.name if place < len(moving) else SCHOOLS_AROUND[area]
            self._stay(
                plan,
                place,
                child,
                school_year(cohort + 7).days[0],
                last_day,
                OVER_AGE if last_day else "",
                last_school,
            )

    def _filled(self, plan: SchoolPlan, cohort: int, places: int, taken: int = 0) -> list[Child]:
        """So many children of the cohort, the telling ones among them in their classes."""
        children: list[Child | None] = [None] * places
        index = self.window.current - cohort
        for case in self.cases:
            if self._begins_here(case, plan, index):
                free = [
                    place
                    for place in range(places)
                    if children[place] is None
                    and plan.letter_of((place + taken) % plan.places_a_year) == self._letter(case, plan)
                ]
                for place, child in zip(free, self._case_children(case, cohort), strict=False):
                    children[place] = child
        return [child or self._child(cohort) for child in children]

    def _begins_here(self, case: Case, plan: SchoolPlan, index: int) -> bool:
        """A pupil who moved up from the primary is enrolled there first."""
        first_plan = self.primary.key if case.moved_up else case.school
        return first_plan == plan.key and case.year_index == index

    @staticmethod
    def _letter(case: Case, plan: SchoolPlan) -> str:
        return plan.letters[min(case.form, len(plan.letters) - 1)]

    def _case_children(self, case: Case, cohort: int) -> list[Child]:
        family = self._case_family(case)
        children = []
        for number, (forename, sex) in enumerate(case.children):
            if number and not case.twins:
                family = self._case_family(case)
            dob = case.birthday(cohort, number)
            child = self.families.add(family, cohort, sex=sex, forename=forename, dob=dob)
            child.case = case.key
            child.facts = dict(case.facts)
            children.append(child)
        return children

    def _case_family(self, case: Case) -> Family:
        return self.families.family(case.surname, language=case.language, two_homes=case.two_homes)

    def _child(self, cohort: int, estab: str = "", year: int = 0) -> Child:
        child = self.families.child(cohort)
        child.facts = draw_facts(child, self.seed)
        if estab:
            child.upn = self._upn(estab, year)
        return child

    def _upn(self, estab: str, year: int) -> str:
        serial = self._serials[(estab, year)] = self._serials.get((estab, year), 0) + 1
        return upn.allocate(la_code=LA_CODE, estab=estab, year=year, serial=serial)

    def _stay(
        self,
        plan: SchoolPlan,
        place: int,
        child: Child,
        first_day: dt.date,
        last_day: dt.date | None,
        ground: str,
        last_school: str = "",
    ) -> None:
        destination = self.secondary.name if ground == TO_ANOTHER_SCHOOL and self.secondary else ""
        letter = plan.letter_of(place)
        stay = Stay(child, letter, first_day, last_day, ground, destination, last_school=last_school)
        if child.case:
            case = next(each for each in self.cases if each.key == child.case)
            if case.school == plan.key:
                stay = replace(stay, **case.stay(self.window))
        elif last_day is None and place == plan.places_a_year - 1:
            self._perhaps_turnover(plan, stay)
            return
        self.stays[plan.key].append(stay)

    def _perhaps_turnover(self, plan: SchoolPlan, stay: Stay) -> None:
        """Sometimes the last place of a year group changes hands at a half term."""
        cohort = stay.child.cohort
        chance = Random(f"{self.seed}/{plan.key}/{cohort}/turnover")
        breaks = [
            (ended.last, begun.first)
            for first in self.window.years
            for ended, begun in zip(school_year(first).terms, school_year(first).terms[1:], strict=False)
            if stay.first_day < ended.first and begun.first <= self.window.today
        ]
        if not breaks or chance.random() > TURNOVER:
            self.stays[plan.key].append(stay)
            return
        last, first = chance.choice(breaks)
        gone = replace(
            stay, last_day=last, ground=TO_ANOTHER_SCHOOL, destination=chance.choice(SCHOOLS_AROUND)
        )
        joiner = self._child(cohort)
        area = chance.randrange(len(SCHOOLS_AROUND))
        joiner.upn = self._upn(str(AREA_ESTAB + area), cohort)
        new = Stay(joiner, stay.letter, first, last_school=SCHOOLS_AROUND[area])
        self.stays[plan.key] += [gone, new]
