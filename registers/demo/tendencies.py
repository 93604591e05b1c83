"""How much school each pupil misses in a year: most very little, a few very much.

The shares come from the published daily attendance data of 2025/26 (per 1,000 possible sessions, England). A curve
gives every rank of a school its absence rate, so that the tail (persistent and severe absence) is lifelike whatever the
seed; who stands where on the curve follows from family, circumstances and chance.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from registers.demo.facts import strain_of
from registers.demo.families import Child


@dataclass(frozen=True)
class Usual:
    """What is usual in schools of one phase. Rates are events or sessions for a pupil in a year of 380 sessions."""

    curve: tuple[tuple[float, float], ...]  # (share of pupils below, absence rate there)
    no_reason: tuple[
        float, float, float
    ]  # share of other absence without good reason: at none, for each 1 %, at most
    holidays: float  # families that take an unauthorised holiday in a year
    leaves: float  # families granted leave for exceptional circumstances
    appointments: float
    observing: float  # families who keep a day of religious observance
    lates: float
    lates_after_close: float
    suspended: float  # pupils suspended in a year
    part_time: float  # pupils on a part-time timetable for some weeks
    interviews: float
    performing: float
    travelling: float
    sporting: float
    sport_afternoons: float
    other_activities: float
    arranged: float  # pupils with provision arranged by the authority for one day a week of a term
    study_days: float  # days of study leave in year 11
    trip_days: float  # days out of a class in a year
    residential: int  # the year, counted from reception, that goes away for three days


PRIMARY = Usual(
    curve=((0, 0.002), (0.1, 0.008), (0.25, 0.0145), (0.5, 0.0275), (0.75, 0.051), (0.862, 0.092), (0.868, 0.106),
           (0.94, 0.145), (0.975, 0.21), (0.988, 0.33), (0.9885, 0.52), (1, 0.68)),
    no_reason=(0.03, 0.0105, 0.48),
    holidays=0.30,
    leaves=0.55,
    appointments=1.3,
    observing=0.12,
    lates=4.9,
    lates_after_close=0.82,
    suspended=0.034,
    part_time=0.007,
    interviews=0.06,
    performing=0.003,
    travelling=0.001,
    sporting=0.16,
    sport_afternoons=3.4,
    other_activities=0.15,
    arranged=0.0025,
    study_days=0,
    trip_days=0.8,
    residential=6,
)  # fmt: skip
SECONDARY = Usual(
    curve=((0, 0.003), (0.1, 0.011), (0.25, 0.024), (0.5, 0.05), (0.7, 0.079), (0.836, 0.094), (0.84, 0.107),
           (0.895, 0.16), (0.94, 0.25), (0.9855, 0.33), (0.986, 0.54), (1, 0.84)),
    no_reason=(0.09, 0.0185, 0.7),
    holidays=0.17,
    leaves=0.58,
    appointments=1.6,
    observing=0.12,
    lates=12.5,
    lates_after_close=1.42,
    suspended=0.17,
    part_time=0.017,
    interviews=0.055,
    performing=0.002,
    travelling=0.003,
    sporting=0.16,
    sport_afternoons=3.9,
    other_activities=1.2,
    arranged=0.0105,
    study_days=1.1,
    trip_days=0.75,
    residential=8,
)  # fmt: skip


def usual_in(phase: str) -> Usual:
    """What is usual in schools of that phase."""
    return SECONDARY if phase == "Secondary" else PRIMARY


def rate_at(usual: Usual, rank: float) -> float:
    """The absence rate of the pupil below whom that share of the school stands."""
    ranks = [each[0] for each in usual.curve]
    place = min(bisect_right(ranks, rank), len(ranks) - 1)
    (low, rate), (high, higher) = usual.curve[place - 1], usual.curve[place]
    return rate + (higher - rate) * (rank - low) / (high - low)


def absence_rates(children: Sequence[Child], usual: Usual, seed: str, year: int) -> dict[str, float]:
    """The absence rate that each child tends to in that school year, by the child's key."""
    moods = {child.key: _mood(child, seed, year) for child in children}
    ranked = sorted(moods, key=lambda key: moods[key])
    return {key: rate_at(usual, (place + 0.5) / len(ranked)) for place, key in enumerate(ranked)}


def _mood(child: Child, seed: str, year: int) -> float:
    """A child's strain this year: much as last year, with some chance."""
    return child.strain + strain_of(child.facts) + Random(f"{seed}/{year}/{child.key}/mood").gauss(0, 0.35)
