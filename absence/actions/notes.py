"""Notes about a pupil's attendance."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import write_once
from absence.models import PupilNote
from registers.models import Post, Pupil
from registers.refusals import Refusal


class NoteRefused(Refusal):
    """The note cannot be written down like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def add_note(
    *, pupil: Pupil, words: str, operation: UUID, by: Post, at: datetime, corrects: PupilNote | None = None
) -> PupilNote:
    """Write a note down, or one that corrects another; both stay. Raises NoteRefused."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    if not words.strip():
        raise NoteRefused("Say what happened, or what was said.")
    later = PupilNote.objects.filter(corrects=corrects).exclude(operation=operation) if corrects else None
    if later is not None and later.exists():
        raise NoteRefused("That note was corrected already.", who_can_fix="Correct the newer one.")
    said = {"pupil": pupil, "words": words.strip(), "corrects": corrects}
    return write_once(PupilNote, operation=operation, by=by, at=at, **said)[0]
