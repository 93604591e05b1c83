"""How well registers were kept this term: in time, late, never completed, marks missing, reasons not settled.

What is missing is what `registers.missing_registers` finds, so that both pages say the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from registers.class_names import class_order
from registers.school_sessions import HALF
from reporting.measures import percentage


class Standing(StrEnum):
    """How one register of an earlier day stands."""

    IN_TIME = "in time"
    LATE = "late"
    NOT_COMPLETED = "not completed"
    MISSING = "missing"


class Row(NamedTuple):
    """A register as the database has it. `closes`: None where the school has not said when registration closes."""

    date: dt.date
    session: str
    group_id: int
    group: str
    taken: dt.time | None
    closes: dt.time | None
    same_day: bool
    """Whether it was completed on its own day (or not at all)."""
    has_marks: bool
    """Whether somebody was possible to attend: a register of pupils who are not expected is nobody's to take."""
    taken_name: str

    @property
    def key(self) -> tuple[dt.date, str, int]:
        """What makes it one register."""
        return self.date, self.session, self.group_id


class Blank(NamedTuple):
    """A register with pupils who should have a mark and have none: how many."""

    date: dt.date
    session: str
    group_id: int
    group: str
    pupils: int


class Unsettled(NamedTuple):
    """An N of a class's pupil that somebody has still to settle."""

    group_id: int | None
    overdue: bool


@dataclass(frozen=True)
class Sheet:
    """One register that was not simply completed in time."""

    date: dt.date
    session: str
    group_id: int
    group: str
    standing: Standing
    taken: dt.time | None = None
    same_day: bool = True
    closes: dt.time | None = None
    taken_name: str = ""
    blank: int = 0

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return HALF[self.session]


@dataclass
class ClassQuality:
    """One class: its registers by standing, also week by week, and its N marks that wait."""

    group_id: int
    group: str
    counts: Counter[Standing] = field(default_factory=Counter)
    by_week: dict[dt.date, Counter[Standing]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    unsettled: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """How many registers there were."""
        return self.counts.total()

    @property
    def in_time(self) -> int:
        """How many were completed before registration closed."""
        return self.counts[Standing.IN_TIME]

    @property
    def late(self) -> int:
        """How many were completed after it."""
        return self.counts[Standing.LATE]

    @property
    def not_completed(self) -> int:
        """How many have their marks, but nobody said that they are complete."""
        return self.counts[Standing.NOT_COMPLETED]

    @property
    def missing(self) -> int:
        """How many still have pupils without a mark."""
        return self.counts[Standing.MISSING]

    @property
    def share(self) -> str | None:
        """How many in a hundred were in time."""
        return percentage(self.in_time, self.due)

    def amiss(self, monday: dt.date) -> int:
        """How many of that week were late, never completed, or have marks missing."""
        week = self.by_week.get(monday, Counter())
        return week.total() - week[Standing.IN_TIME]


@dataclass(frozen=True)
class RegisterQuality:
    """The classes of a school over a term."""

    mondays: tuple[dt.date, ...]
    classes: tuple[ClassQuality, ...]

    @property
    def whole(self) -> ClassQuality:
        """All classes together."""
        everything = ClassQuality(0, "All classes")
        for each in self.classes:
            everything.counts.update(each.counts)
            everything.unsettled += each.unsettled
            everything.overdue += each.overdue
            for monday, counts in each.by_week.items():
                everything.by_week.setdefault(monday, Counter()).update(counts)
        return everything

    @property
    def weeks(self) -> list[tuple[ClassQuality, list[tuple[dt.date, int | None]]]]:
        """For each class, week by week, how many registers were amiss; None in a week without one."""
        return [
            (
                each,
                [(monday, each.amiss(monday) if monday in each.by_week else None) for monday in self.mondays],
            )
            for each in [*self.classes, self.whole]
        ]


def quality_of(
    rows: Iterable[Row], blanks: Iterable[Blank], unsettled: Sequence[Unsettled]
) -> RegisterQuality:
    """Put together what was found. A register nobody completed counts only where somebody has a mark in it."""
    lacking = {(blank.date, blank.session, blank.group_id): blank for blank in blanks}
    classes: dict[int, ClassQuality] = {}
    for row in rows:
        blank = lacking.pop(row.key, None)
        standing = _standing(row, blank)
        if standing is not None:
            _count(classes, _sheet(row, standing, blank))
    for blank in lacking.values():
        _count(classes, Sheet(*blank[:4], Standing.MISSING, blank=blank.pupils))
    for each in unsettled:
        if each.group_id in classes:
            classes[each.group_id].unsettled += 1
            classes[each.group_id].overdue += each.overdue
    found = sorted(classes.values(), key=lambda each: class_order(each.group))
    for of_class in found:
        of_class.sheets.sort(key=lambda sheet: (-sheet.date.toordinal(), sheet.session))
    return RegisterQuality(tuple(sorted({monday for each in found for monday in each.by_week})), tuple(found))


def _standing(row: Row, blank: Blank | None) -> Standing | None:
    if blank is not None:
        return Standing.MISSING
    if row.taken is None:
        return Standing.NOT_COMPLETED if row.has_marks else None
    late = not row.same_day or (row.closes is not None and row.taken >= row.closes)
    return Standing.LATE if late else Standing.IN_TIME


def _sheet(row: Row, standing: Standing, blank: Blank | None) -> Sheet:
    return Sheet(
        row.date, row.session, row.group_id, row.group, standing,
        row.taken, row.same_day, row.closes, row.taken_name, blank.pupils if blank else 0,
    )  # fmt: skip


def _count(classes: dict[int, ClassQuality], sheet: Sheet) -> None:
    found = classes.setdefault(sheet.group_id, ClassQuality(sheet.group_id, sheet.group))
    monday = sheet.date - dt.timedelta(days=sheet.date.weekday())
    found.counts[sheet.standing] += 1
    found.by_week.setdefault(monday, Counter())[sheet.standing] += 1
    if sheet.standing is not Standing.IN_TIME:
        found.sheets.append(sheet)
