"""Groups of pupils that figures are asked for: how an address names them, and what the staff room calls them.

`Group.parse("year:5")` reads an address, `str(group)` writes it, `group.words()` says it. A pupil belongs to several.
Who is in a group is said by tables.py, in the statement that counts.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from registers.class_names import class_order
from registers.school_year import NURSERY, YEAR_GROUPS

RECEPTION = "R"
WITHOUT_VALUE = {
    "all": "All pupils",
    "fsm": "Free school meals",
    "pp": "Pupil premium",
    "medical": "Medical condition",
    "eal": "English as an additional language",
    "lac": "Looked after",
    "plac": "Previously looked after",
    "sw": "Social worker",
    "carer": "Young carer",
}
VALUES = {
    "sex": {"F": "Girls", "M": "Boys"},
    "sen": {"K": "SEN support", "E": "Education, health and care plan"},
}
NUMBERED = ("class", "pupil")
"""Kinds whose value is the number of a row."""
STATUS_KINDS = {
    "fsm": "fsm",
    "pupil_premium": "pp",
    "medical": "medical",
    "eal": "eal",
    "looked_after": "lac",
    "previously_looked_after": "plac",
    "social_worker": "sw",
    "young_carer": "carer",
}
"""What a status of a pupil is called in an address; year group and SEN have values and are spelled out apart."""
SOCIAL = ("lac", "plac", "sw")
"""Groups that tell of social care: named pupils of them are for those who may see that."""
COHORTS = ("sex", "fsm", "pp", "sen", "medical", "eal", "lac", "plac", "sw", "carer")
"""The kinds that a table of groups shows besides years and classes, in order."""


class Group(NamedTuple):
    """A kind and, for some kinds, a value: `year:5`, `class:12`, `sex:F`, `sen:K`, `pupil:7`; `fsm`, `all`."""

    kind: str
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> "Group | None":
        """The group that an address names; None for anything else that was typed or made up."""
        kind, _, value = text.partition(":")
        return cls(kind, value) if _is_known(kind, value) else None

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else self.kind

    @property
    def is_social(self) -> bool:
        """Whether it tells of social care."""
        return self.kind in SOCIAL

    @property
    def row(self) -> int:
        """The number of the class or pupil it names."""
        return int(self.value)

    def words(self, names: Mapping[int, str] | None = None) -> str:
        """What to call it. `names`: of classes or pupils by number, for the kinds that are numbered."""
        if self.kind in NUMBERED:
            return (names or {}).get(self.row, self.kind.capitalize())
        if self.kind == "year":
            return year_words(self.value)
        return WITHOUT_VALUE.get(self.kind) or VALUES[self.kind][self.value]


EVERYBODY = Group("all")


def year_words(year_group: str) -> str:
    """Reception, Nursery 1, Year 5."""
    if year_group == RECEPTION:
        return "Reception"
    return f"Nursery {year_group[1:]}" if year_group in NURSERY else f"Year {year_group}"


def group_order(group: Group, names: Mapping[int, str] | None = None) -> tuple[Any, ...]:
    """Everybody first, then years from nursery up, classes as a school sorts them, then the other groups."""
    place = ("all", "year", "class", *COHORTS, "pupil").index(group.kind)
    if group.kind == "year":
        return place, YEAR_GROUPS.index(group.value)
    if group.kind in VALUES:
        return place, list(VALUES[group.kind]).index(group.value)
    return place, class_order(group.words(names))


def _is_known(kind: str, value: str) -> bool:
    if kind in NUMBERED:
        return value.isascii() and value.isdecimal() and len(value) < 19
    if kind == "year":
        return value in YEAR_GROUPS
    return value in VALUES[kind] if kind in VALUES else kind in WITHOUT_VALUE and not value
