"""Noting who was told of a suspension, how and when."""

from datetime import datetime

from django.db import transaction

from registers.actions.suspensions import SuspensionRefused
from registers.models import Contact, Post, Suspension, SuspensionTold
from registers.suspension_rules import Whom


class ToldRefused(SuspensionRefused):
    """A note that somebody was told which cannot be right."""

    who_can_fix = "You can, by correcting the time or the name."


@transaction.atomic
def record_told(
    *,
    suspension: Suspension,
    whom: Whom,
    contact: Contact | None = None,
    told_name: str,
    how: str,
    told_at: datetime,
    by: Post,
    at: datetime,
) -> SuspensionTold:
    """Note that somebody was told. Pressing again for the same person changes nothing. Raises ToldRefused."""
    if told_at > at:
        raise ToldRefused("Nobody was told at a time that has not come yet.")
    if not told_name.strip():
        raise ToldRefused("Say who was told.")
    suspension = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    standing = suspension.told.filter(whom=whom, contact=contact, taken_back_at__isnull=True)
    return standing.first() or SuspensionTold.objects.create(
        school_id=suspension.school_id,
        suspension=suspension,
        whom=whom,
        contact=contact,
        told_name=told_name.strip(),
        how=how,
        told_at=told_at,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def take_back_told(*, told: SuspensionTold, by: Post, at: datetime) -> SuspensionTold:
    """The note was a slip: it no longer counts, and who took it back is kept. Raises ToldRefused."""
    told = SuspensionTold.objects.select_for_update(of=("self",)).get(pk=told.pk)
    if told.taken_back_at is not None:
        raise ToldRefused("It was taken back already.", who_can_fix="Nothing is left to do.")
    told.taken_back_at, told.taken_back_name = at, by.user.name
    told.save(update_fields=["taken_back_at", "taken_back_name"])
    return told
