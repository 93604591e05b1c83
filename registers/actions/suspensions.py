"""Suspending and excluding: the head's decision, its end, taking it back, and the review of a permanent exclusion."""

from datetime import date, datetime, timedelta

from django.db import transaction

from registers.actions.suspension_plans import amend_left_behind, plan_suspensions
from registers.codes import Session
from registers.models import Post, Pupil, Review, Suspension, SuspensionChange
from registers.refusals import Refusal
from registers.school_sessions import HALF, calendar_fixers, in_words
from registers.suspension_outlook import Outlook, outlook
from registers.suspension_rules import (
    MOST_DAYS_A_YEAR,
    HalfDay,
    Kind,
    Outcome,
    days_words,
)


class SuspensionRefused(Refusal):
    """A suspension, or a change to one, that cannot be recorded."""

    who_can_fix = "You can, by choosing other days."


class NobodyDecided(SuspensionRefused):
    """Only a head, or whoever acts as head, suspends or excludes (Education Act 2002 s.51A)."""

    who_can_fix = "You can, by naming the head or acting head who decided."


class TooManyDays(SuspensionRefused):
    """The school year would have more days of suspension than the law allows."""

    who_can_fix = "The head can decide on fewer days."


class NoSessionToTake(SuspensionRefused):
    """Between those days the pupil has no session."""


class Overlapping(SuspensionRefused):
    """Another suspension of the pupil holds for one of those sessions."""

    who_can_fix = "You can, by changing the end of the other one or choosing other days."


class AlreadyTakenBack(SuspensionRefused):
    """The suspension was taken back before."""

    who_can_fix = "Record a new one if the head has decided again."


class ReviewRefused(SuspensionRefused):
    """A review that does not fit what is recorded."""

    who_can_fix = "You can, by correcting the date or the outcome."


