"""How much a pupil has missed, and which of the school's own stages of support that suggests.

Counted are sessions missed through illness and appointments, and those without leave. What the school itself agreed or
ordered (leave, a part-time timetable, a suspension) stands apart and suggests nothing. Only what was missed since the
last step counts for the next one. A stage is something for a person to consider; nothing follows from it by itself.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registers.codes import ABSENT, APPOINTMENT, CODES, ILLNESS, UNAUTHORISED


class Stage(StrEnum):
    """What a school does about absence, the gentlest first."""

    CONVERSATION = "conversation"
    LETTER = "letter"
    MEETING = "meeting"
    PLAN = "plan"
    FORMAL = "formal"

    @property
    def words(self) -> str:
        """As the pages say it."""
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.CONVERSATION: "A conversation",
    Stage.LETTER: "Letter",
    Stage.MEETING: "Meeting",
    Stage.PLAN: "Support plan",
    Stage.FORMAL: "Formal conversation",
}
SUPPORT = (Stage.MEETING, Stage.PLAN)
"""One of these comes before any conversation about legal steps: support before sanction (school attendance policy,
"Understanding barriers to attendance": formal steps follow where support did not help or was not taken up)."""
WEEKS = 6
"""So many school weeks are looked at where the school has not chosen (P: about a half term, some sixty sessions)."""
MOST_WEEKS = 39
MOST_SESSIONS = 100
MEDICAL = frozenset({ILLNESS, APPOINTMENT})
COUNTED = MEDICAL | UNAUTHORISED
APART = ABSENT - COUNTED
"""Authorised absence that the school agreed to or ordered."""
Place = tuple[dt.date, str]
"""Day and session, in the order of the year."""


@dataclass(frozen=True)
class Stages:
    """A school's stages: in how many school weeks, and how many sessions missed for each; None: not used.

    The numbers that come with the site (P: no law sets them): six sessions are the tenth of six weeks' sessions from
    which absence, if it goes on, counts as persistent. `formal` counts those without leave only.
    """

    weeks: int = WEEKS
    conversation: int | None = 6
    letter: int | None = 4
    meeting: int | None = 6
    plan: int | None = 6
    formal: int | None = 6

    @property
    def in_order(self) -> tuple[tuple[Stage, int], ...]:
        """Those in use, the gentlest first, each with its number of sessions."""
        every = zip(
            Stage, (self.conversation, self.letter, self.meeting, self.plan, self.formal), strict=True
        )
        return tuple((stage, sessions) for stage, sessions in every if sessions is not None)


DEFAULTS = Stages()
"""What holds until a school has set its own."""


@dataclass(frozen=True)
class Missed:
    """One session that a pupil missed. `reported`: home gave word of it, whether or not that was accepted."""

    date: dt.date
    session: str
    code: str
    reported: bool = False

    @property
    def place(self) -> Place:
        """Where it stands in the year."""
        return self.date, self.session

    @property
    def is_medical(self) -> bool:
        """Illness, or an appointment."""
        return self.code in MEDICAL

    @property
    def is_unauthorised(self) -> bool:
        """Without leave, or without a reason yet."""
        return self.code in UNAUTHORISED


@dataclass(frozen=True)
class Step:
    """What a person decided about a stage: taken, or left out. `up_to`: the last missed session it was about."""

    stage: Stage
    taken: bool
    up_to: Place


@dataclass(frozen=True)
class Part:
    """One reason in the mix: how many sessions, and of how many of them home gave word."""

    words: str
    sessions: int
    reported: int

    @property
    def said(self) -> str:
        """How far home gave word of them."""
        if self.reported == self.sessions:
            return "all reported by home" if self.sessions > 1 else "reported by home"
        return f"{self.reported} reported by home" if self.reported else "no word from home"


@dataclass(frozen=True)
class Standing:
    """How one pupil stands in the time looked at."""

    counted: tuple[Missed, ...]
    apart: tuple[Missed, ...]
    """What the school agreed to or ordered."""
    new: tuple[Missed, ...]
    """Those counted since the last step."""
    next: Stage | None
    """The stage to consider next; None where the school uses none."""
    needs: int = 0
    """How many sessions since the last step it takes."""

    @property
    def due(self) -> bool:
        """Whether a person is to consider the next stage now."""
        return self.next is not None and self.counts_for_next >= self.needs

    @property
    def counts_for_next(self) -> int:
        """How many sessions since the last step count for the next stage."""
        return (
            sum(missed.is_unauthorised for missed in self.new) if self.next is Stage.FORMAL else len(self.new)
        )

    def about(self, stage: Stage) -> tuple[Missed, ...]:
        """What a step speaks of: what is new. A family is invited to talk about all that is counted where a letter
        spoke of it already; legal steps are never spoken of twice for the same sessions."""
        return self.new or (self.counted if stage is Stage.MEETING else ())

    @property
    def is_medical(self) -> bool:
        """Whether what is new is mostly illness and appointments: the words are others then."""
        return mostly_medical(self.new)

    @property
    def mix_words(self) -> str:
        """The reasons of what is new, in words."""
        return in_words(mix_of(self.new))

    @property
    def mix_words_of_all(self) -> str:
        """The reasons of all that is counted, in words."""
        return in_words(mix_of(self.counted))


def in_words(mix: Sequence[Part]) -> str:
    """9 of 10 sessions: illness, all reported by home; 1: no reason yet, no word from home."""
    total = sum(part.sessions for part in mix)
    said = [f"{part.sessions}: {part.words.lower()}, {part.said}" for part in mix]
    if len(mix) == 1:
        return said[0].replace(":", f" {'session' if total == 1 else 'sessions'}:", 1)
    return "; ".join(said).replace(":", f" of {total} sessions:", 1) if mix else ""


def mix_of(sessions: Iterable[Missed]) -> tuple[Part, ...]:
    """The reasons, the commonest first."""
    every = list(sessions)
    return tuple(
        Part(CODES[code].words, count, sum(each.reported for each in every if each.code == code))
        for code, count in Counter(each.code for each in every).most_common()
    )


def mostly_medical(sessions: Sequence[Missed]) -> bool:
    """At least half of them are illness or appointments (INTERP: no text gives a share; a tie is read kindly)."""
    return bool(sessions) and 2 * sum(each.is_medical for each in sessions) >= len(sessions)


def standing_of(
    sessions: Sequence[Missed], *, stages: Stages, steps: Sequence[Step] = (), first_day: dt.date
) -> Standing:
    """How a pupil stands: `sessions` and `steps` of this school year, `first_day` where the time looked at begins.

    A step taken leads to the stage after it. One left out does not lead on, but what it was about counts no more.
    """
    inside = sorted((each for each in sessions if each.date >= first_day), key=lambda each: each.place)
    counted = tuple(each for each in inside if each.code in COUNTED)
    last = max((step.up_to for step in steps), default=None)
    new = tuple(each for each in counted if last is None or each.place > last)
    stage, needs = _next(stages, steps, new)
    apart = tuple(each for each in inside if each.code in APART)
    return Standing(counted, apart, new, stage, needs)


def _next(stages: Stages, steps: Iterable[Step], new: Sequence[Missed]) -> tuple[Stage | None, int]:
    """After the last stage the same comes again. The formal one comes only after support, and never about illness."""
    order, taken = list(Stage), {step.stage for step in steps if step.taken}
    done = max((order.index(stage) for stage in taken), default=-1)
    gentle = [each for each in stages.in_order if each[0] is not Stage.FORMAL]
    left = [each for each in gentle if order.index(each[0]) > done]
    formal = [each for each in stages.in_order if each[0] is Stage.FORMAL]
    if not left and formal and taken.intersection(SUPPORT) and not mostly_medical(new):
        return formal[0]
    again = [each for each in gentle if each[0] is Stage.MEETING] or gentle[-1:]
    found = left or again
    return found[0] if found else (None, 0)
