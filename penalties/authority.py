"""What a local authority's code of conduct fixes about penalty notices, as far as the national framework leaves it.

Each authority publishes its own. What comes with the site was not read in any code of conduct: it is the national
framework and what most codes have, and stays a proposal until somebody at the school has compared it.
"""

from enum import StrEnum
from typing import NamedTuple

from penalties.threshold import SESSIONS, WEEKS

# The improvement period of a notice to improve (V, as Nottinghamshire gives the national contents).
IMPROVEMENT_WEEKS_LEAST, IMPROVEMENT_WEEKS_MOST = 3, 6
IMPROVEMENT_WEEKS_USUAL = 6  # V2: Norfolk and Southwark, counted in school weeks
REFERRAL_DEADLINE_DAYS = 10  # V2: two weeks after the return to school, as Dorset asks; most say nothing


class Issuer(StrEnum):
    """Who may issue a penalty notice (V2: most authorities issue themselves, on a school's referral)."""

    AUTHORITY = "authority"
    SCHOOL = "school"
    POLICE = "police"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {"authority": "The local authority", "school": "The school", "police": "The police"}[self]


class CountedIn(StrEnum):
    """Whether days and weeks are those of the school, or of the calendar."""

    SCHOOL = "school"
    CALENDAR = "calendar"


class Rules(NamedTuple):
    """One authority's rules. `compared`: the edition of its code that a person compared them with; empty = nobody did.

    `below_sessions` and `below_weeks`: where the code lets a notice be asked for below the national threshold.
    """

    authority: str
    compared: str = ""
    issuer: Issuer = Issuer.AUTHORITY
    improvement_by: Issuer = Issuer.SCHOOL
    improvement_needed: bool = True
    improvement_weeks: int = IMPROVEMENT_WEEKS_USUAL
    improvement_counted_in: CountedIn = CountedIn.SCHOOL
    below_sessions: int | None = None
    below_weeks: int | None = None
    deadline_days: int = REFERRAL_DEADLINE_DAYS
    deadline_counted_in: CountedIn = CountedIn.SCHOOL

    @property
    def least_sessions(self) -> int:
        """How many sessions a notice must be for."""
        return self.below_sessions or SESSIONS

    @property
    def within_weeks(self) -> int:
        """Within how many school weeks those sessions lie."""
        return self.below_weeks or WEEKS


PETERBOROUGH = Rules("Peterborough City Council")
