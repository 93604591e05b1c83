"""A class that misses its Friday afternoons: something to be found on the dashboard, and nowhere else."""

from collections.abc import Sequence

from registers import codes
from registers.demo.roll import Stay
from registers.demo.sheets import Sheet

SCHOOL, CLASS = "primary", "1B"
PUPILS = 8
"""So many of the class, of those who miss least: nobody becomes persistently absent by it."""
EVERY = 3
"""Each of them misses every third Friday afternoon, not all of them the same one."""
REASONS = (codes.ILLNESS, codes.APPOINTMENT, codes.NO_GOOD_REASON)
FRIDAY = 4


def miss_fridays(stays: Sequence[Stay], sheets: Sequence[Sheet], first: int) -> None:
    """Give some pupils of the class, in the school year from `first`, absences on Friday afternoons."""
    here = [
        sheet
        for stay, sheet in zip(stays, sheets, strict=True)
        if stay.holds_in(first)
        and stay.group_in(first) == CLASS
        and not stay.child.case
        and sheet.past_days()
    ]
    here.sort(key=lambda sheet: sheet.count(codes.ABSENT))
    for number, sheet in enumerate(here[:PUPILS]):
        fridays = [day for day in sheet.past_days() if day.weekday() == FRIDAY]
        for place, day in enumerate(fridays[number % EVERY :: EVERY]):
            if sheet.is_present(day, codes.Session.PM):
                sheet.put(REASONS[(number + place) % len(REASONS)], day, codes.Session.PM)
