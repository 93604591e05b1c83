"""The national threshold: ten sessions of unauthorised absence in a rolling ten school weeks.

At the threshold a school must consider a penalty notice, case by case; nothing follows by itself. Source: the
national framework in Working together to improve school attendance (V). Judged for one pupil at one school at
a time, from facts only, so that a nightly scan, a page and a letter cannot differ.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter, lt
from typing import NamedTuple

from registers.codes import THRESHOLD_NATIONAL
from registers.school_year import DayRange, SchoolWeeks, compulsory_school_age

SESSIONS = 10  # V
WEEKS = 10  # V; that they are whole school weeks is our reading (D), their first day a setting of the school
# SI 2024/210: the framework applies to absences from then on (V).
APPLIES_FROM = dt.date(2024, 8, 19)

BELOW_AGE = "below_compulsory_school_age"
ABOVE_AGE = "above_compulsory_school_age"


class Origin(NamedTuple):
    """The earlier school of an imported session; no URN where that school is not on this site."""

    urn: str | None
    name: str


class Absence(NamedTuple):
    """One session of unauthorised absence. `used`: in a notice that stands. No origin: at this school."""

    date: dt.date
    session: str
    code: str
    used: bool = False
    origin: Origin | None = None


class Sitting(NamedTuple):
    """One half of a day, in the order of time."""

    date: dt.date
    session: str


_DATE = itemgetter(0)
_SITTING = itemgetter(0, 1)
_SITTING_UNUSED_FIRST = itemgetter(0, 1, 3)


class Judgement(NamedTuple):
    """What the sessions up to a day come to.

    `met_on`, `met_session`: the first session at which ten was reached in the ten school weeks ending with
    its week. `peak`: the most in any ten school weeks. `sessions`: those in the ten that end with the day's
    own week (or the last one before it), `window` its calendar days. `excluded`: why ten sessions do not
    count, by the pupil's age.
    """

    met_on: dt.date | None
    met_session: str | None
    peak: int
    window: DayRange | None
    sessions: tuple[Absence, ...]
    excluded: str | None

    @property
    def current(self) -> int:
        """How many sessions count now."""
        return len(self.sessions)

    @property
    def listed(self) -> bool:
        """Whether a scan lists the pupil: sessions in the window, threshold met, or excluded although ten."""
        return bool(self.sessions or self.met_on or self.excluded)


class Counted(NamedTuple):
    """The sessions that count, in order, with the school week of each by `weeks`, the pupil's own.

    `at_any_age`: with those before and after compulsory school age.
    """

    sessions: Sequence[Absence]
    numbers: Sequence[int]
    weeks: SchoolWeeks
    at_any_age: Sequence[Absence]


class Reached(NamedTuple):
    """Ten school weeks that hold ten sessions or more: the one that made ten, the calendar days, all of them."""

    met: Sitting
    window: DayRange
    sessions: tuple[Absence, ...]


def judge(
    absences: Iterable[Absence],
    *,
    weeks: SchoolWeeks,
    on: dt.date,
    dob: dt.date,
    codes: Collection[str] = THRESHOLD_NATIONAL,
    include_used: bool = False,
) -> Judgement:
    """Judge one pupil on one day, in time that grows with the number of sessions only.

    Sessions that a notice used are left out unless asked for. The arguments are those of `count`.
    """
    counted = count(absences, weeks=weeks, on=on, dob=dob, codes=codes, include_used=include_used)
    sessions, numbers, weeks = counted.sessions, counted.numbers, counted.weeks
    met = _first_met(numbers)
    last = weeks.latest(on)
    return Judgement(
        met_on=None if met is None else sessions[met].date,
        met_session=None if met is None else sessions[met].session,
        peak=_peak(numbers),
        window=weeks.days_of(max(1, last - WEEKS + 1), last) if last else None,
        sessions=tuple(sessions[bisect_right(numbers, last - WEEKS) :]),
        excluded=_excluded(counted, dob) if met is None and len(sessions) < len(counted.at_any_age) else None,
    )


def count(
    absences: Iterable[Absence],
    *,
    weeks: SchoolWeeks,
    on: dt.date,
    dob: dt.date,
    codes: Collection[str] = THRESHOLD_NATIONAL,
    include_used: bool = False,
) -> Counted:
    """The sessions of one pupil that count up to a day, in order, each with its school week.

    `absences`: every unauthorised session at this school and every one imported, in any order, also those of
    other codes and used ones, because an imported session makes its week a school week for this pupil.
    `weeks`: the school's. `codes`: those that the school counts.
    """
    past = _once_each([absence for absence in absences if absence.date <= on])
    weeks = weeks.including(map(_DATE, past))
    unaged = [a for a in past if a.code in codes and a.date >= APPLIES_FROM and (include_used or not a.used)]
    ages = compulsory_school_age(dob)
    sessions = [absence for absence in unaged if ages.first <= absence.date <= ages.last]
    return Counted(sessions, _numbers(sessions, weeks), weeks, unaged)


def reached(
    counted: Counted, *, after: Sitting | None = None, since: dt.date | None = None
) -> Reached | None:
    """The latest ten school weeks in which ten sessions came together, or None where there are none.

    `after`: only where a later session than that one made ten, as it does for the next case after a decision.
    `since`: only where the last of them is not older.
    """
    sessions, numbers, weeks, _ = counted
    last = _last_met(numbers)
    if last is None or (since is not None and sessions[last].date < since):
        return None
    if after is not None and _SITTING(sessions[last]) <= after:
        return None
    week = numbers[last]
    first = bisect_right(numbers, week - WEEKS)
    met = next(
        place
        for place in range(first + SESSIONS - 1, last + 1)
        if after is None or _SITTING(sessions[place]) > after
    )
    return Reached(
        Sitting(*_SITTING(sessions[met])),
        weeks.days_of(max(1, week - WEEKS + 1), week),
        tuple(sessions[first : last + 1]),
    )


def current(counted: Counted, on: dt.date) -> int:
    """How many sessions count in the ten school weeks that end with the day's own."""
    return len(counted.numbers) - bisect_right(counted.numbers, counted.weeks.latest(on) - WEEKS)


