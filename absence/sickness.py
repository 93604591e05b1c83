"""When a pupil's illness is to be told to the local authority: fifteen school days of a school year (regulation 13).

A day counts as soon as one of its sessions is coded I: the text speaks of days and does not say what half a day is
(M), and a return that comes half a day early harms nobody. Days outside compulsory school age do not count. A spell is
broken by a day at school or by an absence with another code; a day without a mark, without a possible session, or with
education that the authority arranged (K) does not break it.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from absence.deadlines import SICKNESS_RETURN_AFTER, sickness_return_due
from registers.codes import ARRANGED_PROVISION, ILLNESS, POSSIBLE
from registers.school_year import DayRange, school_days_after

CLOSE = 10
"""Days of illness from which a pupil stands on the list before the return is due (P)."""
BREAKS_A_SPELL = POSSIBLE - {ILLNESS, ARRANGED_PROVISION}


@dataclass(frozen=True)
class Sickness:
    """One pupil's illness in a school year, as far as it counts."""

    days: tuple[dt.date, ...]
    sessions: int
    spell: tuple[dt.date, ...]
    """The days of the last spell, up to which nothing else came between."""
    returned_on: dt.date | None
    """The day of the newest return, where it was made in the last spell."""
    is_due: bool
    goes_on: bool
    """Nothing has come after the last day of illness."""

    @property
    def spell_from(self) -> dt.date | None:
        """The first day of the last spell."""
        return self.spell[0] if self.spell else None

    @property
    def is_reached(self) -> bool:
        """Whether there were fifteen days."""
        return len(self.days) >= SICKNESS_RETURN_AFTER

    @property
    def is_close(self) -> bool:
        """Whether so many days have come together that the fifteenth may be near."""
        return CLOSE <= len(self.days) < SICKNESS_RETURN_AFTER

    @property
    def days_left(self) -> int:
        """How many days are missing for the return."""
        return max(0, SICKNESS_RETURN_AFTER - len(self.days))


def sickness_of(
    codes: Mapping[dt.date, Sequence[str]], *, returns: Collection[dt.date], compulsory: DayRange
) -> Sickness:
    """How the illness stands that the marks of a school year tell of; `codes`: those of each day with marks."""
    ill = sorted(day for day, marks in codes.items() if ILLNESS in marks and compulsory.holds(day))
    counted = set(ill)
    other = {day for day, marks in codes.items() if day not in counted and BREAKS_A_SPELL & set(marks)}
    told = sorted(counted | other)
    spell = _last_spell(ill, told)
    within = [made for made in returns if spell and made >= spell[0]]
    return Sickness(
        days=tuple(ill),
        sessions=sum(list(codes[day]).count(ILLNESS) for day in ill),
        spell=tuple(spell),
        returned_on=max(within, default=None),
        is_due=sickness_return_due(ill, school_days=told, returns=returns),
        goes_on=bool(ill) and not any(day > ill[-1] for day in other),
    )


def may_be_returned(found: Sickness, *, expected_days: int) -> bool:
    """Whether a return may be made now: fifteen days, counted and expected together, and none in this spell."""
    reaches = len(found.days) + expected_days >= SICKNESS_RETURN_AFTER
    return bool(found.days) and reaches and found.returned_on is None


def _last_spell(ill: Sequence[dt.date], told: Sequence[dt.date]) -> list[dt.date]:
    spell: list[dt.date] = list(ill[-1:])
    for day in reversed(ill[:-1]):
        if school_days_after(day, spell[0], told) > 1:
            break
        spell.insert(0, day)
    return spell
