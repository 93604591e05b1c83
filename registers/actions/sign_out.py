"""Leaving early and coming back: the fire roll changes at once, the morning's mark stays, the afternoon is planned."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from registers.actions.late_desk import (
    SignedIn,
    each_or_refuse,
    hold_day_of,
    record_movements,
    refuse_time_to_come,
    school_of,
    write_arrivals,
)
from registers.code_rules import refusal
from registers.codes import PLANNED_AHEAD, Session
from registers.desk_refusals import AlreadySignedOut, NotHere, NotSignedOut
from registers.fire_roll import Standing, Step
from registers.late_arrival import Coming, marked_on_arrival, session_at
from registers.models import Movement, PlannedMark, Post, Pupil
from registers.models.marks import PlannedMarkQuerySet
from registers.pupils_today import PupilToday, pupils_today, sessions_of
from registers.refusals import CodeNotValid, NotOnRoll
from registers.school_sessions import SCHOOL_TIME, SessionOnDay, clock_words

FROM_SIGN_OUT = "sign-out"
CAME_BACK = (
    "came back to school"  # the standard reason for the mark of an afternoon that began without the pupil
)
AWAY = (Standing.ABSENT, Standing.ELSEWHERE)


@transaction.atomic
def sign_out(
    *,
    pupils: Sequence[Pupil],
    left_at: datetime,
    reason: str,
    with_whom: str,
    code: str = "",
    back_by: time | None = None,
    by: Post,
    at: datetime,
) -> list[Movement]:
    """Sign pupils out who leave at `left_at`, all or none.

    The mark of the session that runs stays. Where the afternoon's registration is still to come and they are not
    expected back before it (`back_by`), it is planned as `code`; an empty code leaves it to the afternoon register.
    Raises a MarkRefusal; for several pupils SomeRefused.
    """
    refuse_time_to_come(left_at, at)
    school, day = school_of(by), left_at.date()
    hold_day_of(pupils, school, at)
    known = pupils_today(school=school, pupils=[pupil.pk for pupil in pupils], day=day, by=by)
    afternoons = each_or_refuse(
        [known[pupil.pk] for pupil in pupils], lambda one: _leaving(one, left_at, code, back_by)
    )
    kinds = [(pupil, Movement.Kind.OUT) for pupil in pupils]
    movements = record_movements(kinds, moment=left_at, reason=reason, with_whom=with_whom, by=by, at=at)
    Movement.objects.filter(pk__in=[each.pk for each in movements]).update(back_by=back_by)
    PlannedMark.objects.bulk_create(
        _planned(movement, code, reason, by)
        for movement, planned in zip(movements, afternoons, strict=True)
        if planned
    )
    return movements


@transaction.atomic
def sign_back_in(
    *, pupils: Sequence[Pupil], back_at: datetime, with_whom: str = "", by: Post, at: datetime
) -> list[SignedIn]:
    """Sign pupils in again who were signed out, all or none.

    Back before the afternoon's registration starts, they are marked with their class and the plan falls away. Back
    later, an afternoon that began without them is marked by the clock, or with the code that was planned for it.
    """
    refuse_time_to_come(back_at, at)
    school, day = school_of(by), back_at.date()
    hold_day_of(pupils, school, at)
    known = pupils_today(school=school, pupils=[pupil.pk for pupil in pupils], day=day, by=by)
    comings = each_or_refuse([known[pupil.pk] for pupil in pupils], lambda one: _coming_back(one, back_at))
    kinds = [(pupil, Movement.Kind.BACK) for pupil in pupils]
    movements = record_movements(kinds, moment=back_at, reason="", with_whom=with_whom, by=by, at=at)
    signed_in = [SignedIn(*each) for each in zip(movements, comings, strict=True)]
    write_arrivals(signed_in, school=school, reason=CAME_BACK, by=by, at=at)
    plans_of_sign_out(pupils=[pupil.pk for pupil in pupils], day=day).update(withdrawn_at=at)
    return signed_in


def plans_of_sign_out(*, pupils: Sequence[int], day: date) -> PlannedMarkQuerySet:
    """What signing out planned for that afternoon and nobody has withdrawn."""
    return PlannedMark.objects.filter(
        pupil__in=pupils, first_day=day, source=FROM_SIGN_OUT, withdrawn_at__isnull=True
    )


def _leaving(known: PupilToday, left_at: datetime, code: str, back_by: time | None) -> bool:
    """Whether the afternoon is planned. Refuses a pupil who is not here."""
    name = known.pupil.called
    if not known.pupil.on_roll:
        raise NotOnRoll(f"{name} is not on the admission register today.")
    session_at(left_at, sessions_of(known.calendar, known.date))
    place = known.place(left_at.astimezone(SCHOOL_TIME).time())
    if place.standing is Standing.SIGNED_OUT:
        raise AlreadySignedOut(f"{name} was signed out at {clock_words(known.movements[-1].at)}.")
    if place.standing in AWAY:
        raise NotHere(f"{name} is not here: marked {place.code} today.")
    afternoon = _afternoon(known)
    if not code or afternoon is None or left_at >= afternoon.starts_at or Session.PM in known.marks:
        return False
    if back_by is not None and back_by <= afternoon.times.start:
        return False
    _refuse_code(known, code)
    return True


def _refuse_code(known: PupilToday, code: str) -> None:
    why = None if code in PLANNED_AHEAD else f"{code} cannot be planned ahead."
    age = known.pupil.of_compulsory_age
    why = why or refusal(code, date=known.date, session=Session.PM, compulsory_age=age, detail=FROM_SIGN_OUT)
    if why is not None:
        raise CodeNotValid(f"{known.pupil.called}: {why}")


def _afternoon(known: PupilToday) -> SessionOnDay | None:
    sessions = sessions_of(known.calendar, known.date)
    return next((each for each in sessions if each.session == Session.PM), None)


def _planned(movement: Movement, code: str, reason: str, by: Post) -> PlannedMark:
    halves = ["0"] * 10
    halves[movement.date.weekday() * 2 + 1] = "1"
    return PlannedMark(
        school_id=movement.school_id,
        pupil_id=movement.pupil_id,
        first_day=movement.date,
        last_day=movement.date,
        halves="".join(halves),
        code=code,
        source=FROM_SIGN_OUT,
        note=f"left at {clock_words(movement.at)}, {reason[:1].lower()}{reason[1:]}",
        by=by,
        name=by.user.name,
        position=by.position,
        at=movement.recorded_at,
    )


def _coming_back(known: PupilToday, back_at: datetime) -> Coming:
    last = known.movements[-1] if known.movements else None
    if last is None or last.kind != Step.OUT:
        raise NotSignedOut(f"{known.pupil.called} has not been signed out today.")
    if back_at < last.at:
        raise NotSignedOut(f"{known.pupil.called} left at {clock_words(last.at)}, later than that.")
    session_at(back_at, sessions_of(known.calendar, known.date))
    afternoon = _afternoon(known)
    missed = afternoon is not None and last.at < afternoon.starts_at < back_at < afternoon.ends_at
    if afternoon is None or not missed:
        return Coming(arrived=back_at.astimezone(SCHOOL_TIME).time())
    return marked_on_arrival(known, afternoon, arrived=back_at)
