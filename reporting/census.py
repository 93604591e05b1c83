"""The terms by which the school census counts attendance, and which pupils it counts. Values only.

One term in arrears (V): the spring census counts the autumn term, the summer census the spring term, and the autumn
census the summer term in two halves. Pupils aged 4 to 15 on 31 August, on the roll for a session or more, no boarders,
leavers included; fifteen-year-olds' second half of the summer term is left out.
"""

import datetime as dt
from typing import NamedTuple

from registers.holiday_rules import easter_sunday

YOUNGEST, OLDEST = 4, 15
SPRING_HOLIDAY_MONTH = 5


class CensusTerm(NamedTuple):
    """A stretch of days that a census counts together."""

    key: str
    label: str
    counted_in: str
    first: dt.date
    last: dt.date


def census_terms(start: int) -> list[CensusTerm]:
    """The terms of the academic year that begins in `start`."""
    end, easter, holiday = start + 1, easter_sunday(start + 1), spring_bank_holiday(start + 1)
    day = dt.timedelta(days=1)
    return [
        CensusTerm(
            "autumn", "Autumn term", f"Spring census {end}", dt.date(start, 8, 1), dt.date(start, 12, 31)
        ),
        CensusTerm("spring", "Spring term", f"Summer census {end}", dt.date(end, 1, 1), easter),
        CensusTerm("summer1", "Summer term, first half", f"Autumn census {end}", easter + day, holiday - day),
        CensusTerm(
            "summer2", "Summer term, second half", f"Autumn census {end}", holiday, dt.date(end, 7, 31)
        ),
    ]


def spring_bank_holiday(year: int) -> dt.date:
    """The last Monday of May."""
    last = dt.date(year, SPRING_HOLIDAY_MONTH, 31)
    return last - dt.timedelta(days=last.weekday())


def age_at_start(dob: dt.date, start: int) -> int:
    """How old a child is on 31 August before the academic year that begins in `start`."""
    august = dt.date(start, 8, 31)
    return august.year - dob.year - ((august.month, august.day) < (dob.month, dob.day))


def is_counted(dob: dt.date, *, boarder: bool, term: CensusTerm, start: int) -> bool:
    """Whether the census counts the sessions of such a pupil in that term."""
    age = age_at_start(dob, start)
    if boarder or not YOUNGEST <= age <= OLDEST:
        return False
    return not (age == OLDEST and term.key == "summer2")
