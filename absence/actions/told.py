"""Noting that a child's social worker, youth offending worker or virtual school head was told of an absence."""

from datetime import date, datetime

from django.db import transaction

from absence.models import ProfessionalTold
from absence.professionals import ToTell
from registers.models import Post, Pupil
from registers.refusals import Refusal


class ToldRefused(Refusal):
    """A note that cannot be right."""

    who_can_fix = "You can, by correcting the time or the name."


@transaction.atomic
def record_professional_told(
    *,
    pupil: Pupil,
    whom: ToTell,
    told_name: str,
    how: str,
    told_at: datetime,
    note: str = "",
    day: date,
    by: Post,
    at: datetime,
) -> ProfessionalTold:
    """Note that somebody was told of the absence on `day`. Pressed twice it is noted once. Raises ToldRefused."""
    if told_at > at:
        raise ToldRefused("Nobody was told at a time that has not come yet.")
    if not told_name.strip():
        raise ToldRefused(f"Say who was told: the {whom.role_words.lower()} or somebody of the team.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    key = {"school_id": pupil.school_id, "pupil": pupil, "date": day, "role": whom.role, "on_file": whom.name}
    standing = ProfessionalTold.objects.standing().filter(**key).first()
    return standing or ProfessionalTold.objects.create(
        **key,
        told_name=told_name.strip()[:200],
        how=how,
        told_at=told_at,
        note=note.strip()[:300],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def take_back_told(*, told: ProfessionalTold, by: Post, at: datetime) -> ProfessionalTold:
    """The note was a slip: it no longer counts, and who took it back is kept. Raises ToldRefused."""
    told = ProfessionalTold.objects.select_for_update().get(pk=told.pk)
    if told.taken_back_at is not None:
        raise ToldRefused("It was taken back already.", who_can_fix="Nothing is left to do.")
    told.taken_back_at, told.taken_back_name = at, by.user.name
    told.save(update_fields=["taken_back_at", "taken_back_name"])
    return told
