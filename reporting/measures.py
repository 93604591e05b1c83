"""Attendance measures, from counts of marks by code. Integers throughout; percentages only for display.

Source: DfE absence statistics methodology (V). The unit is the enrolment: one stay of a pupil on one school's
roll.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from registers.codes import (
    APPOINTMENT,
    ATTENDING,
    AUTHORISED,
    CODES,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    PART_TIME_LEAVE,
    PRESENT,
    RELIGIOUS_OBSERVANCE,
    STORED,
    SUSPENDED,
    TRAVELLING,
    UNAUTHORISED,
)

# Persistent absence: a tenth or more of the possible sessions missed (since 2015/16). Severe: a half (V).
PERSISTENT_ONE_IN = 10
SEVERE_ONE_IN = 2
NOT_COMPARED = (ILLNESS, APPOINTMENT, RELIGIOUS_OBSERVANCE, TRAVELLING, PART_TIME_LEAVE, SUSPENDED)
"""Sessions that no comparison of classes or children holds against anybody."""


class Rates(ABC):
    """What follows from sessions attended and missed, whatever they were counted from."""

    @property
    @abstractmethod
    def attended(self) -> int:
        """Sessions attended, on site or at approved activity elsewhere."""

    @property
    @abstractmethod
    def authorised(self) -> int:
        """Sessions of authorised absence."""

    @property
    @abstractmethod
    def unauthorised(self) -> int:
        """Sessions of unauthorised absence."""

    @property
    @abstractmethod
    def late(self) -> int:
        """Sessions of late arrival while the register was open."""

    @property
    def absent(self) -> int:
        """Sessions missed, with or without authority."""
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> int:
        """Sessions that could be attended: attended or missed, nothing else."""
        return self.attended + self.absent

    @property
    def absence_rate(self) -> str | None:
        """Missed of possible, unreduced, such as 38/380; None without possible sessions."""
        return f"{self.absent}/{self.possible}" if self.possible else None

    @property
    def persistent(self) -> bool:
        """Whether a tenth or more was missed: compared as integers, never as rounded percentages."""
        return _at_least_one_in(PERSISTENT_ONE_IN, self.absent, self.possible)

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
            "absence_rate": self.absence_rate,
        }


@dataclass(frozen=True)
class Sums(Rates):
    """Sessions already added up, without their codes: what the weeks kept of each pupil come to."""

    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.attended + other.attended,
            self.authorised + other.authorised,
            self.unauthorised + other.unauthorised,
            self.late + other.late,
        )


@dataclass(frozen=True)
class Measures(Rates):
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
    def late(self) -> int:
        """Sessions of late arrival while the register was open. Arrivals after its close are absences."""
        return self.by_code.get(LATE, 0)

    def as_row(self) -> dict[str, object]:
        """The sums for machines, with how often each code stands."""
        row = super().as_row()
        rate = row.pop("absence_rate")
        return row | {"by_code": dict(self.by_code), "absence_rate": rate}

    def _sum(self, codes: Collection[str]) -> int:
        return sum(count for code, count in self.by_code.items() if code in codes)


def in_school(measures: Measures) -> tuple[int, int]:
    """Sessions attended, and sessions possible at which nothing kept a child at home that nobody is compared by."""
    left_out = sum(measures.by_code.get(code, 0) for code in NOT_COMPARED)
    return measures.attended, measures.possible - left_out


def on_time(measures: Measures) -> tuple[int, int]:
    """Arrivals at school before the register was taken, and all arrivals at school."""
    here = sum(count for code, count in measures.by_code.items() if code in PRESENT)
    return here - measures.late, here + measures.by_code.get(LATE_AFTER_CLOSE, 0)


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


R = TypeVar("R", bound=Rates)
R_co = TypeVar("R_co", bound=Rates, covariant=True)


@dataclass(frozen=True)
class Total(Generic[R_co]):
    """Many enrolments together: the sums of their sessions, never the mean of their percentages."""

    measures: R_co
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


def total(enrolments: Iterable[Measures]) -> Total[Measures]:
    """The sums over enrolments. Those without a possible session are no part of the pupils counted."""
    found = list(enrolments)
    counts: Counter[str] = Counter()
    for each in found:
        counts.update(each.by_code)
    return _total(measure(counts), found)


def total_of_sums(enrolments: Iterable[Sums]) -> Total[Sums]:
    """As `total`, of enrolments whose codes are not known."""
    found = list(enrolments)
    return _total(sum(found, Sums()), found)


def _total(together: R, enrolments: Collection[Rates]) -> Total[R]:
    return Total(
        together,
        pupils=sum(each.possible > 0 for each in enrolments),
        persistent_pupils=sum(each.persistent for each in enrolments),
        severe_pupils=sum(each.severe for each in enrolments),
    )


def census_absence(*, reasons: int, authorised: int, unauthorised: int) -> int:
    """Sessions missed, where a school reported them by reason and as two totals that differ.

    Source: DfE absence statistics methodology, table 10 (V): the reasons count, unless they come to less than the
    totals. Figures of this site never differ so: both are counted from the same marks.
    """
    return max(reasons, authorised + unauthorised)


def percentage(part: int, whole: int, places: int = 1) -> str | None:
    """A share for people to read, rounded half up, or None of nothing ("no possible sessions").

    For display only: 35 of 351 shows as 10.0 and is not persistent absence.
    """
    if not whole:
        return None
    scale = 10**places
    units = (part * 100 * scale * 2 + whole) // (whole * 2)
    return f"{units // scale}.{units % scale:0{places}d}" if places else str(units)
