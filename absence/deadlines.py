"""By when something must be done about an absence. School days are passed in, in order, each once.

A date is None where the school's calendar ends before it. How surely a rule is known stands beside it: V =
seen in the law or a DfE text; V2 = second-hand; M = from memory.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from registers.codes import LATE_AFTER_CLOSE, NO_REASON_YET, UNAUTHORISED
from registers.school_year import nth_school_day_after, school_days_after

# SI 2024/208 regulation 10(7) to (9): N is replaced within five school days of the session (V2).
N_SETTLED_WITHIN = 5
# SI 2024/208 regulation 13(1) to (3): told to the authority by the end of the fifth day after entry (V).
NEW_PUPIL_RETURN_WITHIN = dt.timedelta(days=5)
# SI 2024/208 regulation 13: absent without authority for ten school days continuously (V2).
ATTENDANCE_RETURN_AFTER = 10
# SI 2024/208 regulation 9(1)(h): not back within ten school days after granted leave (V2).
GROUND_H_AFTER = 10
# SI 2024/208 regulation 9(1)(i): absent for twenty school days continuously (V2).
GROUND_I_AFTER = 20
# SI 2024/208 regulation 13: ill, or expected to be, on 15 days of the school year (V2).
SICKNESS_RETURN_AFTER = 15
# A pupil marked U has been at school, so U breaks a continuous absence (V2 for ground i, M for the return).
CONTINUOUS = UNAUTHORISED - {LATE_AFTER_CLOSE}
# SI 2024/208 regulation 7: every entry is kept for six years (V), from the date of entry (M).
KEPT_FOR_YEARS = 6
# SI 2007/1867 as amended: days beginning with the day on which the notice is received (V2).
NOTICE_LOWER_AMOUNT_DAYS = 21
NOTICE_FULL_AMOUNT_DAYS = 28
# Deemed service of a posted notice: the second working day after posting (M).
DEEMED_RECEIVED_AFTER = 2


class DayOfCodes(NamedTuple):
    """One school day of one pupil: the code of each session, empty where there is no mark or it was
    cleared."""

    day: dt.date
    codes: tuple[str, ...]


class Run(NamedTuple):
    """School days one after another of which every session was an absence of one kind."""

    first: dt.date
    last: dt.date
    length: int


def settle_by(session_day: dt.date, school_days: Sequence[dt.date]) -> dt.date | None:
    """The last day on which the N of a session may still stand: the fifth school day after it."""
    return nth_school_day_after(session_day, N_SETTLED_WITHIN, school_days)


def is_overdue(code: str, session_day: dt.date, on: dt.date, school_days: Sequence[dt.date]) -> bool:
    """Whether that mark should have been settled before `on`."""
    if code != NO_REASON_YET:
        return False
    last = settle_by(session_day, school_days)
    return last is not None and on > last


def days_left_to_settle(session_day: dt.date, on: dt.date, school_days: Sequence[dt.date]) -> int:
    """School days after `on` on which the N may still be settled: 0 on the last day, less when overdue."""
    return N_SETTLED_WITHIN - school_days_after(session_day, on, school_days)


def new_pupil_return_by(
    entered: dt.date, *, most_junior_class: bool, first_day_of_school_year: bool
) -> dt.date | None:
    """The last day for the new-pupil return (calendar days, as worded), or None where none is due.

    Exempt: a pupil who starts in the most junior class on the first day of the school year, not a staggered
    starter.
    """
    if most_junior_class and first_day_of_school_year:
        return None
    return entered + NEW_PUPIL_RETURN_WITHIN


def by_day(sessions: Iterable[tuple[dt.date, str]]) -> Iterator[DayOfCodes]:
    """Sessions (date and code, in order) gathered into days. Hand over every session the pupil was due at."""
    for day, group in groupby(sessions, key=lambda session: session[0]):
        yield DayOfCodes(day, tuple(code for _, code in group))


def runs(days: Iterable[DayOfCodes], codes: Collection[str] = CONTINUOUS) -> Iterator[Run]:
    """The unbroken runs, in order. Any other code, a cleared mark and a missing one break a run."""
    for continuous, group in groupby(days, key=lambda day: _all_in(day, codes)):
        if continuous:
            run = [day.day for day in group]
            yield Run(run[0], run[-1], len(run))


def days_reaching(
    days: Iterable[DayOfCodes], count: int, codes: Collection[str] = CONTINUOUS
) -> Iterator[dt.date]:
    """For each run of at least `count` school days, the day at whose close it had reached that many."""
    length = 0
    for day in days:
        length = length + 1 if _all_in(day, codes) else 0
        if length == count:
            yield day.day


def attendance_return_days(
    days: Iterable[DayOfCodes], codes: Collection[str] = CONTINUOUS
) -> Iterator[dt.date]:
    """Each day at whose close a pupil had been absent without authority for ten school days continuously."""
    return days_reaching(days, ATTENDANCE_RETURN_AFTER, codes)


def ground_i_after(days: Iterable[DayOfCodes]) -> dt.date | None:
    """The day after which deletion on ground (i) may first be considered, of the run that still lasts.

    None where that run is shorter. Joint enquiries with the authority are needed as well.
    """
    reached: dt.date | None = None
    length = 0
    for day in days:
        length = length + 1 if _all_in(day, CONTINUOUS) else 0
        reached = None if length == 0 else day.day if length == GROUND_I_AFTER else reached
    return reached


def ground_h_after(leave_ended: dt.date, school_days: Sequence[dt.date]) -> dt.date | None:
    """The day after which ground (h) may be considered for a pupil not back since granted leave ended.

    Joint enquiries with the authority are needed as well.
    """
    return nth_school_day_after(leave_ended, GROUND_H_AFTER, school_days)


def sickness_return_due(
    ill_days: Sequence[dt.date],
    *,
    school_days: Sequence[dt.date],
    expected_days: int = 0,
    returns: Collection[dt.date] = (),
) -> bool:
    """Whether the authority is to be told that a pupil is ill for fifteen days of the school year.

    `ill_days`: the days of one school year with at least one session of illness, in order. `expected_days`:
    further ones that there are reasonable grounds to expect. `returns`: days on which a return was made; one
    made in the present spell (school days one after another) is enough. For pupils of compulsory school age
    only.
    """
    if not ill_days or len(ill_days) + expected_days < SICKNESS_RETURN_AFTER:
        return False
    spell = _last_spell(ill_days, school_days)
    return not any(made >= spell for made in returns)


def keep_until(entered: dt.date) -> dt.date:
    """The first day on which an entry of that day may be destroyed: six years later."""
    try:
        return entered.replace(year=entered.year + KEPT_FOR_YEARS)
    except ValueError:  # entered on 29 February
        return dt.date(entered.year + KEPT_FOR_YEARS, 3, 1)


class PayBy(NamedTuple):
    """The last days on which a penalty notice may be paid at the lower and at the full amount."""

    lower: dt.date
    full: dt.date


def pay_by(received: dt.date) -> PayBy:
    """The last days to pay a notice received on that day, which is the first of the 21 and the 28 days."""
    return PayBy(
        received + dt.timedelta(days=NOTICE_LOWER_AMOUNT_DAYS - 1),
        received + dt.timedelta(days=NOTICE_FULL_AMOUNT_DAYS - 1),
    )


def deemed_received(posted: dt.date, bank_holidays: Collection[dt.date] = ()) -> dt.date:
    """When a notice posted on that day counts as received: the second working day after it."""
    day, left = posted, DEEMED_RECEIVED_AFTER
    while left:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day not in bank_holidays:
            left -= 1
    return day


def _all_in(day: DayOfCodes, codes: Collection[str]) -> bool:
    return bool(day.codes) and all(code in codes for code in day.codes)


def _last_spell(days: Sequence[dt.date], school_days: Sequence[dt.date]) -> dt.date:
    """The first day of the spell that the last of `days` belongs to."""
    first = days[-1]
    for day in reversed(days[:-1]):
        if school_days_after(day, first, school_days) > 1:
            break
        first = day
    return first
