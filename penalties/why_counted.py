"""Why one session of unauthorised absence counts to the threshold, or is left out: the words beside the judgement.

`threshold.judge` counts; this says for each session what decided it, so that a page can show it. A test holds the two
together.
"""

from collections.abc import Collection
from enum import StrEnum

from penalties.threshold import APPLIES_FROM, Absence
from registers.codes import CODES, NO_REASON_YET
from registers.school_year import DayRange


class Why(StrEnum):
    """What decided whether a session counts."""

    COUNTS = "counts"
    USED = "used"
    OTHER_CODE = "other_code"
    AGE = "age"
    BEFORE = "before"

    @property
    def counts(self) -> bool:
        """Whether it is one of the ten."""
        return self is Why.COUNTS


def why_counted(absence: Absence, *, codes: Collection[str], ages: DayRange) -> Why:
    """What decides it for one session. `codes`: those the school counts; `ages`: the days of compulsory school age."""
    if absence.code not in codes:
        return Why.OTHER_CODE
    if absence.date < APPLIES_FROM:
        return Why.BEFORE
    if not ages.holds(absence.date):
        return Why.AGE
    return Why.USED if absence.used else Why.COUNTS


def is_unsettled(code: str) -> bool:
    """Whether the reason is not established yet: such a session is shown apart, counted or not."""
    return code == NO_REASON_YET


def why_in_words(absence: Absence, why: Why) -> str:
    """The reason as a page gives it."""
    meaning = CODES[absence.code].words.lower()
    if why is Why.COUNTS and is_unsettled(absence.code):
        return "Counts, and is not yet settled: once a reason is known it may no longer."
    return {
        Why.COUNTS: f"Counts: {meaning}, of compulsory school age, in no notice.",
        Why.USED: "Left out: a penalty notice has used it already.",
        Why.OTHER_CODE: f"Apart: the school does not count {absence.code} ({meaning}).",
        Why.AGE: "Left out: not of compulsory school age on that day.",
        Why.BEFORE: "Left out: before the national framework began.",
    }[why]
