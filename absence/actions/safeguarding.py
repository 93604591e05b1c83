"""Notes that many may write and few may read, and references to the school's safeguarding system."""

import re
import uuid
from datetime import datetime

from django.db import transaction

from absence.models import SafeguardingNote, SafeguardingReference
from absence.models.safeguarding import REFERENCE
from registers.models import Post, Pupil
from registers.refusals import Refusal

LONGEST = 4000


class SafeguardingRefused(Refusal):
    """It cannot be written down like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def write_safeguarding_note(
    *, pupil: Pupil, words: str, operation: uuid.UUID, by: Post, at: datetime
) -> SafeguardingNote:
    """Pass on what somebody noticed to those who may read it. Raises SafeguardingRefused."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    before = SafeguardingNote.objects.filter(school=pupil.school_id, operation=operation).first()
    if before is not None:
        return before
    if not words.strip():
        raise SafeguardingRefused("Say what you saw or heard, and when.")
    return SafeguardingNote.objects.create(
        school=pupil.school,
        pupil=pupil,
        words=words.strip()[:LONGEST],
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def note_safeguarding_reference(
    *, pupil: Pupil, reference: str, operation: uuid.UUID, by: Post, at: datetime
) -> SafeguardingReference:
    """Keep the reference of a concern in the school's safeguarding system, and nothing of what it says.

    Raises SafeguardingRefused.
    """
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    said = reference.strip()
    before = SafeguardingReference.objects.filter(pupil=pupil, reference=said).first()
    if before is not None:
        return before
    if not re.search(REFERENCE, said) or len(said.splitlines()) != 1:
        raise SafeguardingRefused(
            "Enter the reference alone: 2 to 30 letters, digits and . / _ # -, without spaces."
        )
    return SafeguardingReference.objects.create(
        school=pupil.school,
        pupil=pupil,
        reference=said,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