def may_come_to(numbers: Sequence[int], sessions: int, *, since: int) -> bool:
    """Whether so many sessions lie in some ten weeks that end with week `since` or a later one.

    `numbers`: the school week of each session in order, whether it counts or not: a sieve before the judgement.
    """
    for place in range(len(numbers) - sessions, -1, -1):
        first, last = numbers[place], numbers[place + sessions - 1]
        if first <= since - WEEKS:
            return False
        if last - first < WEEKS:
            return True
    return False


def come_together(numbers: Sequence[int], *, sessions: int, weeks: int) -> bool:
    """Whether so many sessions lie in so many weeks in a row. `numbers`: the school week of each session, in order."""
    return any(last - first < weeks for first, last in zip(numbers, numbers[sessions - 1 :], strict=False))


def as_row(judgement: Judgement, *, upn: str, school_urn: str, school_name: str) -> dict[str, object]:
    """A judgement as the scan prints it for machines: dates as ISO text, sessions in order."""
    window = judgement.window
    return {
        "upn": upn,
        "school_urn": school_urn,
        "current": judgement.current,
        "peak": judgement.peak,
        "met_on": judgement.met_on.isoformat() if judgement.met_on else None,
        "met_session": judgement.met_session,
        "window_first_day": window.first.isoformat() if window else None,
        "window_last_day": window.last.isoformat() if window else None,
        "sessions": session_rows(judgement.sessions, Origin(school_urn, school_name)),
        "excluded": judgement.excluded,
    }


def session_rows(absences: Iterable[Absence], here: Origin) -> list[dict[str, str | None]]:
    """Sessions as they are printed and kept: dates as ISO text, each with its school, `here` where none is named."""
    return [
        {
            "date": absence.date.isoformat(),
            "session": absence.session,
            "code": absence.code,
            "school_urn": (absence.origin or here).urn,
            "school_name": (absence.origin or here).name,
        }
        for absence in absences
    ]


def _once_each(absences: list[Absence]) -> list[Absence]:
    """In order, one for each session: a pupil is absent once, whoever reports it. A used report wins."""
    sittings = list(map(_SITTING, absences))
    if all(map(lt, sittings, sittings[1:])):  # as a scan reads them: nothing to do
        return absences
    ordered = sorted(absences, key=_SITTING_UNUSED_FIRST)
    return list({_SITTING(absence): absence for absence in ordered}.values())


def _numbers(absences: Sequence[Absence], weeks: SchoolWeeks) -> list[int]:
    return [weeks.numbers[absence.date] for absence in absences]


def _first_met(numbers: Sequence[int]) -> int | None:
    """The place of the first session that is the tenth within ten weeks, from the week of each in order."""
    for place in range(SESSIONS - 1, len(numbers)):
        if numbers[place] - numbers[place - SESSIONS + 1] < WEEKS:
            return place
    return None


def _last_met(numbers: Sequence[int]) -> int | None:
    """The place of the last session that has ten within the ten weeks ending with its own."""
    for place in range(len(numbers) - 1, SESSIONS - 2, -1):
        if numbers[place] - numbers[place - SESSIONS + 1] < WEEKS:
            return place
    return None


def _peak(numbers: Sequence[int]) -> int:
    """The most sessions in any ten weeks. Some fullest window always ends with a session's own week.

    The window only ever grows: it moves on by one place where it cannot take another session in.
    """
    first = 0
    for number in numbers:
        first += number - numbers[first] >= WEEKS
    return len(numbers) - first


def _excluded(counted: Counted, dob: dt.date) -> str | None:
    """Why the pupil's age keeps ten sessions from counting, or None where there are not ten anyway."""
    unaged = counted.at_any_age
    met = _first_met(_numbers(unaged, counted.weeks))
    if met is None:
        return None
    return ABOVE_AGE if unaged[met].date > compulsory_school_age(dob).last else BELOW_AGE
