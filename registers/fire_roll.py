"""Who is on site at a moment: worked out from the day's marks and the movements through the door, never stored.

A mark says where a pupil was when its session began (L and U: when they arrived); a movement says where they went
afterwards. The latest of these facts holds. Domain rules: a pupil with U is on site although absent in the figures;
one who leaves during the day is off the roll at once, whatever the mark says.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registers.codes import ATTENDING, CLEARED, NOT_POSSIBLE, ON_SITE, Session


class Standing(StrEnum):
    """Where a pupil is, as far as the school knows. In the order in which a fire roll asks."""

    ON_SITE = "on_site"
    LOOK_FOR = "look_for"
    UNMARKED = "unmarked"
    SIGNED_OUT = "signed_out"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    GONE_HOME = "gone_home"

    @property
    def words(self) -> str:
        """The standing as a heading of the roll."""
        return WORDS[self]

    @property
    def is_accounted_for(self) -> bool:
        """Whether nobody needs to look for the pupil: known to be away from the site."""
        return self not in TO_SEE


WORDS = {
    Standing.ON_SITE: "On site",
    Standing.LOOK_FOR: "Here this morning, absent now, not signed out",
    Standing.UNMARKED: "Not marked yet",
    Standing.SIGNED_OUT: "Signed out",
    Standing.ELSEWHERE: "Off site with the school or elsewhere",
    Standing.ABSENT: "Absent",
    Standing.GONE_HOME: "Not expected now",
}
TO_SEE = (Standing.ON_SITE, Standing.LOOK_FOR, Standing.UNMARKED)
"""At the assembly point these are ticked: a pupil nobody has marked may be in the building."""


class Step(StrEnum):
    """What a movement does to the roll; the kinds of Movement."""

    IN_LATE = "in"
    OUT = "out"
    BACK = "back"
    SEEN = "seen"


@dataclass(frozen=True)
class MarkOfDay:
    """A mark as far as the roll needs it. `arrived`: the time stated with it, if any."""

    session: str
    code: str
    arrived: dt.time | None = None


@dataclass(frozen=True)
class Moved:
    """A movement that was not undone, at its stated time of day."""

    step: str
    at: dt.time


@dataclass(frozen=True)
class Day:
    """When the sessions of the day begin and end; None for a session that the school does not have that day."""

    morning: tuple[dt.time, dt.time] | None = (dt.time(0), dt.time(12))
    afternoon: tuple[dt.time, dt.time] | None = (dt.time(12), dt.time(23, 59))

    def starts(self, session: str) -> dt.time:
        """When the session begins (midnight or noon where the school has no times for it)."""
        times = self.morning if session == Session.AM else self.afternoon
        return times[0] if times else (dt.time(0) if session == Session.AM else dt.time(12))


@dataclass(frozen=True)
class Place:
    """Where a pupil is, since when, and the code that says so where a mark does."""

    standing: Standing
    since: dt.time | None = None
    code: str = ""


def place_at(
    now: dt.time,
    *,
    marks: Iterable[MarkOfDay],
    moves: Iterable[Moved],
    day: Day,
    expected_afternoon: bool = True,
) -> Place:
    """Where a pupil is at `now`, a time of day.

    `expected_afternoon`: False for a pupil who goes home at midday (nursery mornings, a part-time timetable); once
    the morning has ended they are gone unless something later says otherwise.
    """
    facts = [_of_mark(mark, day) for mark in marks if mark.code != CLEARED]
    facts += [_of_move(move) for move in moves]  # after a mark of the same minute: sorting keeps this order
    known = [place for place in sorted(facts, key=_time) if _time(place) <= now]
    if not known:
        return _nobody_said(now, day, expected_afternoon)
    latest = known[-1]
    before = known[-2].standing if len(known) > 1 else None
    if latest.standing is Standing.ABSENT and before is Standing.SIGNED_OUT:
        return known[-2]
    if latest.standing is Standing.ABSENT and before is Standing.ON_SITE:
        return Place(Standing.LOOK_FOR, latest.since, latest.code)
    if _gone_at_midday(latest, now, day, expected_afternoon):
        return Place(Standing.GONE_HOME, day.morning[1] if day.morning else None)
    return latest


def _of_mark(mark: MarkOfDay, day: Day) -> Place:
    starts = day.starts(mark.session)
    if mark.code in ON_SITE or mark.arrived is not None:
        return Place(Standing.ON_SITE, max(starts, mark.arrived or starts), mark.code)
    away = mark.code in ATTENDING or mark.code in NOT_POSSIBLE
    return Place(Standing.ELSEWHERE if away else Standing.ABSENT, starts, mark.code)


def _of_move(move: Moved) -> Place:
    standing = Standing.SIGNED_OUT if move.step == Step.OUT else Standing.ON_SITE
    return Place(standing, move.at)


def _time(place: Place) -> dt.time:
    return place.since or dt.time(0)


def _nobody_said(now: dt.time, day: Day, expected_afternoon: bool) -> Place:
    if day.morning and now >= day.morning[1] and not expected_afternoon:
        return Place(Standing.GONE_HOME, day.morning[1])
    return Place(Standing.UNMARKED)


def _gone_at_midday(latest: Place, now: dt.time, day: Day, expected_afternoon: bool) -> bool:
    if expected_afternoon or day.morning is None or latest.standing is not Standing.ON_SITE:
        return False
    return now >= day.morning[1] and _time(latest) < day.morning[1]
