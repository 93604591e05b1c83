"""Closing the school, or part of it, without warning; opening it again; and telling the parents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from registers.actions.calendar import CalendarRefusal, keep_change
from registers.actions.closing_messages import cancel_telling
from registers.actions.mark_entries import Entry, lock_registers, read_marks, write_marks
from registers.calendar_shape import count, row_words, who_words
from registers.closing_plan import Closing, MarkMade, marks_of_closing, sittings_of
from registers.codes import CLEARED
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import CalendarChange, Closure, MarkHistory, Post, School
from registers.models.marks import Mark
from registers.school_sessions import BY_CLOSURE, HALF, in_words

PLANNED = "planned"
"""The source of marks that the close of registration made of a plan."""


class NoSessionToClose(CalendarRefusal):
    """The school does not meet in any of those sessions anyway."""

    place = "first_day"
    who_can_fix = "You can, by choosing other days."


class ClosedAlready(CalendarRefusal):
    """Those sessions are closed unexpectedly already, for the same pupils."""

    place = "first_day"
    who_can_fix = "You can re-open it, or choose other sessions."


class NobodyClosedOut(CalendarRefusal):
    """No pupil would be closed out."""

    place = "scope"
    who_can_fix = "You can, by choosing year groups, classes or pupils."


class NothingToReopen(CalendarRefusal):
    """No session of the closure is left from then on."""

    who_can_fix = "Nobody needs to: it is open."


class ReasonMissing(CalendarRefusal):
    """Opening again is kept with its reason."""

    place = "reason"
    who_can_fix = "You can, by giving the reason."


@dataclass(frozen=True)
class Closed:
    """What a closing made: the entry in the calendar's history, the closures, and the marks written at once."""

    change: CalendarChange
    closures: list[Closure]
    marks: list[MarkMade]


@transaction.atomic
def close_school(*, school: School, closing: Closing, keep_present: bool, by: Post, at: datetime) -> Closed:
    """Close the site, or part of it, for those sessions.

    The sessions stay in being: of those that have started the marks are written now, with history where one stood;
    those to come are marked when their registration closes. `keep_present`: pupils marked as being here keep their
    mark, because a session that took place is not closed. Raises NoSessionToClose, NobodyClosedOut or ClosedAlready.
    """
    School.objects.select_for_update().get(pk=school.pk)
    sittings = sittings_of(school, closing)
    if not sittings:
        raise NoSessionToClose("The school has no session then.")
    if not closing.is_whole_site and not (closing.year_groups or closing.classes or closing.pupils):
        raise NobodyClosedOut("Say who is closed out.")
    pieces = closing.closures(school)
    _refuse_closed_already(school, pieces)
    marks = marks_of_closing(school=school, closing=closing, by=by, at=at, keep_present=keep_present)
    change = keep_change(
        school=school,
        what=f"Closed unexpectedly: {closing.words}",
        effects=_effects(sittings, marks, closing),
        reason=closing.note,
        by=by,
        at=at,
    )
    for piece in pieces:
        piece.change = change
        piece.save()
    _write(school, marks, reason=f"closed unexpectedly: {closing.note}"[:300], by=by, at=at)
    return Closed(change, pieces, marks)


@transaction.atomic
def reopen_school(
    *, change: CalendarChange, day: date, session: str, reason: str, by: Post, at: datetime
) -> CalendarChange:
    """End an unexpected closure from that session on: what has not happened is undone, what has is amended.

    Marks that the closing made in sessions that have started get back what stood before, or are cleared so that the
    register can be taken; the history keeps both. Messages of a closure that is wholly undone, which have not gone,
    never go. Raises NothingToReopen, ReasonMissing.
    """
    school = School.objects.select_for_update().get(pk=change.school_id)
    if not reason.strip():
        raise ReasonMissing("Say why it opens again. The reason is kept.")
    closures = list(Closure.objects.filter(school=school, change=change).order_by("first_day", "sessions"))
    ended = [closure for closure in closures if _reaches(closure, day, session)]
    if not ended:
        raise NothingToReopen("The closure has ended before that session.")
    undone = _marks_to_undo(school, ended, day, session, by)
    for closure in ended:
        _end(closure, day, session)
    _write(school, undone, reason=f"open again: {reason.strip()}"[:300], by=by, at=at)
    if not Closure.objects.filter(school=school, change=change).exists():
        cancel_telling(change=change, by=by, at=at)
    return keep_change(
        school=school,
        what=f"Open again from the {HALF[session]} of {in_words(day)}: {row_words(ended[0])}",
        effects=[f"{count(len(undone), 'mark')} of the closure taken back; the history keeps them"]
        if undone
        else [],
        reason=reason,
        by=by,
        at=at,
    )


