"""What a pupil at the desk means for a register: by the time of arrival and what is known already. Rules only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registers import codes
from registers.arrivals import mark_on_arrival
from registers.code_rules import refusal
from registers.codes import Session
from registers.desk_refusals import (
    AlreadyPresent,
    AlreadySignedIn,
    AlreadySignedOut,
    DayOver,
    NotLateYet,
)
from registers.fire_roll import Standing, Step
from registers.pupils_today import PupilToday, sessions_of
from registers.refusals import CodeNotValid, NoSessionThatDay, NotOnRoll
from registers.school_sessions import HALF, SCHOOL_TIME, SessionOnDay, calendar_fixers, clock_words

FROM_DESK = "late_desk"
BETTER_THAN_U = codes.AUTHORISED | codes.NOT_POSSIBLE | (codes.ATTENDING - codes.PRESENT)
"""Regulation 10: U stands only where no other code fits."""


@dataclass(frozen=True)
class Coming:
    """What an arrival makes: a mark in `session`, or none (empty) where the pupil comes between two sessions."""

    session: str = ""
    code: str = ""
    minutes_late: int | None = None
    arrived: dt.time | None = None

    @property
    def words(self) -> str:
        """`L, 7 min`; for an arrival between sessions what happens next."""
        if not self.session:
            return "on site; the afternoon register marks them"
        return f"{self.code}, {self.minutes_late} min" if self.minutes_late else self.code


def session_at(moment: dt.datetime, sessions: Sequence[SessionOnDay]) -> SessionOnDay | None:
    """The session that runs at that moment, or None between two. Refuses before the first and after the last."""
    if not sessions:
        raise NoSessionThatDay("There is no session today.", who_can_fix=calendar_fixers())
    if moment < sessions[0].starts_at:
        starts = clock_words(sessions[0].starts_at)
        raise NotLateYet(f"Registration starts at {starts}, so nobody is late at {clock_words(moment)}.")
    if moment >= sessions[-1].ends_at:
        raise DayOver(f"The school day ended at {clock_words(sessions[-1].ends_at)}.")
    return next((each for each in sessions if each.starts_at <= moment < each.ends_at), None)


def coming_in(
    known: PupilToday, *, arrived: dt.datetime, better_code: str = "", note: str = "", insist: bool = False
) -> Coming:
    """What signing the pupil in at `arrived` makes.

    `better_code`: what fits better than U (an appointment). `insist`: sign in although a register says present.
    Raises a MarkRefusal that says why not and who can help.
    """
    _refuse_if_not_expected(known)
    session = session_at(arrived, sessions_of(known.calendar, known.date))
    _refuse_if_here(known, session, arrived, insist)
    if session is None:
        return Coming(arrived=arrived.astimezone(SCHOOL_TIME).time())
    return marked_on_arrival(known, session, arrived=arrived, better_code=better_code, note=note)


def marked_on_arrival(
    known: PupilToday, session: SessionOnDay, *, arrived: dt.datetime, better_code: str = "", note: str = ""
) -> Coming:
    """The mark of an arrival in that session; a code planned or given for it stands before U."""
    time = arrived.astimezone(SCHOOL_TIME).time().replace(second=0, microsecond=0)
    better = better_code or _known_reason(known, session.session)
    made = mark_on_arrival(time, session=session.session, times=session.times, better_code=better)
    why = refusal(
        made.code,
        date=known.date,
        session=session.session,
        compulsory_age=known.pupil.of_compulsory_age,
        detail=note,
    )
    if why is not None:
        raise CodeNotValid(f"{known.pupil.called}: {why}")
    return Coming(session.session, made.code, made.minutes_late, time)


def better_codes(day: dt.date) -> list[codes.Code]:
    """The codes that may stand for a late arrival instead of U on that day."""
    known = codes.codes_on(day)
    return [code for code in known if code.code in BETTER_THAN_U and not code.restricted]


def _known_reason(known: PupilToday, session: str) -> str:
    mark, plan = known.marks.get(session), known.plan(session)
    if mark is not None and mark.code in BETTER_THAN_U:
        return mark.code
    return plan.code if plan is not None and plan.code in BETTER_THAN_U else ""


def _refuse_if_not_expected(known: PupilToday) -> None:
    if not known.pupil.on_roll:
        raise NotOnRoll(f"{known.pupil.called} is not on the admission register today.")


def _refuse_if_here(
    known: PupilToday, session: SessionOnDay | None, arrived: dt.datetime, insist: bool
) -> None:
    last = known.movements[-1] if known.movements else None
    name = known.pupil.called
    if last is not None and last.kind == Step.OUT:
        raise AlreadySignedOut(f"{name} was signed out at {clock_words(last.at)}.")
    came = last is not None and last.kind in (Step.IN_LATE, Step.BACK)
    if (
        last is not None
        and came
        and known.place(arrived.astimezone(SCHOOL_TIME).time()).standing is Standing.ON_SITE
    ):
        raise AlreadySignedIn(f"{name} was signed in at {clock_words(last.at)}{_late_words(known)}.")
    mark = known.marks.get(session.session if session else Session.AM)
    here = mark is not None and mark.code in codes.PRESENT and mark.code != codes.LATE
    if mark is not None and here and not insist:
        raise AlreadyPresent(
            f"{name} is marked present this {HALF[mark.session]} by {mark.name} ({clock_words(mark.at)})."
        )


def _late_words(known: PupilToday) -> str:
    for mark in known.marks.values():
        if mark.minutes_late:
            return f" ({mark.code}, {mark.minutes_late} min)"
    return ""
