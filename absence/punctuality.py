"""How often a pupil came late, and which of the school's own stages that reaches.

Late is L, and U: an arrival after the close, which is an absence of that session as well and is counted here once.
What came of an appointment stands apart and reaches no stage. Only lateness since the last step counts for the next
one. A stage is something for a person to consider; nothing follows from it by itself.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registers.codes import LATE, LATE_AFTER_CLOSE
from registers.desk_reasons import LATE_REASONS


class Stage(StrEnum):
    """What a school does about lateness, the gentlest first."""

    WORD = "word"
    LETTER = "letter"
    MEETING = "meeting"

    @property
    def words(self) -> str:
        """As the pages say it."""
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.WORD: "A word with the family",
    Stage.LETTER: "Letter",
    Stage.MEETING: "Invitation to a meeting",
}
WEEKS = 6
"""So many school weeks are looked at where the school has not chosen (P: about a half term)."""
MOST_WEEKS = 39
MOST_TIMES = 50
LATENESS = frozenset({LATE, LATE_AFTER_CLOSE})
MEDICAL = {reason.words for reason in LATE_REASONS if reason.code}
"""Reasons of the desk for which a code better than U fits: nobody is late by choice."""
NO_REASON = "No reason given"
OTHER = "Other"
SAID = {reason.words for reason in LATE_REASONS if not reason.text}
Place = tuple[dt.date, str]
"""Day and session, in the order of the year."""


@dataclass(frozen=True)
class Stages:
    """A school's stages: in how many school weeks, and how many times late for each; None: the stage is not used."""

    weeks: int = WEEKS
    word: int | None = 3
    letter: int | None = 4
    meeting: int | None = 4

    @property
    def in_order(self) -> tuple[tuple[Stage, int], ...]:
        """Those in use, the gentlest first, each with its number of times."""
        every = zip(Stage, (self.word, self.letter, self.meeting), strict=True)
        return tuple((stage, times) for stage, times in every if times is not None)


DEFAULTS = Stages()
"""What holds until a school has set its own (P: practice differs, and the policy that we follow names no number)."""


@dataclass(frozen=True)
class Late:
    """One session that a pupil came late to."""

    date: dt.date
    session: str
    code: str
    minutes: int = 0
    arrived: dt.time | None = None
    note: str = ""
    """What was said at the desk: the reason first."""

    @property
    def place(self) -> Place:
        """Where it stands in the year."""
        return self.date, self.session

    @property
    def after_close(self) -> bool:
        """Whether the register had closed: it is an absence, too."""
        return self.code == LATE_AFTER_CLOSE

    @property
    def reason(self) -> str:
        """The reason given, as the desk offers it."""
        said = self.note.partition(".")[0].strip()
        if not said:
            return NO_REASON
        return said if said in SAID else OTHER

    @property
    def counts(self) -> bool:
        """Whether it reaches a stage: not where it came of an appointment, or another code fits better."""
        return self.code in LATENESS and self.reason not in MEDICAL


@dataclass(frozen=True)
class Step:
    """What a person decided about a stage: taken, or left out. `up_to`: the last lateness that it was about."""

    stage: Stage
    taken: bool
    up_to: Place


@dataclass(frozen=True)
class Punctuality:
    """How one pupil stands in the time looked at."""

    counted: tuple[Late, ...]
    apart: tuple[Late, ...]
    """Arrivals after an appointment or with a better code."""
    new: tuple[Late, ...]
    """Those counted since the last step."""
    next: Stage | None
    """The stage that comes next; None where the school uses none."""
    needs: int = 0
    """How many times late since the last step it takes."""

    @property
    def due(self) -> bool:
        """Whether a person is to consider the next stage now."""
        return self.next is not None and len(self.new) >= self.needs

    @property
    def after_close(self) -> int:
        """How many of those counted are absences as well."""
        return sum(late.after_close for late in self.counted)

    @property
    def minutes(self) -> int:
        """Minutes missed by those counted, together."""
        return minutes_of(self.counted)

    @property
    def days(self) -> int:
        """On how many days."""
        return len({late.date for late in self.counted})

    @property
    def weekdays(self) -> tuple[int, ...]:
        """How many on each weekday, Monday first."""
        found = Counter(late.date.weekday() for late in self.counted)
        return tuple(found[day] for day in range(5))

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """The reasons given, the commonest first."""
        return tuple(Counter(late.reason for late in self.counted).most_common())


def minutes_of(sessions: Iterable[Late]) -> int:
    """Their minutes together."""
    return sum(late.minutes for late in sessions)


def punctuality(
    sessions: Sequence[Late], *, stages: Stages, steps: Sequence[Step] = (), first_day: dt.date
) -> Punctuality:
    """How a pupil stands: `sessions` and `steps` of this school year, `first_day` where the time looked at begins.

    A step taken leads to the stage after it, and from the last one to the same again. One left out does not lead on,
    but what it was about counts no more.
    """
    inside = sorted((late for late in sessions if late.date >= first_day), key=lambda late: late.place)
    counted = tuple(late for late in inside if late.counts)
    last = max((step.up_to for step in steps), default=None)
    new = tuple(late for late in counted if last is None or late.place > last)
    stage, needs = _next(stages, steps)
    apart = tuple(late for late in inside if not late.counts)
    return Punctuality(counted, apart, new, stage, needs)


def _next(stages: Stages, steps: Iterable[Step]) -> tuple[Stage | None, int]:
    order = list(Stage)
    done = max((order.index(step.stage) for step in steps if step.taken), default=-1)
    left = [each for each in stages.in_order if order.index(each[0]) > done] or stages.in_order[-1:]
    return left[0] if left else (None, 0)


def first_day_of(weeks_of_days: Mapping[dt.date, int], *, on: dt.date, weeks: int) -> dt.date:
    """The first school day of the last `weeks` school weeks up to `on`; `on` itself where there was none."""
    past = sorted(day for day in weeks_of_days if day <= on)
    if not past:
        return on
    latest = weeks_of_days[past[-1]]
    return next(day for day in past if weeks_of_days[day] > latest - weeks)