def _refuse_closed_already(school: School, pieces: Sequence[Closure]) -> None:
    standing = Closure.objects.filter(
        school=school,
        kind=Closure.Kind.UNEXPECTED,
        first_day__lte=max(piece.last_day for piece in pieces),
        last_day__gte=min(piece.first_day for piece in pieces),
    )
    for old in standing:
        for piece in pieces:
            together = old.first_day <= piece.last_day and piece.first_day <= old.last_day
            halves = not old.sessions or not piece.sessions or old.sessions == piece.sessions
            same = (old.year_groups, old.classes, old.pupils) == (
                piece.year_groups,
                piece.classes,
                piece.pupils,
            )
            if together and halves and (same or old.is_whole_school):
                raise ClosedAlready(f"Closed unexpectedly already: {row_words(old)}, {who_words(old)}.")


def _effects(sittings: Sequence[tuple[date, str]], marks: Sequence[MarkMade], closing: Closing) -> list[str]:
    effects = [f"{count(len(sittings), 'session')} closed, code {closing.code}"]
    if marks:
        replaced = sum(bool(mark.before) for mark in marks)
        effects.append(f"{count(len(marks), 'mark')} written at once, {replaced:,} in place of another")
    return effects


def _write(school: School, marks: Collection[MarkMade], *, reason: str, by: Post, at: datetime) -> None:
    if not marks:
        return
    sessions = {(mark.date, mark.session) for mark in marks}
    lock_registers(school=school, pupils={mark.pupil_id for mark in marks}, sessions=list(sessions))
    keys = [(mark.pupil_id, mark.date, mark.session) for mark in marks]
    write_marks(
        school=school,
        entries=[
            Entry(
                mark.pupil_id,
                mark.date,
                mark.session,
                mark.code,
                minutes_late=mark.minutes_late,
                arrived_at=mark.arrived_at,
                note=mark.note,
                source=BY_CLOSURE,
            )
            for mark in marks
        ],
        by=by,
        at=at,
        reason=reason,
        standing=read_marks(school=school, keys=keys),
    )


def _reaches(closure: Closure, day: date, session: str) -> bool:
    """Whether a session of the closure lies at or after that one."""
    return (closure.last_day, closure.sessions or "PM") >= (day, session)


def _end(closure: Closure, day: date, session: str) -> None:
    """Take from the closure every session from that one on."""
    rest = [
        piece
        for piece in Closing.pieces_of(closure.first_day, closure.sessions or "AM", day, session, until=False)
        if closure.first_day <= piece[0] and piece[1] <= closure.last_day
    ]
    if closure.sessions:
        rest = [
            (first, last, closure.sessions) for first, last, half in rest if half in ("", closure.sessions)
        ]
    if not rest:
        closure.delete()
        return
    for number, (first, last, half) in enumerate(rest):
        closure.first_day, closure.last_day, closure.sessions = first, last, half
        if number:
            closure.pk = None
        closure.save()


def _marks_to_undo(
    school: School, closures: Sequence[Closure], day: date, session: str, by: Post
) -> list[MarkMade]:
    """The marks that the closing made from that session on, each as it was before."""
    last = max(closure.last_day for closure in closures)
    calendar = calendar_for(school=school, first=day, last=last, pupils=())
    numbers = {closure.pk for closure in closures}
    ended = [closure for closure in calendar.unexpected if closure.pk in numbers]
    marks = list(
        Mark.objects.filter(
            school=school,
            date__range=(day, last),
            source__in=[BY_CLOSURE, PLANNED],
            code__in={closure.code for closure in ended},
        ).order_by("date", "session", "pupil")
    )
    wanted = {(mark.pupil_id, mark.date) for mark in marks}
    pupils = pupils_on_days(school=school, wanted=wanted, by=by) if wanted else {}
    standing = [
        mark
        for mark in marks
        if (mark.date, mark.session) >= (day, session)
        and any(
            closure.code == mark.code
            and closure.covers(mark.date, mark.session)
            and closure.closes(pupils[mark.pupil_id, mark.date])
            for closure in ended
        )
    ]
    earlier = {
        (each.pupil_id, each.date, each.session): each
        for each in MarkHistory.objects.filter(
            school=school,
            pupil__in={mark.pupil_id for mark in standing},
            date__in={mark.date for mark in standing},
        ).order_by("rev")
    }
    return [_as_before(mark, earlier.get((mark.pupil_id, mark.date, mark.session))) for mark in standing]


def _as_before(mark: Mark, earlier: MarkHistory | None) -> MarkMade:
    if earlier is None:
        return MarkMade(mark.pupil_id, mark.date, mark.session, CLEARED, mark.code)
    return MarkMade(
        mark.pupil_id,
        mark.date,
        mark.session,
        earlier.code,
        mark.code,
        note=earlier.note,
        minutes_late=earlier.minutes_late,
        arrived_at=earlier.arrived_at,
    )
