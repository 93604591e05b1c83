"""Families and their children: who is whose brother or sister, who is called first, where they live."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from registers.demo.names import GRANDPARENTS, STREETS, Heritage, heritage
from registers.school_year import SEPTEMBER

# How many school years lie between a child and the next in the family, and how common that is.
GAPS = {1: 12, 2: 36, 3: 30, 4: 14, 5: 8}
BROTHER_OR_SISTER = 0.47  # chance that a new child has one already at these schools
LARGEST_FAMILY = 4
# Of families: both parents in one home; in two homes besides; above the last, one adult and nobody else to call.
IN_ONE_HOME, IN_TWO_HOMES, WITH_ONE_CONTACT = 0.68, 0.88, 0.97
APART = dt.timedelta(days=300)  # at least, between births
HONORIFICS = {"F": ("Mrs", "Ms", "Miss"), "M": ("Mr",)}
PARENTS = {"F": "Mother", "M": "Father"}


@dataclass
class Adult:
    """Somebody whom the school may call about the children of one family."""

    name: str
    title: str
    relationship: str
    parental_responsibility: bool
    lives_with: bool
    phone: str
    phone2: str
    email: str
    language: str
    address: str
    postcode: str
    portal: bool


@dataclass(eq=False)
class Family:
    """One household. `strain`: how far its life keeps children from school (0 is usual, in standard deviations)."""

    key: str
    heritage: Heritage
    surname: str
    strain: float
    adults: list[Adult] = field(default_factory=list)
    children: list["Child"] = field(default_factory=list)
    address: str = ""
    postcode: str = ""


@dataclass(eq=False)
class Child:
    """One child, whichever schools it goes to. `cohort`: the calendar year in which its reception year begins."""

    key: str
    family: Family
    forename: str
    surname: str
    sex: str
    dob: dt.date
    cohort: int
    upn: str = ""
    known_as: str = ""
    strain: float = 0.0
    facts: dict[str, str] = field(default_factory=dict)
    case: str = ""

    @property
    def name(self) -> str:
        """Forename and surname."""
        return f"{self.forename} {self.surname}"


class Families:
    """Makes families and their children from a seed, oldest children first."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.number = 0
        self._youngest: dict[int, list[Family]] = defaultdict(list)
        self._names: set[tuple[str, str]] = set()

    def child(self, cohort: int) -> Child:
        """The next child of that cohort: of a family that is here already, or of a new one."""
        chance = Random(f"{self.seed}/child/{self.number}")
        family = self._with_older_children(cohort, chance) if chance.random() < BROTHER_OR_SISTER else None
        return self.add(family or self.family(), cohort)

    def family(self, surname: str = "", *, language: str = "", two_homes: bool = False) -> Family:
        """A new family, with its adults and address; the parents in two homes where that is wanted."""
        key = f"F{self.number:05d}"
        chance = Random(f"{self.seed}/family/{self.number}")
        roots = heritage(chance, language)
        family = Family(key, roots, surname or roots.surname(chance), chance.gauss(0, 1))
        family.address, family.postcode = _address(chance)
        family.adults = _adults(family, chance, self.number, two_homes=two_homes)
        return family

    def add(
        self, family: Family, cohort: int, *, sex: str = "", forename: str = "", dob: dt.date | None = None
    ) -> Child:
        """One more child of that family."""
        chance = Random(f"{self.seed}/birth/{self.number}")
        key = f"C{self.number:05d}"
        self.number += 1
        sex = sex or chance.choice("FM")
        born = dob or _born(cohort, [child.dob for child in family.children], chance)
        forename = forename or self._unused(family, sex, chance)
        child = Child(key, family, forename, family.surname, sex, born, cohort)
        child.strain = 0.62 * family.strain + 0.78 * chance.gauss(0, 1)
        family.children.append(child)
        self._names.add((forename, family.surname))
        if len(family.children) < LARGEST_FAMILY:
            self._youngest[cohort].append(family)
        return child

    def _with_older_children(self, cohort: int, chance: Random) -> Family | None:
        gap = chance.choices(list(GAPS), weights=list(GAPS.values()))[0]
        waiting = self._youngest[cohort - gap]
        return waiting.pop(chance.randrange(len(waiting))) if waiting else None

    def _unused(self, family: Family, sex: str, chance: Random) -> str:
        """A forename that makes a name nobody here has, where one is to be had."""
        for _ in range(20):
            forename = family.heritage.forename(chance, sex)
            if (forename, family.surname) not in self._names:
                break
        return forename


