"""When in the year pupils are away: weaker Fridays and last weeks of term, a strong first week, winter illness.

Follows the published week pattern of 2024/25: 4.7 % absent at the start, 7.0 % before the autumn half term, 9.4 % in
the last week before Christmas and 9.6 % in the last of spring; lowest on Wednesdays, highest on Friday afternoons.
"""

import datetime as dt
from bisect import bisect
from functools import cached_property
from itertools import accumulate
from random import Random

from registers.demo.term_dates import SchoolYear, half_terms

WEEKDAY_WEIGHTS = (1.04, 0.92, 0.88, 0.95, 1.24)
MONTH_WEIGHTS = {
    9: 0.72,
    10: 0.95,
    11: 1.08,
    12: 1.28,
    1: 1.1,
    2: 1.05,
    3: 1.08,
    4: 0.95,
    5: 0.95,
    6: 1.0,
    7: 1.1,
}
FIRST_WEEK = 0.62
LAST_WEEK = 1.3
LAST_DAY = 1.25
WEEK = 5


class Season:
    """The school days of one year with the weight of each; draws days in proportion."""

    def __init__(self, year: SchoolYear) -> None:
        self.year = year
        self.days = year.days
        self.place = {day: place for place, day in enumerate(year.days)}
        self.half_terms = half_terms(year)

    @cached_property
    def weights(self) -> list[float]:
        """How likely absence is on each day, about 1 on average."""
        weights = {day: WEEKDAY_WEIGHTS[day.weekday()] * MONTH_WEIGHTS[day.month] for day in self.days}
        for days in self.half_terms:
            for day in days[-WEEK:]:
                weights[day] *= LAST_WEEK
            weights[days[-1]] *= LAST_DAY
        for day in self.days[: WEEK - 1]:
            weights[day] *= FIRST_WEEK
        return [weights[day] for day in self.days]

    @cached_property
    def _sums(self) -> list[float]:
        return list(accumulate(self.weights))

    def draw(self, chance: Random) -> int:
        """The place of a day, likelier where absence is usual."""
        return min(bisect(self._sums, chance.random() * self._sums[-1]), len(self.days) - 1)

    def at_the_edge_of_a_holiday(self, chance: Random, length: int) -> int:
        """The place of the first of `length` days that end, or begin, a half term."""
        days = chance.choice(self.half_terms)
        first = days[-length:][0] if chance.random() < 0.7 else days[0]
        return self.place[first]


def lunar_feasts(year: SchoolYear) -> list[dt.date]:
    """School days that fall on the two feasts of the lunar year, reckoned by its mean length (right to a day or so)."""
    spring, lunar_year, until_second = dt.date(2026, 3, 20), 354.367, 68
    feasts = []
    for turn in range(-12, 25):
        first = spring + dt.timedelta(days=round(turn * lunar_year))
        feasts += [first, first + dt.timedelta(days=until_second)]
    return [day for day in feasts if day in set(year.days)]
