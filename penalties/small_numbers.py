"""Hiding small numbers from readers who see figures only, so that nobody can be made out from them.

A number under ten is not said (reliability.md's "small groups: hidden under 10", the product's own rule: P). Where one
part of a whole is hidden and could be worked out from the rest, a second one is hidden, too; and so many that what
they come to together leaves each of them at least five possible values (P).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

SMALL_UNDER = 10
HIDDEN = f"under {SMALL_UNDER}"
NOT_SAID = "not shown"
VALUES_LEFT = 5
"""So many values a hidden number could have, at least, for whoever subtracts."""


class Line(NamedTuple):
    """A figure and what it counts."""

    words: str
    number: int


class Group(NamedTuple):
    """A whole with the parts that make it up."""

    title: str
    parts: tuple[Line, ...]

    @property
    def total(self) -> int:
        """The whole."""
        return sum(part.number for part in self.parts)


class Shown(NamedTuple):
    """A group as a page shows it: the whole, and each part, as words."""

    title: str
    total: str
    parts: tuple[tuple[str, str], ...]


def is_small(count: int) -> bool:
    """Whether a number is too small to be said; none at all may be."""
    return 0 < count < SMALL_UNDER


def shown(group: Group, *, hide: bool, with_total: bool = True) -> Shown:
    """The group in words; with small numbers hidden where the reader sees figures only.

    `with_total`: False where the whole is a part of another group that is not said there: then neither it nor what it
    could be added up from is said here.
    """
    counts = [part.number for part in group.parts]
    hidden = hidden_places(counts) if hide else set()
    total, word = str(group.total), _word
    if hide and is_small(group.total):
        total = HIDDEN
    elif hide and group.total and not with_total:
        total, hidden = NOT_SAID, hidden or {counts.index(min(filter(None, counts)))}
    elif not _may_say_small([counts[place] for place in hidden]):
        word = _no_word
    parts = tuple(
        (part.words, word(part.number) if place in hidden else str(part.number))
        for place, part in enumerate(group.parts)
    )
    return Shown(group.title, total, parts)


def hidden_places(counts: Sequence[int]) -> set[int]:
    """The places that are not said: the small ones, and the next smallest besides while there is a single one, or what
    they come to together tells what each of them is."""
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    others = sorted(
        (place for place, count in enumerate(counts) if count and place not in hidden),
        key=lambda place: (counts[place], place),
    )
    while hidden and others and (len(hidden) == 1 or _tells(counts[place] for place in hidden)):
        hidden.add(others.pop(0))
    return hidden


def _tells(hidden: Iterable[int]) -> bool:
    """Whether their sum leaves each too few values: one of two that come to two is one."""
    found = list(hidden)
    return sum(found) - len(found) + 1 < VALUES_LEFT


def _may_say_small(hidden: Sequence[int]) -> bool:
    """Whether the words "under ten" leave a small one enough values beside the others and their sum: two under ten that
    come to eighteen are nine each."""
    small = sum(map(is_small, hidden))
    if not small:
        return True
    large, together = len(hidden) - small, sum(hidden)
    most = min(SMALL_UNDER - 1, together - (small - 1) - SMALL_UNDER * large)
    least = 1 if large else max(1, together - (SMALL_UNDER - 1) * (small - 1))
    return most - least + 1 >= VALUES_LEFT


def _word(count: int) -> str:
    return HIDDEN if is_small(count) else NOT_SAID


def _no_word(count: int) -> str:
    return NOT_SAID
