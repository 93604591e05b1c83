"""Which children are on today's board, and why: from the day's registers, movements and marks alone."""

import datetime as dt
from collections.abc import Collection

from absence.board_facts import AWAY, Flags, LastSeen, Risk, flags_of, last_seen
from registers.codes import NO_REASON_YET, PRESENT
from registers.day_registers import DayRegisters
from registers.models import Movement, School
from registers.school_sessions import HALF, SCHOOL_TIME, clock_words

UNSEEN_AFTER = 5
"""School days after which a child comes back to the board although the absence is explained (domain.md 9a: P)."""
UNSEEN_AFTER_WITH_SOCIAL_WORKER = 3
"""The same for a child with a social worker: sooner (P; the number is ours)."""
NO_MARK = "No mark"
Moves = dict[int, list[Movement]]


def unexplained(day: DayRegisters) -> dict[int, tuple[str, str]]:
    """Children whose latest mark of the day is no reason yet, or who have none where the register was taken.

    A class whose register is not taken is not looked at, but for those its teacher has marked absent already.
    """
    found: dict[int, tuple[str, str]] = {}
    for register in sorted(day.begun, key=lambda register: register.session.starts_at):
        session = register.session.session
        is_open = not register.is_complete and day.at < register.session.closes_at
        for pupil in register.pupils:
            mark = day.marks.get((pupil.pupil_id, session))
            if mark is not None and mark.code != NO_REASON_YET:
                found.pop(pupil.pupil_id, None)
            elif mark is not None:
                open_words = f"register {register.due_words}" if is_open else ""
                says = f"{mark.code}, {HALF[session]}, by {mark.name} {clock_words(mark.at)}"
                found[pupil.pupil_id] = (says, open_words)
            elif register.is_complete and day.calendar.plan_for(pupil, day.day, session) is None:
                found.setdefault(pupil.pupil_id, (f"{NO_MARK}, {HALF[session]}", ""))
    return found


def not_back(moves: Moves, at: dt.datetime) -> dict[int, str]:
    """Children signed out who were to be back by now, and of whom nobody has heard since."""
    found = {}
    for pupil, each in moves.items():
        last = each[-1]
        if last.kind == Movement.Kind.OUT and last.back_by is not None:
            due = dt.datetime.combine(last.date, last.back_by, SCHOOL_TIME)
            if due < at:
                words = f"Signed out {clock_words(last.at)}, was to be back by {clock_words(due)}"
                found[pupil] = f"{words}: {last.reason}" if last.reason else words
    return found


def moves(school: School, day: DayRegisters) -> Moves:
    """The day's movements of the children that the hat may see, as they happened."""
    found: Moves = {pupil.pupil_id: [] for pupil in day.pupils}
    for move in Movement.objects.filter(school=school).on(day.day).standing().in_order():
        if move.pupil_id in found:
            found[move.pupil_id].append(move)
    return {pupil: moves for pupil, moves in found.items() if moves}


def unseen(school: School, day: DayRegisters, *, leave_out: Collection[int]) -> dict[int, LastSeen]:
    """Children away today with a reason whom nobody has seen for too long."""
    here = {mark.pupil_id for mark in day.marks.values() if mark.code in PRESENT}
    away = {
        mark.pupil_id
        for mark in day.marks.values()
        if mark.code in AWAY - {NO_REASON_YET} and mark.pupil_id not in here
    }
    away -= {*leave_out, *(pupil for pupil, moves in day.moves.items() if moves)}
    seen = last_seen(school, away, day.day, visits=True)
    long = {pupil: each for pupil, each in seen.items() if each.days_away >= UNSEEN_AFTER_WITH_SOCIAL_WORKER}
    flags = flags_of(school, long, day.day)
    return {pupil: each for pupil, each in long.items() if each.days_away >= _unseen_after(flags.get(pupil))}


def _unseen_after(flags: Flags | None) -> int:
    risk = flags.risk if flags else Risk.NONE
    return UNSEEN_AFTER_WITH_SOCIAL_WORKER if risk < Risk.LOOKED_AFTER else UNSEEN_AFTER


def seen_today(moves: Moves, pupil: int) -> str:
    """Where a club or trip saw the child today, in words; empty where none did."""
    seen = [move for move in moves.get(pupil, []) if move.kind == Movement.Kind.SEEN]
    where = f", {seen[-1].reason}" if seen and seen[-1].reason else ""
    return f"Seen on site {clock_words(seen[-1].at)}{where}" if seen else ""
