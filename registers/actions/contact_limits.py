"""Limits on what an adult may be told about a child: they hold once entered; a lead or head settles and lifts them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from registers.models import Care, ContactLimit, Post
from registers.refusals import Refusal
from registers.roles import Role


class AlreadyLimited(Refusal):
    """A limit of that scope holds already."""

    who_can_fix = "The safeguarding lead or head can settle or change the one that holds."


class OwnLimit(Refusal):
    """Nobody approves what they entered themselves; the safeguarding lead alone may."""

    who_can_fix = "The safeguarding lead can, or another head."


class LimitLifted(Refusal):
    """The limit holds no longer."""

    who_can_fix = "Enter a new limit where one is needed."


@transaction.atomic
def enter_limit(
    *,
    cares: Iterable[Care],
    scope: str,
    ground: str,
    evidence_seen: str,
    review_on: date,
    by: Post,
    at: datetime,
) -> list[ContactLimit]:
    """Enter a limit for an adult and these children. It holds at once, as proposed. Raises `AlreadyLimited`."""
    made = []
    for care in cares:
        held = ContactLimit.objects.on(at.date()).filter(
            care=Care.objects.select_for_update().get(pk=care.pk)
        )
        if held.filter(scope=scope).exists():
            raise AlreadyLimited(f"That limit holds for {care.contact.name} and {care.pupil} already.")
        made.append(
            ContactLimit.objects.create(
                school_id=care.school_id,
                care=care,
                scope=scope,
                ground=ground,
                evidence_seen=evidence_seen,
                first_day=at.date(),
                review_on=review_on,
                entered_by=by,
                entered_name=by.user.name,
                entered_position=by.position,
                entered_at=at,
            )
        )
    return made


@transaction.atomic
def complete_limit(
    *, limit: ContactLimit, ground: str, evidence_seen: str, review_on: date, by: Post, at: datetime
) -> ContactLimit:
    """Give a limit that came from another system its ground, evidence and review date. Raises `LimitLifted`."""
    limit = _standing(limit, at.date())
    if not limit.to_be_completed:
        raise AlreadyLimited("Its ground is known already.")
    limit.ground, limit.evidence_seen, limit.review_on = ground, evidence_seen, review_on
    limit.entered_by, limit.entered_name, limit.entered_position = by, by.user.name, by.position
    limit.entered_at = at
    limit.save()
    return limit


@transaction.atomic
def settle_limit(
    *,
    limit: ContactLimit,
    scope: str,
    ground: str,
    evidence_seen: str,
    review_on: date,
    by: Post,
    at: datetime,
) -> ContactLimit:
    """Confirm a limit, or change it: another scope is a row of its own, and the earlier one ends with its reason.

    Raises `OwnLimit`, `LimitLifted`.
    """
    limit = _standing(limit, at.date())
    _refuse_own(limit, by)
    if scope == limit.scope:
        limit.ground, limit.evidence_seen, limit.review_on = ground, evidence_seen, review_on
        return _settled(limit, by, at)
    _end(limit, f"Changed to: {ContactLimit.Scope(scope).label}", by, at)
    return _settled(
        ContactLimit(
            school_id=limit.school_id,
            care_id=limit.care_id,
            scope=scope,
            ground=ground,
            evidence_seen=evidence_seen,
            first_day=at.date(),
            review_on=review_on,
            entered_by=by,
            entered_name=by.user.name,
            entered_position=by.position,
            entered_at=at,
        ),
        by,
        at,
    )


@transaction.atomic
def lift_limit(*, limit: ContactLimit, reason: str, by: Post, at: datetime) -> ContactLimit:
    """Lift a limit at once, with the reason. Raises `OwnLimit`, `LimitLifted`."""
    limit = _standing(limit, at.date())
    _refuse_own(limit, by)
    return _end(limit, reason, by, at)


def _standing(limit: ContactLimit, on: date) -> ContactLimit:
    limit = ContactLimit.objects.select_for_update().get(pk=limit.pk)
    if limit.last_day is not None and limit.last_day < on:
        raise LimitLifted("The limit was lifted meanwhile.")
    return limit


def _refuse_own(limit: ContactLimit, by: Post) -> None:
    entered_by = limit.entered_by
    if entered_by is not None and entered_by.user_id == by.user_id and by.role != Role.SAFEGUARDING:
        raise OwnLimit("You entered this limit: somebody else settles or lifts it.")


def _settled(limit: ContactLimit, by: Post, at: datetime) -> ContactLimit:
    limit.settled_name, limit.settled_position, limit.settled_at = by.user.name, by.position, at
    limit.save()
    return limit


def _end(limit: ContactLimit, reason: str, by: Post, at: datetime) -> ContactLimit:
    limit.last_day = at.date() - timedelta(days=1)
    limit.lifted_name, limit.lifted_position, limit.lifted_at = by.user.name, by.position, at
    limit.lifted_reason = reason
    limit.save()
    return limit
