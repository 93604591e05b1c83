"""One pupil's year at a glance: what was missed and why, on which days, and how late.

Says of the absence how it is, never of the child. Read from marks; the calendar only says which sessions there were.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from registers.codes import ABSENT, CODES, LATE, LATE_AFTER_CLOSE, UNAUTHORISED
from registers.models import Mark, Pupil
from registers.pupil_year import PupilYear, pupil_year
from registers.school_year import DayRange, half_terms
from registers.weekly_marks import WeeklyMarks, weekly_marks
from reporting.measures import Measures, measure, percentage

HALF_TERMS = 6
"""So many half terms are drawn: a school year."""
LOOK_BACK = dt.timedelta(days=500)
"""Holds as many half terms and the holidays between them."""
ANY_LATENESS = (LATE, LATE_AFTER_CLOSE)


@dataclass(frozen=True)
class Reason:
    """One reason of the mix: how many sessions it stands for."""

    code: str
    sessions: int

    @property
    def words(self) -> str:
        """In staff-room words."""
        return CODES[self.code].words

    @property
    def is_unauthorised(self) -> bool:
        """Whether it counts as absence without leave."""
        return self.code in UNAUTHORISED


@dataclass(frozen=True)
class Lateness:
    """Late arrivals: while the register was open, and after its close, which is absence."""

    times: int
    after_close: int
    minutes: int
    longest: int
    without_minutes: int
    """Arrivals of which nobody noted the minutes."""


@dataclass(frozen=True)
class PupilOverview:
    """What the page shows of the school year up to a day."""

    year: PupilYear
    half_terms: list[tuple[DayRange, Measures]]

    @property
    def measures(self) -> Measures:
        """The year's sums."""
        return self.year.measures

    @cached_property
    def marks(self) -> list[Mark]:
        """The year's marks in order."""
        return [cell.mark for week in self.year.weeks for cell in week.cells if cell.mark and cell.mark.code]

    @property
    def days_missed(self) -> str:
        """3 days, 3½ days, half a day: two sessions are a day."""
        whole, half = divmod(self.measures.absent, 2)
        if not whole and half:
            return "half a day"
        return f"{whole}{'½' if half else ''} {'day' if whole == 1 and not half else 'days'}"

    @property
    def share(self) -> str | None:
        """How much was attended, in per cent."""
        return percentage(self.measures.attended, self.measures.possible)

    @property
    def reasons(self) -> list[Reason]:
        """Why sessions were missed, the commonest first."""
        counts = [(code, n) for code, n in self.measures.by_code.items() if code in ABSENT]
        return [Reason(code, n) for code, n in sorted(counts, key=lambda each: (-each[1], each[0]))]

    @property
    def weekdays(self) -> list[dict[str, Measures]]:
        """Monday to Friday, each with its mornings and afternoons."""
        counts = [{session: Counter[str]() for session in ("AM", "PM")} for _ in range(5)]
        for mark in self.marks:
            if mark.date.weekday() < len(counts):
                counts[mark.date.weekday()][mark.session][mark.code] += 1
        return [{session: measure(codes) for session, codes in day.items()} for day in counts]

    @property
    def lateness(self) -> Lateness:
        """How often and how long."""
        late = [mark for mark in self.marks if mark.code in ANY_LATENESS]
        minutes = [mark.minutes_late for mark in late if mark.minutes_late is not None]
        return Lateness(
            times=sum(mark.code == LATE for mark in late),
            after_close=sum(mark.code == LATE_AFTER_CLOSE for mark in late),
            minutes=sum(minutes),
            longest=max(minutes, default=0),
            without_minutes=len(late) - len(minutes),
        )

    @property
    def in_words(self) -> str:
        """What absence of that size is called, where it has a name."""
        if self.measures.severe:
            return "Half of the sessions or more: absence as large as that is called severe."
        if self.measures.persistent:
            return "A tenth of the sessions or more: absence as large as that is called persistent."
        return ""


def overview_of(pupil: Pupil, *, first: dt.date, on: dt.date) -> PupilOverview:
    """The school year from `first` to `on`, and the half terms before it. Four statements, whatever the length."""
    weeks = weekly_marks(school=pupil.school_id, pupils=[pupil.pk], first=on - LOOK_BACK, last=on)
    return PupilOverview(pupil_year(pupil, first=first, last=on), _by_half_term(weeks, pupil.pk))


def _by_half_term(weeks: WeeklyMarks, pupil: int) -> list[tuple[DayRange, Measures]]:
    """The last half terms, from the first in which there are marks."""
    theirs, found = weeks.of(pupil), []
    for each in half_terms(weeks.mondays)[-HALF_TERMS:]:
        counts: Counter[str] = Counter()
        for monday, measures in theirs:
            if each.holds(monday):
                counts.update(measures.by_code)
        found.append((each, measure(counts)))
    while found and not found[0][1].possible:
        del found[0]
    return found
