"""Leaving: the record from the day the school learns of it, what is done about it, and the deletion of the name."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from registers.actions.admission_changes import keep_changes
from registers.actions.prior_absence import refresh_prior_absence
from registers.actions.stays import end_with_the_stay
from registers.leaver_facts import facts_of, marks_after
from registers.leaving import GROUNDS, OTHER_AGES, Lawful, standing
from registers.leaving_steps import Kind, Step
from registers.message_causes import absence_of_pupil
from registers.models import Admission, JointEnquiry, Leaving, LeavingStep, Mark, Message, Post
from registers.refusals import Refusal
from registers.school_sessions import in_words


class NotOnRoll(Refusal):
    """The pupil's name is not on the admission register any more."""

    who_can_fix = "If it was deleted in error, the office can re-instate it on the pupil's leaving page."


class LeavingBegun(Refusal):
    """A leaving record of this stay is open already."""

    who_can_fix = "Change that record, or call it off."


class LeavingOver(Refusal):
    """The record was called off, or the name is deleted."""

    who_can_fix = "Look at the pupil's leaving page again."


class DayNotYet(Refusal):
    """Something is recorded as done on a day that has not come."""

    who_can_fix = "You can, by giving the day on which it was done."


class NeverBackDated(Refusal):
    """A name is deleted from today or a later day, never for a day that has passed."""

    who_can_fix = (
        "Choose today. When the pupil last attended is recorded beside it; the days between stay in."
    )


class GroundNotLawful(Refusal):
    """The ground may not be chosen for this pupil now."""

    who_can_fix = "The words say what is missing. Where no ground applies, the name stays on the roll."


class LastAttendedWrong(Refusal):
    """The pupil cannot have attended last on that day."""

    who_can_fix = "You can, by correcting the day."


class MarksAfter(Refusal):
    """Marks stand on days after the last day on the roll."""

    who_can_fix = "Choose a later last day, or have the office clear those marks with the reason first."


@dataclass(frozen=True)
class Told:
    """What the school was told of a pupil who is to leave."""

    kind: Kind
    learned_on: date
    told_by: str
    expected_last_day: date | None = None
    next_school: str = ""
    next_school_from: date | None = None
    new_address: str = ""
    new_address_from: date | None = None


REGISTERED = {"next_school": "next school", "next_school_from": "next school from"}
REGISTERED |= {"new_address": "future address", "new_address_from": "future address from"}
"""What regulation 8 wants in the admission register once the school is told."""


@transaction.atomic
def begin_leaving(*, admission: Admission, told: Told, by: Post, at: datetime) -> Leaving:
    """Open the leaving record of a stay. Raises NotOnRoll, LeavingBegun, DayNotYet."""
    held = _lock(admission)
    _refuse_future(told.learned_on, at.date())
    if held.deleted_on is not None:
        raise NotOnRoll(f"{held.pupil.called} left the roll on {in_words(held.deleted_on)}.")
    if Leaving.objects.filter(admission=held, withdrawn_at__isnull=True).exists():
        raise LeavingBegun(f"A leaving record of {held.pupil.called} is open already.")
    leaving = Leaving.objects.create(
        school=held.pupil.school,
        admission=held,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
        **_values(told),
    )
    changes = [(words, None, getattr(leaving, field)) for field, words in REGISTERED.items()]
    keep_changes(pupil=held.pupil, changes=changes, reason=f"told by {told.told_by}", by=by, at=at)
    return leaving


@transaction.atomic
def change_leaving(*, leaving: Leaving, told: Told, by: Post, at: datetime) -> Leaving:
    """Put what the school knows now into an open record; what the register holds keeps its earlier entry.

    Raises LeavingOver, DayNotYet.
    """
    held = _lock_leaving(leaving)
    _refuse_future(told.learned_on, at.date())
    values = _values(told)
    changes = [(words, getattr(held, field), values[field]) for field, words in REGISTERED.items()]
    keep_changes(pupil=held.admission.pupil, changes=changes, reason=f"told by {told.told_by}", by=by, at=at)
    for field, value in values.items():
        setattr(held, field, value)
    held.save(update_fields=list(values))
    return held


@transaction.atomic
def call_off_leaving(*, leaving: Leaving, why: str, at: datetime) -> Leaving:
    """Note that the pupil stays after all. Raises LeavingOver."""
    held = _lock_leaving(leaving)
    held.withdrawn_at, held.withdrawn_why = at, why
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    return held