@transaction.atomic
def record_suspension(
    *,
    pupil: Pupil,
    kind: str,
    first: HalfDay,
    last: HalfDay | None,
    reason: str,
    words: str,
    decided_by: str,
    decided_position: str,
    by: Post,
    at: datetime,
) -> Suspension:
    """Record the head's decision and plan E for exactly its sessions; marks that stand already are left alone.

    `last` is None for a permanent exclusion. Raises NobodyDecided, Overlapping, NoSessionToTake or TooManyDays.
    """
    pupil = _held(pupil)
    if not decided_by.strip() or not decided_position.strip():
        raise NobodyDecided("Only a head decides on a suspension or exclusion, and nobody is named.")
    suspension = Suspension(
        school=pupil.school,
        pupil=pupil,
        kind=kind,
        first_day=first.date,
        first_session=first.session,
        last_day=last.date if last and kind != Kind.PERMANENT else None,
        last_session=last.session if last else Session.PM.value,
        reason=reason,
        words=words.strip(),
        decided_by=decided_by.strip(),
        decided_position=decided_position.strip(),
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    refuse_outlook(outlook(draft=suspension, on=at.date(), post=by))
    suspension.save()
    plan_suspensions(pupil=pupil, by=by, at=at)
    return suspension


@transaction.atomic
def change_end(
    *, suspension: Suspension, last: HalfDay, reason: str, code: str = "", by: Post, at: datetime
) -> Suspension:
    """End a suspension earlier or later than it was decided, with the reason; the plans follow.

    `code`: what E marks become that were made for sessions after the new end. Raises what recording raises, and
    MarksLeftBehind.
    """
    suspension = _standing(suspension)
    if suspension.is_permanent:
        raise SuspensionRefused(
            "A permanent exclusion has no end of its own.", who_can_fix="Record the outcome of its review."
        )
    if last < suspension.first:
        raise SuspensionRefused(
            "The end lies before the beginning.", who_can_fix="Take the whole suspension back instead."
        )
    return _move_end(suspension, last, reason, code, by, at)


@transaction.atomic
def withdraw_suspension(
    *, suspension: Suspension, reason: str, code: str = "", by: Post, at: datetime
) -> Suspension:
    """Take a suspension back whole: it was recorded by mistake, or cancelled before it began.

    Raises AlreadyTakenBack, and MarksLeftBehind where E marks were made and `code` does not say what they become.
    """
    suspension = _standing(suspension)
    before = outlook(draft=suspension, on=at.date(), post=by)
    note_change(suspension, "suspension", _span_words(suspension), "taken back", reason, by, at)
    suspension.withdrawn_at = at
    suspension.save(update_fields=["withdrawn_at"])
    amend_left_behind(
        pupil=suspension.pupil, halves=set(before.taken.halves), code=code, reason=reason, by=by, at=at
    )
    plan_suspensions(pupil=suspension.pupil, by=by, at=at)
    return suspension


@transaction.atomic
def record_review(
    *,
    suspension: Suspension,
    date: date,
    outcome: str,
    note: str = "",
    returns_on: date | None = None,
    code: str = "",
    by: Post,
    at: datetime,
) -> Review:
    """Record what a review of a permanent exclusion came to. Reinstated: the pupil is back from `returns_on`.

    Raises ReviewRefused, AlreadyTakenBack and MarksLeftBehind.
    """
    suspension = _standing(suspension)
    if not suspension.is_permanent or suspension.last_day is not None:
        raise ReviewRefused("Only a permanent exclusion that stands is reviewed.")
    if not suspension.first_day <= date <= at.date():
        raise ReviewRefused("A review lies between the exclusion and today.")
    review = Review.objects.create(
        school_id=suspension.school_id,
        suspension=suspension,
        date=date,
        outcome=outcome,
        note=note.strip(),
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    if outcome == Outcome.REINSTATED:
        if returns_on is None or returns_on < date or returns_on <= suspension.first_day:
            raise ReviewRefused("Say from which day the pupil is back: the day of the decision or later.")
        last = HalfDay(returns_on - timedelta(days=1), Session.PM.value)
        _move_end(suspension, last, f"reinstated by the review of {in_words(date)}", code, by, at)
    return review


def refuse_outlook(seen: Outlook) -> None:
    """Refuse a suspension that the calendar, another one or the law does not allow."""
    if seen.overlaps is not None:
        raise Overlapping(
            f"A {seen.overlaps.kind_words.lower()} is recorded already: {_span_words(seen.overlaps)}."
        )
    if not seen.taken.halves:
        why = next((why for _, why in seen.taken.left_out), "no session")
        raise NoSessionToTake(
            f"The pupil has no session on those days: {why}.",
            who_can_fix=f"You can, by choosing other days. {calendar_fixers()}",
        )
    if seen.over:
        year = max(seen.years, key=lambda year: year.halves)
        raise TooManyDays(
            f"With it the school year {year.name} would come to {days_words(year.halves)} of suspension,"
            f" {days_words(seen.over)} more than the {MOST_DAYS_A_YEAR} that the law allows."
        )


def _held(pupil: Pupil) -> Pupil:
    """The pupil, held so that two people do not record at once."""
    return Pupil.objects.select_for_update(of=("self",)).select_related("school").get(pk=pupil.pk)


def _standing(suspension: Suspension) -> Suspension:
    """The suspension as it stands, its pupil held. Raises AlreadyTakenBack."""
    pupil = _held(suspension.pupil)
    found = Suspension.objects.get(pk=suspension.pk)
    found.pupil = pupil
    if found.withdrawn_at is not None:
        raise AlreadyTakenBack("It was taken back already.")
    return found


def _move_end(
    suspension: Suspension, last: HalfDay, reason: str, code: str, by: Post, at: datetime
) -> Suspension:
    original = _end_words(suspension)
    before = outlook(draft=suspension, on=at.date(), post=by)
    suspension.last_day, suspension.last_session = last
    after = outlook(draft=suspension, on=at.date(), post=by)
    refuse_outlook(after)
    if original == _end_words(suspension):
        raise SuspensionRefused("It ends then already.")
    suspension.save(update_fields=["last_day", "last_session"])
    note_change(suspension, "end", original, _end_words(suspension), reason, by, at)
    amend_left_behind(
        pupil=suspension.pupil,
        halves=set(before.taken.halves) - set(after.taken.halves),
        code=code,
        reason=reason,
        by=by,
        at=at,
    )
    plan_suspensions(pupil=suspension.pupil, by=by, at=at)
    return suspension


def note_change(
    suspension: Suspension, field: str, original: str, new: str, reason: str, by: Post, at: datetime
) -> None:
    """Keep the five parts of a change."""
    SuspensionChange.objects.create(
        school_id=suspension.school_id,
        suspension=suspension,
        field=field,
        original=original[:500],
        new=new[:500],
        reason=reason.strip()[:300],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _end_words(suspension: Suspension) -> str:
    if suspension.last_day is None:
        return "no end"
    return f"{in_words(suspension.last_day)}, {HALF[suspension.last_session]}"


def _span_words(suspension: Suspension) -> str:
    first = f"{in_words(suspension.first_day)}, {HALF[suspension.first_session]}"
    return f"{first}, to {_end_words(suspension)}"
