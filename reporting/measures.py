"""Attendance measures, from counts of marks by code. Integers throughout; percentages only for display.

Source: DfE absence statistics methodology (V). The unit is the enrolment: one stay of a pupil on one school's
roll.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from registers.codes import ATTENDING, AUTHORISED, CODES, LATE, STORED, UNAUTHORISED

# Persistent absence: a tenth or more of the possible sessions missed (since 2015/16). Severe: a half (V).
PERSISTENT_ONE_IN = 10
SEVERE_ONE_IN = 2


@dataclass(frozen=True)
class Measures:
    """What the marks of one enrolment, or of many together, come to. Sessions, all of them."""

    by_code: Mapping[str, int]

    @cached_property
    def attended(self) -> int:
        """Sessions attended, on site or at approved activity elsewhere."""
        return self._sum(ATTENDING)

    @cached_property
    def authorised(self) -> int:
        """Sessions of authorised absence."""
        return self._sum(AUTHORISED)

    @cached_property
    def unauthorised(self) -> int:
        """Sessions of unauthorised absence."""
        return self._sum(UNAUTHORISED)

    @property
    def absent(self) -> int:
        """Sessions missed, with or without authority."""
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> int:
        """Sessions that could be attended: attended or missed, nothing else."""
        return self.attended + self.absent

    @property
    def late(self) -> int:
        """Sessions of late arrival while the register was open. Arrivals after its close are absences."""
        return self.by_code.get(LATE, 0)

    @property
    def absence_rate(self) -> str | None:
        """Missed of possible, unreduced, such as 38/380; None without possible sessions."""
        return f"{self.absent}/{self.possible}" if self.possible else None

    @property
    def persistent(self) -> bool:
        """Whether a tenth or more was missed: compared as integers, never as rounded percentages."""
        return self._missed_at_least_one_in(PERSISTENT_ONE_IN)

    @property
    def severe(self) -> bool:
        """Whether a half or more was missed."""
        return severely_absent(self.absent, self.possible)

    def as_row(self) -> dict[str, object]:
        """The sums for machines. An enrolment's row has `persistent` and `severe` as well."""
        return {
            "possible": self.possible,
            "attended": self.attended,
            "authorised": self.authorised,
            "unauthorised": self.unauthorised,
            "late": self.late,
            "by_code": dict(self.by_code),
            "absence_rate": self.absence_rate,
        }

    def _sum(self, codes: Collection[str]) -> int:
        return sum(count for code, count in self.by_code.items() if code in codes)

    def _missed_at_least_one_in(self, number: int) -> bool:
        return _at_least_one_in(number, self.absent, self.possible)


def severely_absent(absent: int, possible: int) -> bool:
    """Whether a half or more of the possible sessions was missed: compared as integers."""
    return _at_least_one_in(SEVERE_ONE_IN, absent, possible)


def _at_least_one_in(number: int, absent: int, possible: int) -> bool:
    return possible > 0 and absent * number >= possible


def measure(counts: Mapping[str, int]) -> Measures:
    """Measures from how often each code occurs. Cleared marks and codes that are no marks count nowhere.

    Raises ValueError for a code that is not in the code table, so that nothing is left out in silence.
    """
    unknown = sorted(code for code in counts if code and code not in CODES)
    if unknown:
        raise ValueError(f"not attendance codes: {', '.join(unknown)}")
    return Measures({code: counts[code] for code in CODES if code in STORED and counts.get(code)})


@dataclass(frozen=True)
class Total:
    """Many enrolments together: the sums of their sessions, never the mean of their percentages."""

    measures: Measures
    pupils: int
    persistent_pupils: int
    severe_pupils: int

    def as_row(self) -> dict[str, object]:
        """The total for machines."""
        return self.measures.as_row() | {
            "pupils": self.pupils,
            "persistent_pupils": self.persistent_pupils,
            "severe_pupils": self.severe_pupils,
        }


def total(enrolments: Iterable[Measures]) -> Total:
    """The sums over enrolments. Those without a possible session are no part of the pupils counted."""
    counts: Counter[str] = Counter()
    pupils = persistent = severe = 0
    for enrolment in enrolments:
        counts.update(enrolment.by_code)
        pupils += enrolment.possible > 0
        persistent += enrolment.persistent
        severe += enrolment.severe
    return Total(measure(counts), pupils, persistent, severe)


def percentage(part: int, whole: int, places: int = 1) -> str | None:
    """A share for people to read, rounded half up, or None of nothing ("no possible sessions").

    For display only: 35 of 351 shows as 10.0 and is not persistent absence.
    """
    if not whole:
        return None
    scale = 10**places
    units = (part * 100 * scale * 2 + whole) // (whole * 2)
    return f"{units // scale}.{units % scale:0{places}d}" if places else str(units)
