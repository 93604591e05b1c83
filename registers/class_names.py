"""What the name of a class says about where its pupils go next year. Suggestions only: a person decides."""

import re
from collections.abc import Collection
from typing import NamedTuple

from registers.school_year import YEAR_GROUPS

NURSERY_NAMES = {"N1": ("N1",), "N2": ("N2", "N"), "R": ("R", "Reception")}
WORDS = r"(?:year |yr |yr|y)?"


class Suggestion(NamedTuple):
    """Where the pupils of a class seem to go: to the class of that name, or out of the school."""

    name: str = ""
    leaves: bool = False


NOTHING = Suggestion()
"""Nobody can tell from the name: the page asks."""


def year_above(year: str) -> str:
    """The year group that follows; empty after the last one, and where none is known."""
    if year not in YEAR_GROUPS or year == YEAR_GROUPS[-1]:
        return ""
    return YEAR_GROUPS[YEAR_GROUPS.index(year) + 1]


def suggested(name: str, years: Collection[str], names: Collection[str], top_year: str) -> Suggestion:
    """Where the pupils of class `name` seem to go: 3B to 4B, 7M to 8M, RA to 1A, the top year out of the school.

    `years`: the year groups of its pupils; `names`: the classes of the next year. A class of several years, or one
    whose name does not say its year, is nobody's guess.
    """
    if len(set(years)) != 1:
        return NOTHING
    [year] = set(years)
    if year and year == top_year:
        return Suggestion(leaves=True)
    parts = _parts(name, year)
    above = year_above(year)
    if parts is None or not above:
        return NOTHING
    before, after = parts
    wanted = {_folded(f"{before}{token}{after}") for token in NURSERY_NAMES.get(above, (above,))}
    found = [each for each in names if _folded(each) in wanted]
    return Suggestion(name=found[0]) if len(found) == 1 else NOTHING


def _parts(name: str, year: str) -> tuple[str, str] | None:
    """What stands before and after the year in the name; None where it does not begin with the year, or has another."""
    for token in sorted(NURSERY_NAMES.get(year, (year,)), key=len, reverse=True):
        found = re.fullmatch(rf"({WORDS}){re.escape(token)}(?![0-9])(.*)", name.strip(), re.IGNORECASE)
        if token and found and not re.search(r"\d", found[2]) and not _goes_on(token, found[2]):
            return found[1], found[2]
    return None


def _goes_on(token: str, rest: str) -> bool:
    """Whether a letter that stands for a year is only the beginning of a word: Robins is not R, and Nursery not N."""
    return token.isalpha() and re.match(r"[a-z]{2}", rest, re.IGNORECASE) is not None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def class_order(name: str) -> list[tuple[bool, int, str]]:
    """Sorts class names as a school does: R1, 3B, 10A (figures as numbers, letters before figures)."""
    parts = re.findall(r"\d+|\D+", name)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part.casefold()) for part in parts]
