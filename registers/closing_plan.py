"""An unexpected closure before it is made: its sessions, its pupils, and the marks that it would write at once."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from registers.actions.mark_entries import read_marks
from registers.calendar_shape import Sitting, who_words
from registers.codes import CLEARED, ON_SITE, PART_CLOSED, SITE_CLOSED, Session
from registers.marking_facts import calendar_for, pupils_of_school
from registers.models import Closure, Post, School
from registers.refusals import TimesNotSet
from registers.school_sessions import HALF, STANDS_THROUGH_CLOSURE, Calendar, PartClosure, in_words

DAY = dt.timedelta(days=1)
Piece = tuple[dt.date, dt.date, str]


class MarkMade(NamedTuple):
    """A mark that is written at once, with the code that stood there before, if any."""

    pupil_id: int
    date: dt.date
    session: str
    code: str
    before: str
    note: str = ""
    minutes_late: int | None = None
    arrived_at: dt.time | None = None
    name: str = ""


@dataclass(frozen=True)
class Closing:
    """From the start of one session to the end of another, for everybody or for those named."""

    first_day: dt.date
    first_session: str
    last_day: dt.date
    last_session: str
    note: str
    year_groups: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    pupils: tuple[int, ...] = ()
    is_whole_site: bool = True

    @property
    def code(self) -> str:
        """The whole site, or part of the premises."""
        return SITE_CLOSED if self.is_whole_site else PART_CLOSED

    @property
    def words(self) -> str:
        """`Snow, the whole school, Tuesday 24 November 2026`."""
        return f"{self.note}, {who_words(self._closure(Closure(), (self.first_day, self.last_day, '')))}, {self.when}"

    @property
    def when(self) -> str:
        """The sessions in words."""
        first, last = in_words(self.first_day), in_words(self.last_day)
        if self.first_day == self.last_day:
            half = "" if self.first_session != self.last_session else f"{HALF[self.first_session]} of "
            return f"{half}{first}"
        return f"{HALF[self.first_session]} of {first} to {HALF[self.last_session]} of {last}"

    def closures(self, school: School) -> list[Closure]:
        """The rows of the calendar: a half-day at either end has a row of its own."""
        pieces = self.pieces_of(self.first_day, self.first_session, self.last_day, self.last_session)
        return [self._closure(Closure(school=school), piece) for piece in pieces]

    @staticmethod
    def pieces_of(
        first_day: dt.date, first_session: str, last_day: dt.date, last_session: str, *, until: bool = True
    ) -> list[Piece]:
        """First day, last day and half of each piece; `until` False leaves the last session itself out."""
        if not until:
            last_day, last_session = (
                (last_day, Session.AM.value)
                if last_session == Session.PM
                else (last_day - DAY, Session.PM.value)
            )
        if (last_day, last_session) < (first_day, first_session):
            return []
        if first_day == last_day:
            return [(first_day, last_day, first_session if first_session == last_session else "")]
        pieces = []
        whole_first, whole_last = first_day, last_day
        if first_session == Session.PM:
            pieces.append((first_day, first_day, Session.PM.value))
            whole_first = first_day + DAY
        if last_session == Session.AM:
            whole_last = last_day - DAY
        if whole_first <= whole_last:
            pieces.append((whole_first, whole_last, ""))
        if last_session == Session.AM:
            pieces.append((last_day, last_day, Session.AM.value))
        return pieces

    def scope(self) -> PartClosure:
        """The closure as the registers of a day know it."""
        return PartClosure(
            self.first_day,
            self.last_day,
            "",
            frozenset(self.year_groups),
            frozenset(self.classes),
            self.note,
            frozenset(self.pupils),
        )

    def holds(self, sitting: Sitting) -> bool:
        """Whether the session lies in it."""
        return (self.first_day, self.first_session) <= sitting <= (self.last_day, self.last_session)

    def _closure(self, closure: Closure, piece: Piece) -> Closure:
        closure.kind = Closure.Kind.UNEXPECTED
        closure.first_day, closure.last_day, closure.sessions = piece
        closure.year_groups, closure.classes = list(self.year_groups), list(self.classes)
        closure.pupils, closure.note = sorted(self.pupils), self.note
        return closure


def sittings_of(school: School, closing: Closing) -> list[Sitting]:
    """The sessions that the school has in that time, in order."""
    calendar = calendar_for(school=school, first=closing.first_day, last=closing.last_day, pupils=())
    return [
        sitting
        for day in sorted(calendar.days)
        for session in Session
        if calendar.has_session(*(sitting := (day, session.value))) and closing.holds(sitting)
    ]


def marks_of_closing(
    *, school: School, closing: Closing, by: Post, at: dt.datetime, keep_present: bool
) -> list[MarkMade]:
    """The marks that the closing writes now: in sessions that have started, of the pupils it closes out.

    A pupil who is planned to be elsewhere (a trip, the other school) or marked so stays as they are, and a mark that
    says so already is not written again. Statements grow with the days that are over only.
    """
    calendar = calendar_for(school=school, first=closing.first_day, last=closing.last_day)
    scope = closing.scope()
    made: list[MarkMade] = []
    for day in sorted(day for day in calendar.days if day <= at.date()):
        begun = [session.value for session in Session if _has_begun(calendar, day, session.value, at)]
        begun = [session for session in begun if closing.holds((day, session))]
        if not begun:
            continue
        pupils = [pupil for pupil in pupils_of_school(school=school, day=day, by=by) if scope.closes(pupil)]
        keys = [(pupil.pupil_id, day, session) for pupil in pupils for session in begun]
        standing = read_marks(school=school, keys=keys)
        for pupil in pupils:
            for session in begun:
                if not calendar.expects(pupil, day, session):
                    continue
                mark = standing.get((pupil.pupil_id, day, session))
                code = mark.code if mark else CLEARED
                plan = calendar.plan_for(pupil, day, session)
                elsewhere = code or (plan.code if plan else CLEARED)
                if code == closing.code or elsewhere in STANDS_THROUGH_CLOSURE:
                    continue
                if keep_present and code in ON_SITE:
                    continue
                made.append(
                    MarkMade(
                        pupil.pupil_id, day, session, closing.code, code, closing.note, name=pupil.called
                    )
                )
    return made


def _has_begun(calendar: Calendar, day: dt.date, session: str, at: dt.datetime) -> bool:
    try:
        return calendar.has_session(day, session) and calendar.session(day, session).starts_at <= at
    except TimesNotSet:
        return False
