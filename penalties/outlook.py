"""What lies ahead of a pupil's sessions: how many remain to the threshold, and when the oldest leave the ten weeks."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from penalties.threshold import SESSIONS, WEEKS, Absence, Judgement, judge
from registers.codes import THRESHOLD_NATIONAL
from registers.school_year import SchoolWeeks

# The early warning begins at so many sessions (the product's own choice, as Arbor's: P).
WARNED_FROM = 6


class Leaving(NamedTuple):
    """So many sessions leave the ten weeks when a school week begins; None: after the calendar ends."""

    sessions: int
    on: dt.date | None


def remaining(judgement: Judgement) -> int:
    """How many sessions more meet the threshold; 0 where it is met now."""
    return max(0, SESSIONS - judgement.current)


def is_early_warning(judgement: Judgement) -> bool:
    """Whether the pupil is near: six to nine sessions in the present ten weeks."""
    return WARNED_FROM <= judgement.current < SESSIONS


def leavings(judgement: Judgement, weeks: SchoolWeeks) -> list[Leaving]:
    """When the counted sessions leave the ten weeks, the oldest first, with how many each time.

    `weeks`: the school's, with those to come; weeks in which the pupil was at an earlier school are added.
    """
    weeks = weeks.including(absence.date for absence in judgement.sessions)
    counts = Counter(weeks.latest(absence.date) for absence in judgement.sessions)
    return [Leaving(counts[number], _start(weeks.starts, number + WEEKS)) for number in sorted(counts)]


def reached_if_taken(
    absences: Collection[Absence],
    taken: Sequence[Absence],
    *,
    weeks: SchoolWeeks,
    dob: dt.date,
    codes: Collection[str] = THRESHOLD_NATIONAL,
) -> Absence | None:
    """The session of `taken`, absences still to come, at which ten would be reached; None where it would not be."""
    last = max((absence.date for absence in taken), default=None)
    if last is None:
        return None
    for number, absence in enumerate(taken, start=1):
        found = judge([*absences, *taken[:number]], weeks=weeks, on=absence.date, dob=dob, codes=codes)
        if found.current >= SESSIONS:
            return absence
    return None


def _start(starts: Sequence[dt.date], number: int) -> dt.date | None:
    return starts[number - 1] if number <= len(starts) else None
