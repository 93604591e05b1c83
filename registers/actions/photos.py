"""A pupil's photo: set, replaced, removed."""

from datetime import datetime

from django.db import transaction

from registers.models import Post, Pupil, PupilPhoto


@transaction.atomic
def set_photo(*, pupil: Pupil, image: bytes, consent: str, by: Post, at: datetime) -> PupilPhoto:
    """Keep this photo of the pupil in place of any earlier one, with who agreed to it."""
    photo, _ = PupilPhoto.objects.update_or_create(
        pupil=pupil,
        defaults={
            "school_id": pupil.school_id,
            "image": image,
            "consent": consent,
            "by": by,
            "name": by.user.name,
            "position": by.position,
            "at": at,
        },
    )
    return photo


@transaction.atomic
def remove_photo(*, pupil: Pupil) -> bool:
    """Forget the pupil's photo; whether there was one."""
    gone, _ = PupilPhoto.objects.filter(pupil=pupil).delete()
    return gone > 0
