"""What a penalty notice costs, and what may follow it, in state-funded schools.

Source: SI 2007/1867 as amended by SI 2024/210, and the national framework in Working together to improve school
attendance: applies to absences from 19 August 2024. Pounds.
"""

from typing import NamedTuple

FIRST_IF_PAID_EARLY = 80  # V: within the lower-amount days (absence/deadlines.py NOTICE_LOWER_AMOUNT_DAYS)
FIRST = 160  # V: within the full-amount days
SECOND = 160  # V: a second one to the same parent for the same child within three years; no lower amount
NOTICES_AT_MOST = 2  # V: to one parent for one child ...
IN_YEARS = 3  # V: ... in three years; then other action is considered
FINE_AT_MOST = 2500  # V: on conviction of the aggravated offence


class Amounts(NamedTuple):
    """The amounts as a page says them."""

    early: int = FIRST_IF_PAID_EARLY
    first: int = FIRST
    second: int = SECOND
    fine: int = FINE_AT_MOST


AMOUNTS = Amounts()
