"""Ten school weeks drawn session by session: what each half-day holds, and which of them count."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from penalties.threshold import WEEKS, Absence
from penalties.why_counted import Why, is_unsettled, why_counted, why_in_words
from registers.codes import CODES, Session
from registers.school_year import DayRange, SchoolWeeks

Half = tuple[dt.date, str]
WEEKDAYS_OF_SCHOOL = 5


@dataclass(frozen=True)
class Cell:
    """One half-day. `expected`: the school met; `code`: the mark, empty where there is none."""

    day: dt.date
    session: str
    expected: bool
    code: str = ""
    why: Why | None = None
    """What decided it, for unauthorised absence only."""
    absence: Absence | None = None

    @property
    def counts(self) -> bool:
        """Whether it is one of the sessions counted."""
        return self.why is Why.COUNTS

    @property
    def is_unsettled(self) -> bool:
        """Whether the reason is not yet established."""
        return is_unsettled(self.code)

    @property
    def elsewhere(self) -> str:
        """The earlier school whose mark it is; empty for this school's own."""
        return self.absence.origin.name if self.absence and self.absence.origin else ""

    @property
    def is_here(self) -> bool:
        """Whether the mark stands in this school's register, where it can be opened."""
        return bool(self.code) and not (self.absence and self.absence.origin)

    @property
    def meaning(self) -> str:
        """The code in words."""
        return CODES[self.code].words if self.code in CODES else ""

    @property
    def words(self) -> str:
        """Why it counts or does not."""
        return why_in_words(self.absence, self.why) if self.absence and self.why else ""


@dataclass(frozen=True)
class Week:
    """One school week, Monday to Friday, morning and afternoon. `number`: its place in the ten."""

    number: int
    monday: dt.date
    cells: tuple[Cell, ...]

    @property
    def counted(self) -> int:
        """How many of its sessions count."""
        return sum(cell.counts for cell in self.cells)


def ten_weeks(
    absences: Iterable[Absence],
    *,
    last: dt.date,
    weeks: SchoolWeeks,
    met: Collection[Half],
    codes: Collection[str],
    ages: DayRange,
) -> list[Week]:
    """The ten school weeks that end with the one of `last`, in order.

    `absences`: every unauthorised session, here and at earlier schools; `met`: the half-days on which the school met.
    """
    in_order = sorted(absences, key=lambda each: (each.date, each.session, each.used))  # a used report wins
    known = {(absence.date, absence.session): absence for absence in in_order}
    weeks = weeks.including(day for day, _ in known)
    newest = weeks.latest(last)
    drawn = []
    for number in range(max(1, newest - WEEKS + 1), newest + 1):
        start = weeks.starts[number - 1]
        days = (start + dt.timedelta(days=n) for n in range(7))
        school_days = [day for day in days if day.weekday() < WEEKDAYS_OF_SCHOOL]
        cells = [
            _cell((day, session), known.get((day, session)), met, codes, ages)
            for day in school_days
            for session in Session
        ]
        place = WEEKS - newest + number
        drawn.append(Week(place, school_days[0], tuple(cells)))
    return drawn


def with_marks(weeks: Sequence[Week], marks: Mapping[Half, str]) -> list[Week]:
    """The same weeks with the codes of the other half-days, of any kind."""
    return [
        replace(
            week,
            cells=tuple(
                cell if cell.absence else replace(cell, code=marks.get((cell.day, cell.session), ""))
                for cell in week.cells
            ),
        )
        for week in weeks
    ]


def counted_in(weeks: Sequence[Week]) -> list[Cell]:
    """The half-days that count, in order."""
    return [cell for week in weeks for cell in week.cells if cell.counts]


def explained_in(weeks: Sequence[Week]) -> list[Cell]:
    """Every half-day of unauthorised absence, counted or left out, in order."""
    return [cell for week in weeks for cell in week.cells if cell.why]


def _cell(
    half: Half,
    absence: Absence | None,
    met: Collection[Half],
    codes: Collection[str],
    ages: DayRange,
) -> Cell:
    day, session = half
    if absence is None:
        return Cell(day, session, half in met)
    why = why_counted(absence, codes=codes, ages=ages)
    return Cell(day, session, half in met or absence.origin is not None, absence.code, why, absence)