@transaction.atomic
def record_step(
    *, leaving: Leaving, step: Step, done_on: date | None, note: str, by: Post, at: datetime
) -> LeavingStep:
    """Note that a step was done on a day; without a day, that it was not done after all.

    Raises LeavingOver, DayNotYet.
    """
    held = _lock_leaving(leaving)
    if done_on is not None:
        _refuse_future(done_on, at.date())
    return LeavingStep.objects.create(
        school=held.school,
        leaving=held,
        step=step,
        done_on=done_on,
        note=note,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def record_enquiry(
    *,
    leaving: Leaving,
    made_on: date,
    with_whom: str,
    what_was_done: str,
    outcome: str,
    agreed_not_returning: bool,
    may_be_unable: bool,
    by: Post,
    at: datetime,
) -> JointEnquiry:
    """Note enquiries that the school and the authority made together. Raises LeavingOver, DayNotYet."""
    held = _lock_leaving(leaving)
    _refuse_future(made_on, at.date())
    return JointEnquiry.objects.create(
        school=held.school,
        leaving=held,
        made_on=made_on,
        with_whom=with_whom,
        what_was_done=what_was_done,
        outcome=outcome,
        agreed_not_returning=agreed_not_returning,
        may_be_unable=may_be_unable,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def delete_from_roll(
    *,
    leaving: Leaving,
    ground: str,
    ground_words: str = "",
    deleted_on: date,
    last_attended: date | None,
    by: Post,
    at: datetime,
) -> Admission:
    """Delete the name: `deleted_on` is the last day on the roll, today or later. The pupil keeps every mark.

    Class, weekly pattern, clubs and plans end with it. Until a later last day the pupil may still come: then
    `last_attended` is left to the marks. Raises LeavingOver, NeverBackDated, GroundNotLawful,
    LastAttendedWrong, MarksAfter.
    """
    held = _lock_leaving(leaving)
    admission, pupil, today = held.admission, held.admission.pupil, at.date()
    if deleted_on < today:
        raise NeverBackDated(f"{in_words(deleted_on)} has passed.")
    if deleted_on < admission.starting_day:
        raise NeverBackDated(f"{pupil.called} joins the roll on {in_words(admission.starting_day)}.")
    _refuse_last_attended(last_attended, admission, today)
    last_attended = last_attended if deleted_on == today else None
    _refuse_marks(pupil.called, marks_after(pupil, deleted_on))
    facts = facts_of(held, admission=admission, pupil=pupil, on=deleted_on, today=today, by=by)
    chosen = standing(GROUNDS[ground], facts)
    if chosen.lawful is not Lawful.NOW:
        raise GroundNotLawful(f"Ground {ground}: {chosen.why_not}")
    if ground == OTHER_AGES and not ground_words.strip():
        raise GroundNotLawful(f"Ground {OTHER_AGES} needs its reason in words.")
    why = f"{GROUNDS[ground].source}: {ground_words.strip() or GROUNDS[ground].words}"
    destination = held.next_school or held.new_address
    changes = [
        ("leaving day", None, deleted_on),
        ("ground", admission.ground, ground),
        ("last attended", admission.last_attended, last_attended),
        ("destination", admission.destination, destination[:200]),
    ]
    keep_changes(pupil=pupil, changes=changes, reason=why, by=by, at=at)
    admission.deleted_on, admission.ground, admission.last_attended = deleted_on, ground, last_attended
    admission.destination, admission.deletion_entered_at = destination[:200], at
    admission.save(
        update_fields=["deleted_on", "ground", "last_attended", "destination", "deletion_entered_at"]
    )
    Leaving.objects.filter(pk=held.pk).update(ground_words=ground_words.strip())
    end_with_the_stay(pupil=pupil, last_day=deleted_on, by=by, at=at)
    if held.kind == Kind.DIED:
        _hold_back_messages(pupil.pk, by, at)
    refresh_prior_absence(school=pupil.school)
    return admission


def _lock(admission: Admission) -> Admission:
    held = Admission.objects.select_for_update(of=("self",)).select_related("pupil__school")
    return held.get(pk=admission.pk)


def _lock_leaving(leaving: Leaving) -> Leaving:
    """The open record with its stay, both locked. Raises LeavingOver."""
    admission = _lock(leaving.admission)
    held = Leaving.objects.select_for_update(of=("self",)).select_related("school").get(pk=leaving.pk)
    held.admission = admission
    if held.withdrawn_at is not None:
        raise LeavingOver("This leaving record was called off.")
    if admission.deleted_on is not None:
        raise LeavingOver(
            f"The name is deleted: the last day on the roll is {in_words(admission.deleted_on)}."
        )
    return held


def _values(told: Told) -> dict[str, object]:
    return {
        "kind": told.kind,
        "learned_on": told.learned_on,
        "told_by": told.told_by,
        "expected_last_day": told.expected_last_day,
        "next_school": told.next_school,
        "next_school_from": told.next_school_from,
        "new_address": told.new_address,
        "new_address_from": told.new_address_from,
    }


def _refuse_future(day: date, today: date) -> None:
    if day > today:
        raise DayNotYet(f"{in_words(day)} has not come yet.")


def _refuse_last_attended(day: date | None, admission: Admission, today: date) -> None:
    if day is not None and day > today:
        raise LastAttendedWrong(
            f"{in_words(day)} has not come yet: leave it empty, or give the latest day so far."
        )
    if day is not None and day < admission.starting_day:
        raise LastAttendedWrong(f"The pupil joined the roll on {in_words(admission.starting_day)}.")


def _refuse_marks(called: str, marks: list[Mark]) -> None:
    if marks:
        said = ", ".join(f"{mark.code} on {in_words(mark.date)} ({mark.session})" for mark in marks[:5])
        raise MarksAfter(f"{called} has marks after that day: {said}.")


def _hold_back_messages(pupil: int, by: Post, at: datetime) -> None:
    waiting = Message.objects.waiting().filter(school=by.school_id, cause__startswith=absence_of_pupil(pupil))
    waiting.update(state=Message.State.CANCELLED, changed_at=at, changed_name=by.user.name)
