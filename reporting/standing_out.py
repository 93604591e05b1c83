"""Which half-day of which class stands out: missed more often there than in the rest of the class's own week.

A class is held against itself and never against another one, so that a class with a child long ill is not named each
day. It says where to look, not what is wrong.
"""

from enum import IntEnum

MORE, MUCH_MORE = (3, 2), 2
"""Half as much again, and twice as much as in the rest of the week (P)."""
SESSIONS = 6
"""So many sessions above the usual at least (P): two colds are no pattern."""
FEWEST_POSSIBLE = 60
"""Fewer possible sessions on that half-day say nothing (P): three weeks of a class of twenty."""


class Standing(IntEnum):
    """How far a half-day stands out."""

    USUAL = 0
    SOMEWHAT = 1
    MUCH = 2


def standing_out(*, absent: int, possible: int, other_absent: int, other_possible: int) -> Standing:
    """How the sessions of one half-day compare with the other half-days of the same class. Integers only."""
    if possible < FEWEST_POSSIBLE or not other_possible:
        return Standing.USUAL
    here, usual = absent * other_possible, other_absent * possible
    if here - usual < SESSIONS * other_possible:
        return Standing.USUAL
    if here >= MUCH_MORE * usual:
        return Standing.MUCH
    times, of = MORE
    return Standing.SOMEWHAT if here * of >= times * usual else Standing.USUAL
