"""Whose attendance changed most: four school weeks against the four before them, both ways.

A comparison of integers. It offers a list to look at and judges nobody: somebody ill for two weeks stands in it, too.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from registers.school_year import FRIDAY
from reporting.measures import percentage
from reporting.periods import Period

WEEKS = 4
"""School weeks on each side (P: a month; shorter times swing with a single cold)."""
LISTED = 5
"""So many each way."""
AT_LEAST_ONE_IN = 20
"""A change below one session in twenty is not listed (P: two of the forty sessions of four weeks)."""


@dataclass(frozen=True)
class Change:
    """One pupil's sessions in the weeks before and in the latest ones."""

    pupil_id: int
    absent_before: int
    possible_before: int
    absent_now: int
    possible_now: int

    @property
    def tells(self) -> bool:
        """Whether there is anything to compare: sessions on both sides, and a difference worth a look."""
        if not self.possible_before or not self.possible_now:
            return False
        return abs(self._crossed) * AT_LEAST_ONE_IN >= self.possible_before * self.possible_now

    @property
    def more_missed(self) -> float:
        """By how many per cent of the sessions more was missed than before; where less was, below nought."""
        return 100 * self._crossed / (self.possible_before * self.possible_now)

    @property
    def words(self) -> tuple[str, str]:
        """What was missed before and what now: missed 2 of 40 (5.0 %)."""
        return (
            _missed(self.absent_before, self.possible_before),
            _missed(self.absent_now, self.possible_now),
        )

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Missed and possible before, missed and possible now."""
        return (self.absent_before, self.possible_before, self.absent_now, self.possible_now)

    @property
    def _crossed(self) -> int:
        return self.absent_now * self.possible_before - self.absent_before * self.possible_now


def compared(mondays: Sequence[dt.date], last: dt.date) -> tuple[Period, Period]:
    """The weeks before and the latest ones, up to the last day; of school weeks enough for both, by their Mondays."""
    weeks = mondays[-2 * WEEKS :]
    friday_before = weeks[WEEKS - 1] + dt.timedelta(days=FRIDAY)
    return Period(weeks[0], friday_before), Period(weeks[WEEKS], last)


def largest_changes(changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """Those who miss more than before, the most first, and those who miss less."""
    told = sorted((each for each in changes if each.tells), key=attrgetter("more_missed", "pupil_id"))
    more = [each for each in reversed(told) if each.more_missed > 0]
    less = [each for each in told if each.more_missed < 0]
    return more[:LISTED], less[:LISTED]


def _missed(absent: int, possible: int) -> str:
    return f"{absent} of {possible} ({percentage(absent, possible)} %)"
