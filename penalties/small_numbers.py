"""Hiding small numbers from readers who see figures only, so that nobody can be made out from them.

A number under ten is not said (reliability.md's "small groups: hidden under 10", the product's own rule: P). Where one
part of a whole is hidden and could be worked out from the rest, a second one is hidden, too.
"""

from collections.abc import Sequence
from typing import NamedTuple

SMALL_UNDER = 10
HIDDEN = f"under {SMALL_UNDER}"


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


def shown(group: Group, *, hide: bool) -> Shown:
    """The group in words; with small numbers hidden where the reader sees figures only."""
    hidden = hidden_places([part.number for part in group.parts]) if hide else set()
    total = HIDDEN if hide and is_small(group.total) else str(group.total)
    parts = tuple(
        (part.words, _word(part.number) if place in hidden else str(part.number))
        for place, part in enumerate(group.parts)
    )
    return Shown(group.title, total, parts)


def hidden_places(counts: Sequence[int]) -> set[int]:
    """The places that are not said: the small ones, and with a single one the next smallest besides."""
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    others = [place for place, count in enumerate(counts) if count and place not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda place: counts[place]))
    return hidden


def _word(count: int) -> str:
    return HIDDEN if is_small(count) else "not shown"
