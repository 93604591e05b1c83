"""The late desk: pupils who come after registration began are signed in, and the register follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from registers.actions.marks import Entry, lock_registers, write_marks
from registers.codes import Session
from registers.desk_refusals import SomeRefused
from registers.late_arrival import FROM_DESK, Coming, coming_in
from registers.message_causes import absence_of
from registers.models import Message, Movement, Post, Pupil, School
from registers.pupils_today import PupilToday, pupils_today
from registers.refusals import ArrivalImpossible, MarkRefusal
from registers.school_sessions import clock_words

SIGNED_IN_LATE = "signed in late"  # the standard reason for N to L or U
CLOCKS_DIFFER = timedelta(minutes=1)
T = TypeVar("T")


@dataclass(frozen=True)
class SignedIn:
    """One pupil signed in: the movement, and what the register has now."""

    movement: Movement
    coming: Coming


@transaction.atomic
def sign_in_late(
    *,
    pupils: Sequence[Pupil],
    arrived_at: datetime,
    reason: str,
    brought_by: str,
    code: str = "",
    note: str = "",
    insist: bool = False,
    by: Post,
    at: datetime,
) -> list[SignedIn]:
    """Sign in pupils who arrived at `arrived_at`, all or none: the clock decides L or U and the minutes.

    `code`: what fits better than U (an appointment). `note`: what must be recorded with that code, or why the time
    of arrival was changed. `insist`: also a pupil whom a register has present. Messages about the absence that have
    not gone are cancelled. Raises a MarkRefusal; for several pupils SomeRefused, which names each.
    """
    refuse_time_to_come(arrived_at, at)
    school, day = school_of(by), arrived_at.date()
    hold_day_of(pupils, school, at)
    known = pupils_today(school=school, pupils=[pupil.pk for pupil in pupils], day=day, by=by)
    comings = each_or_refuse(
        [known[pupil.pk] for pupil in pupils],
        lambda one: coming_in(one, arrived=arrived_at, better_code=code, note=note, insist=insist),
    )
    said = ". ".join(filter(None, [reason, note]))
    movements = record_movements(
        [(pupil, Movement.Kind.IN_LATE) for pupil in pupils], moment=arrived_at, reason=said, with_whom=brought_by,
        by=by, at=at,
    )  # fmt: skip
    signed_in = [SignedIn(*each) for each in zip(movements, comings, strict=True)]
    write_arrivals(signed_in, school=school, reason=SIGNED_IN_LATE, by=by, at=at)
    _cancel_messages(school, pupils, at)
    return signed_in


def school_of(by: Post) -> School:
    """The school that the hat belongs to. Only people of one school stand at its desk."""
    if by.school is None:
        raise ValueError("A trust's post has no late desk.")
    return by.school


def refuse_time_to_come(moment: datetime, at: datetime) -> None:
    """Refuse a stated time that has not come, or one of another day."""
    if moment > at + CLOCKS_DIFFER:
        raise ArrivalImpossible(f"It is not {clock_words(moment)} yet.")
    if moment.date() != at.date():
        raise ArrivalImpossible("The desk signs pupils in and out today only.")


def hold_day_of(pupils: Sequence[Pupil], school: School, at: datetime) -> None:
    """Hold both registers of the day for these pupils' classes: nobody else marks or signs them meanwhile."""
    sessions = [(at.date(), session.value) for session in Session]
    lock_registers(school=school, pupils=[pupil.pk for pupil in pupils], sessions=sessions)


def each_or_refuse(known: Sequence[PupilToday], judge: Callable[[PupilToday], T]) -> list[T]:
    """What `judge` says of each; where it refuses any, one refusal for all of them."""
    made, refused = [], []
    for one in known:
        try:
            made.append(judge(one))
        except MarkRefusal as refusal:
            refused.append(refusal)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise SomeRefused(refused)
    return made


def record_movements(
    moved: Sequence[tuple[Pupil, str]], *, moment: datetime, reason: str, with_whom: str, by: Post, at: datetime,
) -> list[Movement]:  # fmt: skip
    """Write down that these pupils came or went at `moment`."""
    return Movement.objects.bulk_create(
        Movement(
            school=school_of(by),
            pupil=pupil,
            kind=kind,
            date=moment.date(),
            at=moment,
            reason=reason[:200],
            with_whom=with_whom[:100],
            by=by,
            name=by.user.name,
            position=by.position,
            recorded_at=at,
        )
        for pupil, kind in moved
    )


def write_arrivals(
    arrived: Sequence[SignedIn], *, school: School, reason: str, by: Post, at: datetime
) -> None:
    """Write the marks that arrivals made. Each names its movement, so that undoing it finds the mark again."""
    entries = [
        Entry(
            pupil_id=each.movement.pupil_id,
            date=each.movement.date,
            session=each.coming.session,
            code=each.coming.code,
            minutes_late=each.coming.minutes_late,
            arrived_at=each.coming.arrived,
            note=each.movement.reason,
            source=FROM_DESK,
            client=mark_client(each.movement),
        )
        for each in arrived
        if each.coming.session
    ]
    write_marks(school=school, entries=entries, by=by, at=at, reason=reason)


def mark_client(movement: Movement) -> str:
    """How a mark names the movement that made it."""
    return f"movement {movement.pk}"


def _cancel_messages(school: School, pupils: Sequence[Pupil], at: datetime) -> None:
    """A text about an absence that is none must not go: those that wait are cancelled."""
    about = [Q(cause__startswith=absence_of(pupil.pk, at.date())) for pupil in pupils]
    waiting = Message.objects.filter(school=school, state__in=[Message.State.HELD, Message.State.QUEUED])
    waiting.filter(reduce(Q.__or__, about)).update(
        state=Message.State.CANCELLED, why="The pupil was signed in late.", changed_at=at
    )
