"""Noting who looks at what is sensitive, before it is shown."""

from datetime import datetime

from django.db import transaction

from registers.models import Post, Pupil, SensitiveRead


@transaction.atomic
def note_read(*, pupil: Pupil, what: str, purpose: str, by: Post, at: datetime) -> SensitiveRead:
    """Keep that somebody looked at this, and why; it can never be altered afterwards."""
    return SensitiveRead.objects.create(
        school_id=pupil.school_id,
        pupil=pupil,
        what=what,
        purpose=purpose,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
