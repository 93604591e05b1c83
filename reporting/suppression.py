"""Which figures of a table of groups are not said to people who see no names, so that nobody can be made out.

A group under ten is not shown at all. Of the others the number of persistently absent pupils is not said where it, or
the number of the rest of the group, is under ten. What could be worked out from the whole, or from the other groups
that part it (boys and girls, the years), is not said either; nor what is left of a group without one that lies in it
(the product's own rule: P).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from penalties.small_numbers import hidden_places, is_small


@dataclass(frozen=True)
class Counted:
    """A group's pupils, and how many of them are persistently absent."""

    pupils: int
    persistent: int


@dataclass(frozen=True)
class Said:
    """Whether the group is shown, and whether its persistently absent pupils are."""

    group: bool
    persistent: bool


def is_telling(part: int, whole: int) -> bool:
    """Whether so few have something, or so few have it not, that it would tell of somebody."""
    return is_small(part) or is_small(whole - part)


def what_is_said(groups: Sequence[Counted], whole: Counted) -> list[Said]:
    """For each group of one kind, what is said of it. The groups share no pupil; others may be in none of them."""
    rest = Counted(
        max(whole.pupils - sum(each.pupils for each in groups), 0),
        max(whole.persistent - sum(each.persistent for each in groups), 0),
    )
    everybody = [*groups, rest]
    hidden = _enough(hidden_places([each.pupils for each in everybody]), [each.pupils for each in everybody])
    quiet = _quiet(everybody, hidden)
    return [Said(place not in hidden, place not in hidden | quiet) for place in range(len(groups))]


def beside(inner: Counted, outer: Counted, said: Said) -> Said:
    """What is said of a group that another one lies in, where that one is said in full: nothing that tells of the few
    who are in the outer one only."""
    pupils, persistent = outer.pupils - inner.pupils, outer.persistent - inner.persistent
    if is_small(pupils):
        return Said(False, False)
    return Said(said.group, said.persistent and not (pupils > 0 and is_telling(persistent, pupils)))


def _enough(hidden: set[int], counts: Sequence[int]) -> set[int]:
    """Those hidden, with as many more as it takes that together they are no small group themselves."""
    others = sorted(
        (place for place, count in enumerate(counts) if count and place not in hidden),
        key=lambda place: counts[place],
    )
    while others and is_small(sum(counts[place] for place in hidden)):
        hidden = hidden | {others.pop(0)}
    return hidden


def _quiet(everybody: Sequence[Counted], hidden: set[int]) -> set[int]:
    """Of the groups that are shown, those whose number is not said; a single one takes another with it, and so do some
    that come to few together."""
    quiet = {
        place
        for place, each in enumerate(everybody)
        if place not in hidden and each.pupils and is_telling(each.persistent, each.pupils)
    }
    others = sorted(
        (place for place, each in enumerate(everybody) if each.pupils and place not in hidden | quiet),
        key=lambda place: everybody[place].persistent,
    )
    while others and (
        len(quiet | hidden) == 1 or is_small(sum(everybody[place].persistent for place in quiet | hidden))
    ):
        quiet.add(others.pop(0))
    return quiet
