"""The calendar as it is and as it would be after a change: rows in words, and the sessions that follow from them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registers.codes import Session
from registers.models import Closure, Term
from registers.school_calendar import Closed, Halves, days_with_sessions, each_day
from registers.school_sessions import HALF
from registers.school_year import DayRange, SchoolWeeks, academic_year, is_session_weekday

Row = Term | Closure
Sitting = tuple[dt.date, str]


@dataclass(frozen=True)
class Edit:
    """A change to the calendar: rows as they are and as they are to be. Added: none before; removed: none after."""

    before: tuple[Row, ...] = ()
    after: tuple[Row, ...] = ()

    @property
    def words(self) -> str:
        """`Added: INSET day, Friday 27 November 2026`."""
        if not self.before:
            return f"Added: {_listed(self.after)}"
        if not self.after:
            return f"Removed: {_listed(self.before)}"
        return f"Changed: {_listed(self.before)} → {_listed(self.after)}"


@dataclass(frozen=True)
class Shape:
    """Terms and closures as they would be, with the sessions that follow for the whole school."""

    terms: tuple[Term, ...]
    closures: tuple[Closure, ...]
    days: dict[dt.date, Halves]

    def meets(self, sitting: Sitting) -> bool:
        """Whether the whole school meets in that session."""
        halves = self.days.get(sitting[0])
        return halves is not None and (halves.am if sitting[1] == Session.AM else halves.pm)

    @property
    def sittings(self) -> set[Sitting]:
        """Every session."""
        return {
            (day, session.value) for day in self.days for session in Session if self.meets((day, session))
        }

    def why_not(self, sitting: Sitting) -> str:
        """Why the school does not meet then, for the history of a mark."""
        day = sitting[0]
        if not any(term.first_day <= day <= term.last_day for term in self.terms):
            return "no session: outside term"
        for closure in self.closures:
            if closure.removes_sessions and closure.is_whole_school and covers(closure, sitting):
                return f"no session: {closure.words}"[:300]
        return "no session"


@dataclass(frozen=True)
class Part:
    """Sessions that some years or classes lose, and those they get back."""

    closure: Closure
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True)
class YearCount:
    """A school year before and after."""

    year: str
    days: tuple[int, int]
    sessions: tuple[int, int]
    weeks: tuple[int, int]
    inset: tuple[float, float]


def covers(closure: Closure, sitting: Sitting) -> bool:
    """Whether the closure covers that session for those it closes."""
    return closure.first_day <= sitting[0] <= closure.last_day and closure.sessions in ("", sitting[1])


def in_days(first: dt.date, last: dt.date) -> str:
    """`Friday 27 November 2026`, or `26 October to 30 October 2026`."""
    if first == last:
        return f"{first:%A} {first.day} {first:%B %Y}"
    return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} to {last.day} {last:%B %Y}"


def row_words(row: Row) -> str:
    """A term or closure in a line: what, when, for whom."""
    if isinstance(row, Term):
        return f"{row.name} {row.academic_year}, {in_days(row.first_day, row.last_day)}"
    half = f", {HALF[row.sessions]} only" if row.sessions else ""
    who = f", {who_words(row)}" if not row.is_whole_school else ""
    return f"{row.words}, {in_days(row.first_day, row.last_day)}{half}{who}"


def who_words(closure: Closure) -> str:
    """Whom it closes: `year 3 and class 4B`, `12 named pupils`, `the whole school`."""
    said = [f"year {year}" if year.isdecimal() else year for year in closure.year_groups]
    said += [f"class {name}" for name in closure.classes]
    if closure.pupils:
        said.append("1 named pupil" if len(closure.pupils) == 1 else f"{len(closure.pupils)} named pupils")
    if not said:
        return "the whole school"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _listed(rows: Sequence[Row]) -> str:
    words = "; ".join(row_words(row) for row in rows)
    return words if len(words) < 220 else f"{words[:219]}…"


def shape_of(terms: Iterable[Term], closures: Iterable[Closure]) -> Shape:
    """The sessions that follow from these terms and closures."""
    terms, closures = tuple(terms), tuple(closures)
    days = days_with_sessions(
        [DayRange(term.first_day, term.last_day) for term in terms],
        [
            Closed(closure.first_day, closure.last_day, closure.sessions)
            for closure in closures
            if closure.removes_sessions and closure.is_whole_school
        ],
    )
    return Shape(terms, closures, days)


def shape_after(now: Shape, edit: Edit) -> Shape:
    """The calendar as it stands once the edit is made."""
    gone = {(type(row), row.pk) for row in edit.before}
    terms = [term for term in now.terms if (Term, term.pk) not in gone]
    closures = [closure for closure in now.closures if (Closure, closure.pk) not in gone]
    terms += [row for row in edit.after if isinstance(row, Term)]
    closures += [row for row in edit.after if isinstance(row, Closure)]
    return shape_of(terms, closures)


def parts_of(rows: Sequence[Row], others: Sequence[Row], then: Shape) -> Iterable[Part]:
    """Sessions that closures of a part among `rows` take, and the same closure among `others` does not."""
    for row in rows:
        if not isinstance(row, Closure) or row.is_whole_school or not row.removes_sessions:
            continue
        same = [each for each in others if isinstance(each, Closure) and _same_people(each, row)]
        sittings = tuple(
            sitting
            for day in each_day(DayRange(row.first_day, row.last_day))
            for session in Session
            if covers(row, sitting := (day, session.value))
            and then.meets(sitting)
            and not any(covers(each, sitting) for each in same)
        )
        if sittings:
            yield Part(row, sittings)


def _same_people(one: Closure, other: Closure) -> bool:
    return set(one.year_groups) == set(other.year_groups) and set(one.classes) == set(other.classes)


def years_of(now: Shape, then: Shape, edit: Edit, week_start: str) -> list[YearCount]:
    """What each school year that the edit touches has before and after it."""
    rows = (*edit.before, *edit.after)
    wanted = sorted({_year_of(row) for row in rows})
    return [_year_count(year, now, then, week_start) for year in wanted]


def _year_of(row: Row) -> str:
    return row.academic_year if isinstance(row, Term) else academic_year(row.first_day)


def _year_count(year: str, now: Shape, then: Shape, week_start: str) -> YearCount:
    days, sessions, weeks, inset = [], [], [], []
    for shape in (now, then):
        mine = [day for day in shape.days if academic_year(day) == year]
        days.append(len(mine))
        sessions.append(sum(sum(shape.days[day]) for day in mine))
        weeks.append(len(SchoolWeeks(mine, week_start).starts))
        inset.append(inset_days(shape.closures, year))
    return YearCount(
        year,
        days=(days[0], days[1]),
        sessions=(sessions[0], sessions[1]),
        weeks=(weeks[0], weeks[1]),
        inset=(inset[0], inset[1]),
    )


def inset_days(closures: Iterable[Closure], year: str) -> float:
    """INSET days of the whole school in a year, half-days as halves."""
    halves = {
        (day, session)
        for closure in closures
        if closure.kind == Closure.Kind.INSET and closure.is_whole_school
        for day in each_day(DayRange(closure.first_day, closure.last_day))
        if is_session_weekday(day) and academic_year(day) == year
        for session in Session
        if closure.sessions in ("", session)
    }
    return len(halves) / 2


def count(number: int, word: str) -> str:
    """`1 session`, `12 sessions`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
