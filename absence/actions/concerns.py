"""Concerns that families raise, and what they are answered."""

import uuid
from datetime import datetime

from django.db import transaction

from absence.models import Concern, ConcernAnswer
from registers.models import Contact, Post, Pupil
from registers.refusals import Refusal

SAME_PRESS = 60
"""Seconds: the same answer pressed again so soon is one answer."""


class NothingSaid(Refusal):
    """A concern needs words."""

    who_can_fix = "You can, by writing what worries you."


@transaction.atomic
def raise_concern(
    *,
    contact: Contact,
    relationship: str,
    pupil: Pupil | None,
    words: str,
    language: str,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> Concern:
    """Keep a concern for the attendance champion. Pressed twice it is raised once. Raises NothingSaid."""
    if not words.strip():
        raise NothingSaid("There is nothing to send yet.")
    Contact.objects.select_for_update().get(pk=contact.pk)
    before = Concern.objects.told_by(contact).filter(operation=operation).first()
    return before or Concern.objects.create(
        school_id=contact.school_id,
        contact=contact,
        pupil=pupil,
        words=words.strip(),
        language=language,
        operation=operation,
        by=by,
        name=contact.name,
        position=relationship or "Parent",
        at=at,
    )


@transaction.atomic
def answer_concern(*, concern: Concern, words: str, by: Post, at: datetime) -> ConcernAnswer:
    """Acknowledge a concern: with words that the family reads, or without, that it was read."""
    Contact.objects.select_for_update().get(pk=concern.contact_id)  # nobody may lock a row that is final
    before = concern.answers.filter(by=by, words=words.strip()).order_by("-at").first()
    if before is not None and (at - before.at).total_seconds() < SAME_PRESS:
        return before
    return ConcernAnswer.objects.create(
        school_id=concern.school_id,
        concern=concern,
        words=words.strip(),
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
