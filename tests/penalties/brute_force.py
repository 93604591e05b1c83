"""The threshold again, by trying every window and every session: slow, obvious, and written from the rule alone.

Random histories of a pupil to try both on: a calendar with gaps, sessions here and at an earlier school, sessions that
a notice has used, marks that are amended later, and a decision in between.
"""

import datetime as dt
import functools
from dataclasses import dataclass

from hypothesis import strategies as st

from penalties.threshold import Absence, Origin
from registers.school_year import DayRange, compulsory_school_age, week_start_of

Key = tuple[dt.date, str]
BEGAN = dt.date(2024, 8, 19)
EARLIER = Origin(None, "Old Mill Primary")
USUAL = dt.date(2016, 5, 1)


@dataclass(frozen=True)
class History:
    """A school of 1 to 22 weeks with holidays, and a pupil's absences there and at a school before."""

    school_days: list[dt.date]
    week_start: str
    codes: str
    dob: dt.date
    on: dt.date
    absences: list[Absence]


class Obvious:
    """What the rule says of a history on its day, worked out the long way."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.past = {(a.date, a.session): a for a in history.absences if a.date <= history.on}
        starts = {self.week(day) for day in history.school_days} | {self.week(date) for date, _ in self.past}
        self.order = sorted(starts)
        self.ages = compulsory_school_age(history.dob)
        self.made_ten = functools.cache(self._made_ten)

    def week(self, day: dt.date) -> dt.date:
        """The first day of its week."""
        return week_start_of(day, self.history.week_start)

    def counts(self, key: Key, *, aged: bool = True) -> bool:
        """Whether one session counts."""
        absence = self.past[key]
        of_age = self.ages.first <= key[0] <= self.ages.last
        return (
            absence.code in self.history.codes
            and not absence.used
            and key[0] >= BEGAN
            and (of_age or not aged)
        )

    def ten_weeks_to(self, day: dt.date) -> list[dt.date]:
        """The ten school weeks that end with the one of `day`."""
        end = self.order.index(self.week(day)) + 1
        return self.order[max(0, end - 10) : end]

    def sessions_in(self, weeks: list[dt.date], *, until: Key, aged: bool = True) -> list[Key]:
        """The sessions that count in those weeks, up to one of them."""
        keys = [key for key in sorted(self.past) if key <= until and self.week(key[0]) in weeks]
        return [key for key in keys if self.counts(key, aged=aged)]

    def _made_ten(self, *, aged: bool = True) -> list[Key]:
        """Each session that had ten, itself among them, in the ten weeks that end with its own."""
        return [
            key
            for key in sorted(self.past)
            if self.counts(key, aged=aged)
            and len(self.sessions_in(self.ten_weeks_to(key[0]), until=key, aged=aged)) >= 10
        ]

    def judged(self) -> tuple[Key | None, int, list[Key], DayRange | None, str | None]:
        """When ten was first met, the most in any ten weeks, those that count now, their days, why age excludes."""
        end_of_day = (self.history.on, "PM")
        met = next(iter(self.made_ten()), None)
        without = next(iter(self.made_ten(aged=False)), None)
        peak = max(
            (len(self.sessions_in(self.order[n : n + 10], until=end_of_day)) for n in range(len(self.order))),
            default=0,
        )
        begun = [start for start in self.order if start <= self.history.on][-10:]
        window = DayRange(begun[0], begun[-1] + dt.timedelta(days=6)) if begun else None
        excluded = None
        if met is None and without is not None:
            above = without[0] > self.ages.last
            excluded = "above_compulsory_school_age" if above else "below_compulsory_school_age"
        return met, peak, self.sessions_in(begun, until=end_of_day), window, excluded

    def reached(self, after: Key | None = None) -> tuple[Key, list[Key], DayRange] | None:
        """The latest ten weeks with ten in them: which made ten, all of them, and the days."""
        late = [key for key in self.made_ten() if after is None or key > after]
        if not late:
            return None
        weeks = self.ten_weeks_to(late[-1][0])
        found = self.sessions_in(weeks, until=late[-1])
        met = next(key for key in found[9:] if after is None or key > after)
        return met, found, DayRange(weeks[0], weeks[-1] + dt.timedelta(days=6))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Histories that often come to ten."""
    first = draw(st.sampled_from([dt.date(2024, 7, 8), dt.date(2025, 9, 1), dt.date(2026, 4, 13)]))
    length = draw(st.integers(1, 22))
    open_weeks = draw(st.lists(st.sampled_from([True, True, True, False]), min_size=length, max_size=length))
    mondays = [first + dt.timedelta(weeks=n) for n, is_open in enumerate(open_weeks) if is_open]
    school_days = [monday + dt.timedelta(days=n) for monday in mondays for n in range(5)]
    slots = [(day, session) for day in school_days for session in ("AM", "PM")]
    fewest = draw(st.sampled_from([0, 9, 10, 20])) if len(slots) > 40 else 0
    taken = draw(st.lists(st.sampled_from(slots), min_size=fewest, max_size=40, unique=True)) if slots else []
    codes_seen = draw(st.lists(st.sampled_from("OOGGUNI"), min_size=len(taken), max_size=len(taken)))
    noticed = draw(st.sets(st.integers(0, 40), max_size=8))
    absences = [
        Absence(*slot, code, n in noticed)
        for n, (slot, code) in enumerate(zip(taken, codes_seen, strict=True))
    ]
    day = st.integers(0, length * 7 - 1).map(lambda n: first + dt.timedelta(days=n))
    for date in draw(st.lists(day, max_size=3, unique=True)):
        if (date, "AM") not in taken:
            absences.append(Absence(date, "AM", "O", origin=EARLIER))
    return History(
        school_days=school_days,
        absences=absences,
        dob=draw(
            st.sampled_from([USUAL, USUAL, dt.date(2020, 9, 1), dt.date(2010, 1, 1), dt.date(2020, 1, 1)])
        ),
        week_start=draw(st.sampled_from(["monday", "thursday", "sunday"])),
        on=draw(day),
        codes=draw(st.sampled_from(["GNOU", "GOU"])),
    )
