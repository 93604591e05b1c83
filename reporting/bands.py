"""Bands of attendance as a dashboard counts them, by integers: exactly a tenth missed is persistent absence.

Above 95 per cent, above 90 to 95, above 50 to 90, 50 and under (names: M). Nothing here labels a child: it is a count.
"""

from collections.abc import Iterable
from enum import StrEnum

from reporting.measures import PERSISTENT_ONE_IN, SEVERE_ONE_IN

AT_RISK_ONE_IN = 20
"""Missing a twentieth or more, and less than a tenth (M)."""


class Band(StrEnum):
    """How much of their own possible sessions pupils attended, the most first."""

    ABOVE_95 = "above-95"
    TO_95 = "90-to-95"
    TO_90 = "50-to-90"
    TO_50 = "50-or-less"

    @property
    def words(self) -> str:
        """As the pages say it."""
        return WORDS[self]

    @property
    def meaning(self) -> str:
        """What its edge means, for those that have a name in the statistics."""
        return MEANINGS.get(self, "")


WORDS = {
    Band.ABOVE_95: "Above 95 %",
    Band.TO_95: "Above 90 to 95 %",
    Band.TO_90: "Above 50 to 90 %",
    Band.TO_50: "50 % and under",
}
MEANINGS = {Band.TO_90: "persistent absence", Band.TO_50: "severe absence"}
_EDGES = ((SEVERE_ONE_IN, Band.TO_50), (PERSISTENT_ONE_IN, Band.TO_90), (AT_RISK_ONE_IN, Band.TO_95))


def band_of(*, absent: int, possible: int) -> Band | None:
    """The band of one pupil; None without a possible session."""
    if not possible:
        return None
    return next((band for one_in, band in _EDGES if absent * one_in >= possible), Band.ABOVE_95)


def count_bands(pupils: Iterable[tuple[int, int]]) -> dict[Band, int]:
    """How many pupils there are in each band, from the sessions each missed and could attend."""
    counts = dict.fromkeys(Band, 0)
    for absent, possible in pupils:
        band = band_of(absent=absent, possible=possible)
        if band is not None:
            counts[band] += 1
    return counts