def born_between(cohort: int) -> tuple[dt.date, dt.date]:
    """The first and last birthday of a cohort: four years old on 31 August before reception."""
    return dt.date(cohort - 5, SEPTEMBER, 1), dt.date(cohort - 4, SEPTEMBER - 1, 31)


def _born(cohort: int, others: list[dt.date], chance: Random) -> dt.date:
    first, last = born_between(cohort)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    apart = [day for day in days if all(abs(day - other) >= APART for other in others)]
    return chance.choice(apart or days)


def _address(chance: Random) -> tuple[str, str]:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    postcode = (
        f"ZZ{chance.randint(1, 9)} {chance.randint(1, 9)}{chance.choice(letters)}{chance.choice(letters)}"
    )
    return f"{chance.randint(1, 148)} {chance.choice(STREETS)}, Marlhythe", postcode


def _adults(family: Family, chance: Random, number: int, *, two_homes: bool) -> list[Adult]:
    """Two parents in one home mostly; else one, or two homes; sometimes a grandparent to call as well."""
    home = IN_TWO_HOMES if two_homes else chance.random()
    first = "F" if chance.random() < 0.86 else "M"
    second = "M" if first == "F" else "F"
    adults = [_parent(family, first, chance, number, lives_with=True)]
    if home < IN_ONE_HOME:
        adults.append(_parent(family, second, chance, number, lives_with=True))
    elif home <= IN_TWO_HOMES:
        adults.append(_parent(family, second, chance, number, lives_with=False))
    if (len(adults) == 1 and home < WITH_ONE_CONTACT) or chance.random() < 0.15:
        adults.append(_grandparent(family, chance))
    return adults


def _parent(family: Family, sex: str, chance: Random, number: int, *, lives_with: bool) -> Adult:
    forename = family.heritage.parent(chance, sex)
    own_name = not lives_with or chance.random() < 0.12
    surname = family.heritage.surname(chance) if own_name and sex == "F" else family.surname
    address, postcode = (family.address, family.postcode) if lives_with else _address(chance)
    mailbox = f"{'first' if sex == 'F' else 'second'}.{number:05d}"
    return Adult(
        name=f"{forename} {surname}",
        title=chance.choice(HONORIFICS[sex]),
        relationship=PARENTS[sex],
        parental_responsibility=sex == "F" or chance.random() < 0.95,
        lives_with=lives_with,
        phone=_mobile(chance),
        phone2=f"01632 960{chance.randint(0, 999):03d}" if chance.random() < 0.4 else "",
        email=f"{mailbox}@families.example" if chance.random() < 0.93 else "",
        language=family.heritage.language if family.heritage.eal else "",
        address=address,
        postcode=postcode,
        portal=lives_with,
    )


def _grandparent(family: Family, chance: Random) -> Adult:
    name = chance.choice(GRANDPARENTS)
    address, postcode = _address(chance)
    return Adult(
        name=f"{name} {family.heritage.surname(chance)}",
        title="",
        relationship="Grandparent",
        parental_responsibility=False,
        lives_with=False,
        phone=_mobile(chance),
        phone2="",
        email="",
        language="",
        address=address,
        postcode=postcode,
        portal=False,
    )


def _mobile(chance: Random) -> str:
    """A number from the range that is kept free for drama and examples."""
    return f"07700 900{chance.randint(0, 999):03d}"
