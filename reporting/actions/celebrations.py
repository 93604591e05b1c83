"""What a school compares its classes by, and the certificates that somebody gives."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from attendance_site.parts.clock import LONDON
from registers.models import Post, Pupil, School
from registers.models.signed import signed_by
from registers.refusals import Refusal
from reporting.celebrations import Chosen
from reporting.models import CelebrationChoice, Certificate

MOST_AT_ONCE = 60


class CelebrationRefused(Refusal):
    """It cannot be celebrated like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def choose_celebrations(*, school: School, chosen: Chosen, by: Post, at: dt.datetime) -> CelebrationChoice:
    """Say what classes are compared by; nothing at all is a choice, too."""
    return CelebrationChoice.objects.create(
        school=school,
        **chosen._asdict(),
        **signed_by(by, at),
    )


@transaction.atomic
def give_certificates(
    *,
    school: School,
    pupils: Collection[Pupil],
    words: str,
    operation: uuid.UUID,
    by: Post,
    at: dt.datetime,
) -> list[Certificate]:
    """Give each of these pupils a certificate in the same words. Pressing twice gives it once.

    Raises CelebrationRefused.
    """
    School.objects.select_for_update(no_key=True).get(pk=school.pk)  # one press at a time
    before = list(Certificate.objects.filter(school=school, operation=operation))
    if before:
        return before
    if not pupils or len(pupils) > MOST_AT_ONCE:
        raise CelebrationRefused(f"Choose 1 to {MOST_AT_ONCE} children.")
    if not words.strip():
        raise CelebrationRefused("Say what the certificate is for.")
    return Certificate.objects.bulk_create(
        Certificate(
            school=school,
            pupil=pupil,
            date=at.astimezone(LONDON).date(),
            words=words.strip()[:200],
            operation=operation,
            **signed_by(by, at),
        )
        for pupil in pupils
    )
