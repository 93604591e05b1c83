"""Attendance before and after something was done for a pupil: six school weeks on each side of it.

The week in which it was done counts on neither side (where something agreed begins on a Monday, that week is the first
after it), and holidays are no school weeks. What comes out is a question for people, not a proof: whoever missed much
usually misses less in the next weeks, whatever is done.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from reporting.measures import Measures, measure

WEEKS = 6
"""School weeks that are compared on each side (P: about a half term; no text gives a time)."""
AS_MUCH_ONE_IN = 20
"""A difference below one session in twenty, one in two weeks, is called about as much (P)."""


class Kind(StrEnum):
    """What was done, the gentlest first."""

    CONVERSATION = "conversation"
    LETTER = "letter"
    MEETING = "meeting"
    PLAN = "plan"
    PART_TIME = "part_time"
    CONTRACT = "contract"

    @property
    def words(self) -> str:
        """As the pages say it, of one."""
        return KIND_WORDS[self][0]

    @property
    def many(self) -> str:
        """Of several."""
        return KIND_WORDS[self][1]


KIND_WORDS = {
    Kind.CONVERSATION: ("Conversation", "Conversations"),
    Kind.LETTER: ("Letter", "Letters"),
    Kind.MEETING: ("Meeting", "Meetings"),
    Kind.PLAN: ("Support plan", "Support plans"),
    Kind.PART_TIME: ("Part-time timetable", "Part-time timetables"),
    Kind.CONTRACT: ("Attendance contract", "Attendance contracts"),
}


class Change(StrEnum):
    """How what is missed now compares with what was missed before."""

    LESS = "less"
    SAME = "same"
    MORE = "more"
    EARLY = "early"
    """Nothing to compare yet: no session since, or none before."""

    @property
    def words(self) -> str:
        """As the pages say it."""
        return CHANGE_WORDS[self]


CHANGE_WORDS = {
    Change.LESS: "Missed less since",
    Change.SAME: "About as much",
    Change.MORE: "Missed more since",
    Change.EARLY: "Too early to tell",
}
FROM_ITS_FIRST_DAY = frozenset({Kind.PLAN, Kind.PART_TIME, Kind.CONTRACT})
"""What holds from the morning of its day."""
DONE_ONCE = frozenset({Kind.CONVERSATION, Kind.LETTER, Kind.MEETING})
"""What nobody comes back to by itself; what was agreed has reviews of its own."""
ENOUGH = 3
"""School weeks after which it is asked whether something helped (P: half of those compared)."""
Weeks = Sequence[tuple[dt.date, Measures]]
"""A pupil's school weeks in order, each by its Monday."""


@dataclass(frozen=True, order=True)
class Done:
    """One thing that was done on a day."""

    on: dt.date
    kind: Kind
    words: str
    url: str = ""

    @property
    def monday(self) -> dt.date:
        """The week in which it was done."""
        return self.on - dt.timedelta(days=self.on.weekday())

    @property
    def first_monday(self) -> dt.date:
        """The first week after it."""
        whole = self.on == self.monday and self.kind in FROM_ITS_FIRST_DAY
        return self.monday if whole else self.monday + dt.timedelta(days=7)


@dataclass(frozen=True)
class Compared:
    """The sessions on each side, and of how many school weeks there are any."""

    done: Done
    before: Measures
    after: Measures
    weeks_before: int
    weeks_after: int

    @property
    def change(self) -> Change:
        """Compared as fractions of integers, never as rounded percentages."""
        if not self.before.possible or not self.after.possible:
            return Change.EARLY
        less = self.before.absent * self.after.possible - self.after.absent * self.before.possible
        if abs(less) * AS_MUCH_ONE_IN < self.before.possible * self.after.possible:
            return Change.SAME
        return Change.LESS if less > 0 else Change.MORE


def compare(done: Done, weeks: Weeks) -> Compared:
    """The school weeks before and after the one in which it was done, `WEEKS` at most on each side."""
    before = [each for monday, each in weeks if monday < done.monday][-WEEKS:]
    after = [each for monday, each in weeks if monday >= done.first_monday][:WEEKS]
    return Compared(done, _sum(before), _sum(after), _told(before), _told(after))


def _told(weeks: Iterable[Measures]) -> int:
    return sum(each.possible > 0 for each in weeks)


def _sum(weeks: Iterable[Measures]) -> Measures:
    counts: Counter[str] = Counter()
    for each in weeks:
        counts.update(each.by_code)
    return measure(counts)


def without_effect(compared: Sequence[Compared]) -> Compared | None:
    """The last thing that had its time, where it did not help and nothing of another kind was done since.

    More of the same kind does not put it aside. Asked only where a tenth or more is still missed.
    """
    if not compared or compared[-1].done.kind not in DONE_ONCE:
        return None
    same = list(takewhile(lambda each: each.done.kind == compared[-1].done.kind, reversed(compared)))
    told = next((each for each in same if each.weeks_after >= ENOUGH), None)
    if told is None or told.change not in (Change.SAME, Change.MORE) or not told.after.persistent:
        return None
    return told


@dataclass(frozen=True)
class Tally:
    """Of how many things of a kind attendance went which way afterwards."""

    kind: Kind
    counts: Mapping[Change, int]

    @property
    def done(self) -> int:
        """How many there were."""
        return sum(self.counts.values())

    @property
    def in_order(self) -> list[tuple[Change, int]]:
        """Each way with its number, in the order of the table."""
        return [(change, self.counts.get(change, 0)) for change in Change]


def tally(compared: Iterable[Compared]) -> list[Tally]:
    """The kinds that were done at all, the gentlest first."""
    counts: dict[Kind, Counter[Change]] = {}
    for each in compared:
        counts.setdefault(each.done.kind, Counter())[each.change] += 1
    return [Tally(kind, counts[kind]) for kind in Kind if kind in counts]
