"""Putting an entry of the admission register right: starting day, registration, UPN, leaving day; re-instating it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from registers.actions.admission_changes import ReasonMissing, keep_changes
from registers.actions.admit import StartTooEarly, StaysOverlap, refuse_far_start, refuse_reported_days
from registers.actions.prior_absence import refresh_prior_absence
from registers.actions.stays import end_with_the_stay, move_class_end, move_start
from registers.leaver_facts import marks_before
from registers.models import Admission, Mark, Post, Pupil
from registers.refusals import Refusal
from registers.school_sessions import in_words


class NothingToCorrect(Refusal):
    """What was given is what the register says already."""

    who_can_fix = "Change what is wrong, or go back."


class MarksBefore(Refusal):
    """Marks stand on days of the stay before the corrected starting day."""

    who_can_fix = "Choose an earlier day, or have the office clear those marks with the reason first."


class UPNTaken(Refusal):
    """Another pupil of the school has that UPN."""

    who_can_fix = "Compare the two pupils' papers; the local authority knows whose number it is."


class LeavingDayOver(Refusal):
    """The leaving day has passed: it stays as it is."""

    who_can_fix = (
        "A name deleted in error is re-instated; then it may be deleted again, from today or a later day."
    )


class NotDeleted(Refusal):
    """The name stands on the roll."""

    who_can_fix = "Nobody needs to."


@dataclass(frozen=True)
class Corrected:
    """The entry as it should be."""

    starting_day: date
    agreed_with: str
    registration: str
    other_school: str
    upn: str


@transaction.atomic
def correct_admission(
    *, admission: Admission, corrected: Corrected, reason: str, by: Post, at: datetime
) -> Admission:
    """Correct the entry of a stay; each change keeps its original, with the reason and who made it.

    A corrected starting day takes the class and the year group with it. Raises NothingToCorrect, ReasonMissing,
    StartTooEarly, StartTooLate, StaysOverlap, MarksBefore, EarlierAbsencesReported, UPNTaken.
    """
    held = _lock(admission)
    pupil, day = held.pupil, corrected.starting_day
    kept = keep_changes(
        pupil=pupil,
        changes=[
            ("starting day", held.starting_day, day),
            ("starting day agreed with", held.agreed_with, corrected.agreed_with),
            ("registration", held.registration, corrected.registration),
            ("other school", held.other_school, corrected.other_school),
            ("UPN", pupil.upn, corrected.upn),
        ],
        reason=reason,
        by=by,
        at=at,
    )
    if not kept:
        raise NothingToCorrect("That is what the register says already.")
    if day != held.starting_day:
        _refuse_day(held, day, at.date())
        move_start(admission=held, first_day=day)
    if corrected.upn != pupil.upn:
        _renumber(pupil, corrected.upn)
    held.starting_day, held.agreed_with = day, corrected.agreed_with
    held.registration, held.other_school = corrected.registration, corrected.other_school
    held.save(update_fields=["starting_day", "agreed_with", "registration", "other_school"])
    refresh_prior_absence(school=pupil.school)
    return held


@transaction.atomic
def correct_leaving_day(
    *, admission: Admission, deleted_on: date, reason: str, by: Post, at: datetime
) -> Admission:
    """Move a leaving day that has not passed, to today or later. Raises NotDeleted, LeavingDayOver, ReasonMissing."""
    held = _lock(admission)
    today, old = at.date(), held.deleted_on
    if old is None:
        raise NotDeleted(f"{held.pupil.called} is on the roll.")
    if old < today:
        raise LeavingDayOver(f"{held.pupil.called} left the roll on {in_words(old)}.")
    if deleted_on < today:
        raise LeavingDayOver(f"{in_words(deleted_on)} has passed: a name is never deleted for a day gone by.")
    _refuse_later_stay(held, deleted_on)
    if not keep_changes(
        pupil=held.pupil, changes=[("leaving day", old, deleted_on)], reason=reason, by=by, at=at
    ):
        raise NothingToCorrect("That is the leaving day already.")
    held.deleted_on = deleted_on
    held.save(update_fields=["deleted_on"])
    if deleted_on > old:
        move_class_end(pupil=held.pupil, ended_on=old, to=deleted_on)
    else:
        end_with_the_stay(pupil=held.pupil, last_day=deleted_on, by=by, at=at)
    refresh_prior_absence(school=held.pupil.school)
    return held


@transaction.atomic
def reinstate_on_roll(*, admission: Admission, reason: str, by: Post, at: datetime) -> Admission:
    """Take back a deletion made in error: the stay goes on as if it had not ended, and the deletion stays on record.

    The pupil's class goes on with it; a weekly pattern and plans are made anew. Raises NotDeleted, StaysOverlap,
    ReasonMissing.
    """
    held = _lock(admission)
    old, pupil = held.deleted_on, held.pupil
    if old is None:
        raise NotDeleted(f"{pupil.called} is on the roll.")
    if not reason.strip():
        raise ReasonMissing("Say why the name is re-instated. The reason is kept beside the deletion.")
    _refuse_later_stay(held, None)
    refuse_reported_days(pupil, old + timedelta(days=1))
    changes = [
        ("leaving day", old, None),
        ("ground", held.ground, ""),
        ("last attended", held.last_attended, None),
        ("destination", held.destination, ""),
    ]
    keep_changes(pupil=pupil, changes=changes, reason=reason, by=by, at=at)
    held.deleted_on = held.last_attended = held.deletion_entered_at = None
    held.ground = held.destination = ""
    held.save(update_fields=["deleted_on", "last_attended", "deletion_entered_at", "ground", "destination"])
    move_class_end(pupil=pupil, ended_on=old, to=None)
    refresh_prior_absence(school=pupil.school)
    return held


def _lock(admission: Admission) -> Admission:
    held = Admission.objects.select_for_update(of=("self",)).select_related("pupil__school")
    return held.get(pk=admission.pk)


def _refuse_day(held: Admission, day: date, today: date) -> None:
    pupil = held.pupil
    if day < pupil.dob:
        raise StartTooEarly(f"{pupil.called} was born on {in_words(pupil.dob)}, after that day.")
    refuse_far_start(day, today)
    if held.deleted_on is not None and day > held.deleted_on:
        raise StaysOverlap(f"{pupil.called} left the roll on {in_words(held.deleted_on)}, before that day.")
    for stay in pupil.admissions.exclude(pk=held.pk):
        ends = stay.deleted_on
        if (ends is None or ends >= day) and (
            held.deleted_on is None or stay.starting_day <= held.deleted_on
        ):
            until = f"until {in_words(ends)}" if ends else "still"
            raise StaysOverlap(f"{pupil.called} was on the roll here {until}.")
    before = marks_before(pupil, held, day)
    if before:
        raise MarksBefore(f"{pupil.called} has marks before that day: {_said(before)}.")
    refuse_reported_days(pupil, day, held.starting_day - timedelta(days=1))


def _refuse_later_stay(held: Admission, deleted_on: date | None) -> None:
    later = held.pupil.admissions.filter(starting_day__gt=held.starting_day).order_by("starting_day").first()
    if later is not None and (deleted_on is None or later.starting_day <= deleted_on):
        raise StaysOverlap(f"{held.pupil.called} is on the roll again from {in_words(later.starting_day)}.")


def _renumber(pupil: Pupil, upn: str) -> None:
    if Pupil.objects.filter(school=pupil.school_id, upn=upn).exclude(pk=pupil.pk).exists():
        raise UPNTaken(f"Another pupil of this school has the UPN {upn}.")
    pupil.former_upn, pupil.upn = pupil.upn, upn
    pupil.save(update_fields=["former_upn", "upn"])


def _said(marks: list[Mark]) -> str:
    return ", ".join(f"{mark.code} on {in_words(mark.date)} ({mark.session})" for mark in marks[:5])
