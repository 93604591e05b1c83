"""One school day's registers as they stand this moment: who is expected, what is marked, and who takes each class.

A class's register is due where the school has the session, it is not closed for that class, and at least one pupil on
the roll is expected who is not planned away by a code that the close marks by itself (X, D, C2, S, E). Four statements,
however many classes and pupils.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from registers.class_names import class_order as class_order  # with the registers it sorts
from registers.codes import Session
from registers.day_facts import DaySheet, MarkToday, Moved, Reminder, Taker, day_sheet, marks_until
from registers.marking_facts import calendar_for, pupils_of_school
from registers.models import Post, School
from registers.refusals import MarkRefusal, NoSessionThatDay, TimesNotSet
from registers.school_sessions import HALF, Calendar, PupilOnDay, SessionOnDay, clock_words


class State(StrEnum):
    """How far a register is."""

    NOT_STARTED = "not_started"
    BEING_TAKEN = "being_taken"
    COMPLETE = "complete"


@dataclass(frozen=True)
class ClassRegister:
    """The register of one class for one session, at a moment."""

    group_id: int
    group: str
    session: SessionOnDay
    pupils: tuple[PupilOnDay, ...]
    """The pupils expected, in register order."""
    marked: int
    at: dt.datetime
    register_id: int | None = None
    taken_at: dt.datetime | None = None
    taken_name: str = ""
    takers: tuple[Taker, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @property
    def key(self) -> str:
        """Names the register in a form: class and session."""
        return f"{self.group_id}-{self.session.session}"

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return HALF[self.session.session]

    @property
    def expected(self) -> int:
        """How many pupils are expected."""
        return len(self.pupils)

    @property
    def state(self) -> State:
        """Whether anybody began, and whether Complete was pressed."""
        if self.taken_at is not None:
            return State.COMPLETE
        return State.BEING_TAKEN if self.marked else State.NOT_STARTED

    @property
    def has_started(self) -> bool:
        """Whether registration has begun."""
        return self.at >= self.session.starts_at

    @property
    def is_complete(self) -> bool:
        """Whether Complete was pressed."""
        return self.state is State.COMPLETE

    @property
    def is_missing(self) -> bool:
        """Whether registration has closed and Complete was not pressed."""
        return not self.is_complete and self.at >= self.session.closes_at

    @property
    def taker_names(self) -> str:
        """The names of those who take the class, for a sentence."""
        return ", ".join(taker.name for taker in self.takers)

    @property
    def words(self) -> str:
        """`Complete at 8:52 by Ms Reid`, `12 of 30 marked`, `Not started`."""
        if self.taken_at is not None:
            return f"Complete at {clock_words(self.taken_at)} by {self.taken_name}"
        return f"{self.marked} of {self.expected} marked" if self.marked else "Not started"

    @property
    def due_words(self) -> str:
        """`missing since 8:55`, `open until 8:55`, `opens at 13:10`."""
        if self.is_missing:
            return f"missing since {clock_words(self.session.closes_at)}"
        if self.has_started:
            return f"open until {clock_words(self.session.closes_at)}"
        return f"opens at {clock_words(self.session.starts_at)}"


@dataclass(frozen=True)
class DayRegisters:
    """A day at a school: its sessions, the registers due, and the facts they follow from."""

    day: dt.date
    at: dt.datetime
    sessions: tuple[SessionOnDay, ...]
    refusal: MarkRefusal | None
    """Why there is no session at all that day, and who can change that."""
    next_day: dt.date | None
    """The school day after this one."""
    calendar: Calendar
    registers: tuple[ClassRegister, ...]
    pupils: tuple[PupilOnDay, ...]
    """Everybody on a register of the classes looked at, in register order."""
    marks: dict[tuple[int, str], MarkToday]
    to_confirm_before: tuple[MarkToday, ...]
    """Marks of days before that were made of a plan which a person confirms on the day."""
    moves: dict[int, list[Moved]] = field(default_factory=dict)

    @property
    def closed(self) -> list[str]:
        """What is closed unexpectedly that day, in sentences."""
        return self.calendar.closed_words(self.day)

    @property
    def begun(self) -> list[ClassRegister]:
        """Registers of sessions that have started."""
        return [register for register in self.registers if register.has_started]

    @property
    def not_complete(self) -> list[ClassRegister]:
        """Registers that have started and are not complete: missing ones, and those that are still open."""
        return [register for register in self.begun if not register.is_complete]

    def marks_of(self, session: str) -> list[MarkToday]:
        """The marks of one session."""
        return [mark for (_, half), mark in self.marks.items() if half == session]


def registers_of_the_day(
    *, school: School, day: dt.date, at: dt.datetime, by: Post, confirm_since: dt.date | None = None
) -> DayRegisters:
    """The day's registers, of the classes that the hat may see, by session and class.

    `confirm_since`: the earliest day whose planned visits are looked at for `to_confirm_before`.
    """
    rows = day_sheet(school, day)
    school_days = [dt.date.fromisoformat(date) for date in rows.school_days]
    next_day = next((date for date in school_days if date > day), None)
    calendar = calendar_for(school=school, first=day, last=next_day or day)
    sessions, refusal = _sessions(calendar, day)
    pupils = pupils_of_school(school=school, day=day, by=by)
    marks = marks_until(school, [pupil.pupil_id for pupil in pupils], confirm_since or day, day)
    today = {(mark.pupil_id, mark.session): mark for mark in marks if mark.date == day}
    classes: dict[int, list[PupilOnDay]] = defaultdict(list)
    for pupil in pupils:
        if pupil.group_id is not None:
            classes[pupil.group_id].append(pupil)
    found = [
        _register(group, session, expected, today, rows, at)
        for session in sessions
        for group in sorted(classes, key=lambda group: class_order(classes[group][0].group_name or ""))
        if (expected := expected_pupils(calendar, classes[group], day, session.session))
    ]
    moves: dict[int, list[Moved]] = defaultdict(list)
    for pupil_id, kind, moment in rows.movements:
        moves[pupil_id].append(Moved(pupil_id, kind, dt.datetime.fromisoformat(moment)))
    return DayRegisters(
        day=day,
        at=at,
        sessions=tuple(sessions),
        refusal=refusal,
        next_day=next_day,
        calendar=calendar,
        registers=tuple(found),
        pupils=tuple(pupils),
        marks=today,
        to_confirm_before=tuple(mark for mark in marks if mark.date < day),
        moves=dict(moves),
    )


def expected_pupils(
    calendar: Calendar, pupils: list[PupilOnDay], day: dt.date, session: str
) -> tuple[PupilOnDay, ...]:
    """The pupils of one class who are due on its register; none where every one of them is planned away for good."""
    due = tuple(pupil for pupil in pupils if calendar.expects(pupil, day, session))
    return () if all(calendar.marks_itself(pupil, day, session) for pupil in due) else due


def _sessions(calendar: Calendar, day: dt.date) -> tuple[list[SessionOnDay], MarkRefusal | None]:
    found: list[SessionOnDay] = []
    refusal: MarkRefusal | None = None
    for session in Session:
        try:
            found.append(calendar.session(day, session))
        except (NoSessionThatDay, TimesNotSet) as error:
            refusal = refusal or error
    return found, None if found else refusal


def _register(
    group: int,
    session: SessionOnDay,
    pupils: tuple[PupilOnDay, ...],
    marks: dict[tuple[int, str], MarkToday],
    rows: DaySheet,
    at: dt.datetime,
) -> ClassRegister:
    row = next((each for each in rows.registers if (each[1], each[2]) == (group, session.session)), None)
    register_id, taken_at, taken_name = (row[0], row[3], row[4]) if row else (None, None, "")
    return ClassRegister(
        group_id=group,
        group=pupils[0].group_name or "",
        session=session,
        pupils=pupils,
        marked=sum((pupil.pupil_id, session.session) in marks for pupil in pupils),
        at=at,
        register_id=register_id,
        taken_at=dt.datetime.fromisoformat(taken_at) if taken_at else None,
        taken_name=taken_name,
        takers=tuple(Taker(*each[1:]) for each in rows.takers if each[0] == group),
        reminders=tuple(each for each in rows.reminders if register_id and each.register_id == register_id),
    )
