"""The invented schools: sizes, classes, times and rules, and what is usual in a school of their phase."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from registers.codes import THRESHOLD_NATIONAL
from registers.school_year import YEAR_GROUPS

TRUST = "Fenlark Schools Trust"
LA_CODE = "874"
NURSERY_CLASS = "Nursery"
NURSERY_YEAR = "N2"
NURSERY_PLACES = 26
CLASS_SIZE = 30
PRIMARY_PLACES = 14 * CLASS_SIZE  # two forms, reception to year 6
SECONDARY_PLACES = 10 * CLASS_SIZE  # two forms, year 7 to year 11
ONE_FORM_BELOW = 14 * 12  # a primary of fewer pupils has one class a year
RECEPTION = YEAR_GROUPS.index("R")
FEWEST_PUPILS = 60  # fewer leave no room for the telling cases

Times = tuple[dt.time, dt.time, dt.time]


class TooFewPupils(ValueError):
    """The telling cases would not fit into so few pupils."""


@dataclass(frozen=True)
class SchoolPlan:
    """One school to be made. `key` names it in e-mail addresses."""

    key: str
    name: str
    urn: str
    estab: str
    phase: str
    years: tuple[str, ...]
    letters: str
    class_sizes: tuple[int, ...]  # one for each letter
    gates_open: dt.time
    am: Times
    pm: Times
    threshold_codes: str
    colour: str
    phone: str
    nursery: int = 0
    teachers_of: tuple[str, ...] = ()  # classes whose teacher can sign in
    shared_classes: tuple[str, ...] = field(default=())

    @property
    def is_primary(self) -> bool:
        """Whether pupils start here at the bottom of the school system."""
        return self.phase == "Primary"

    @property
    def domain(self) -> str:
        """The domain of its people's addresses: reserved, so that no message can reach anybody."""
        return f"{self.key}.example"

    @property
    def classes(self) -> list[str]:
        """The names of its classes, in the order of the years."""
        names = [f"{year}{letter}" for year in self.years for letter in self.letters]
        return [NURSERY_CLASS, *names] if self.nursery else names

    @property
    def places_a_year(self) -> int:
        """Pupils in one year group."""
        return sum(self.class_sizes)

    def letter_of(self, place: int) -> str:
        """The letter of the class in which the n-th pupil of a year group sits."""
        return "".join(letter * size for letter, size in zip(self.letters, self.class_sizes, strict=True))[
            place
        ]


# Registration 8:45 to 8:55, gates at 8:35 and the end at 15:15; N is left out of its threshold codes.
PRIMARY = SchoolPlan(
    key="primary",
    name="Fenlark Primary School",
    urn="999001",
    estab="3990",
    phase="Primary",
    years=YEAR_GROUPS[RECEPTION : RECEPTION + 7],
    letters="AB",
    class_sizes=(CLASS_SIZE, CLASS_SIZE),
    gates_open=dt.time(8, 35),
    am=(dt.time(8, 45), dt.time(8, 55), dt.time(12, 10)),
    pm=(dt.time(13, 10), dt.time(13, 20), dt.time(15, 15)),
    threshold_codes="GOU",
    colour="#1f5c4d",
    phone="01632 960110",
    nursery=NURSERY_PLACES,
    teachers_of=("RA", "3B", "6A"),
    shared_classes=("RA", "3B"),
)
SECONDARY = SchoolPlan(
    key="secondary",
    name="Marlhythe School",
    urn="999002",
    estab="4990",
    phase="Secondary",
    years=YEAR_GROUPS[RECEPTION + 7 : RECEPTION + 12],
    letters="MH",
    class_sizes=(CLASS_SIZE, CLASS_SIZE),
    gates_open=dt.time(8, 20),
    am=(dt.time(8, 40), dt.time(9, 0), dt.time(12, 40)),
    pm=(dt.time(13, 30), dt.time(13, 45), dt.time(15, 10)),
    threshold_codes="".join(sorted(THRESHOLD_NATIONAL)),
    colour="#2f4b7c",
    phone="01632 960240",
    teachers_of=("7M", "10H"),
    shared_classes=("10H",),
)
MORE_NAMES = (
    "Alderholt",
    "Brackenlode",
    "Curlew Bank",
    "Drakemere",
    "Elderdrove",
    "Fallowhythe",
    "Gorsewater",
)


def plan_schools(pupils: int) -> Iterator[tuple[SchoolPlan, ...]]:
    """The schools for about so many pupils (the nursery comes on top), in groups whose families are the same.

    First the primary and the secondary; above their 720 places, more primaries with families of their own. Raises
    TooFewPupils below the number into which the telling cases fit.
    """
    if pupils < FEWEST_PUPILS:
        raise TooFewPupils(f"A demo needs at least {FEWEST_PUPILS} pupils, so that its telling cases fit.")
    usual = PRIMARY_PLACES + SECONDARY_PLACES
    primary = min(PRIMARY_PLACES, round(pupils * PRIMARY_PLACES / usual))
    secondary = min(SECONDARY_PLACES, pupils - primary)
    yield _sized(PRIMARY, primary), _sized(SECONDARY, secondary)
    more, number = pupils - usual, 1
    while more > 0:
        yield (_sized(_another(number), min(more, PRIMARY_PLACES)),)
        more, number = more - PRIMARY_PLACES, number + 1


def _another(number: int) -> SchoolPlan:
    name = MORE_NAMES[(number - 1) % len(MORE_NAMES)]
    round_ = (number - 1) // len(MORE_NAMES)
    return replace(
        PRIMARY,
        key=f"primary{number + 1}",
        name=f"{name}{f' {round_ + 1}' if round_ else ''} Primary School",
        urn=str(999002 + number) if number < 998 else str(900000 + number),
        estab=str(3000 + number % 990),
        teachers_of=(),
    )


def _sized(plan: SchoolPlan, places: int) -> SchoolPlan:
    year = max(1, places // len(plan.years))
    if places < ONE_FORM_BELOW:
        return _with_classes(plan, plan.letters[:1], (year,), places)
    return _with_classes(plan, plan.letters, (year - year // 2, year // 2), places)


def _with_classes(plan: SchoolPlan, letters: str, sizes: tuple[int, ...], places: int) -> SchoolPlan:
    nursery = round(plan.nursery * places / PRIMARY_PLACES) if plan.nursery else 0
    sized = replace(plan, letters=letters, class_sizes=sizes, nursery=nursery)
    return replace(
        sized,
        teachers_of=tuple(dict.fromkeys(_standing(name, sized) for name in plan.teachers_of)),
        shared_classes=tuple(dict.fromkeys(_standing(name, sized) for name in plan.shared_classes)),
    )


def _standing(name: str, plan: SchoolPlan) -> str:
    """The class, or the only one of its year in a school with one form."""
    return name if name in plan.classes else name[:-1] + plan.letters[0]
