"""Referring a pupil to the local authority: made once as it stands, printed, and whom it went to."""

from datetime import datetime

from django.db import IntegrityError, transaction

from absence.going_on import GoingOn
from absence.models import Referral, ReferralSent
from absence.referral_content import referral_content
from absence.referral_paper import referral_pdf
from registers.confidential import secrets_of
from registers.models import Post, Pupil, School
from registers.refusals import Refusal

SAME_PRESS = 60
"""Seconds: pressed again so soon with the same words, it is the same referral."""


class ReferralRefused(Refusal):
    """A referral, or a note of whom it went to, that cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


@transaction.atomic
def make_referral(*, found: GoingOn, note: str, school: School, by: Post, at: datetime) -> Referral:
    """Make the referral with everything known now, and keep it and its document as they are.

    The note is covered where it holds a confidential address. Raises ReferralRefused where there is no absence.
    """
    if not found.state.days and not found.state.unauthorised:
        raise ReferralRefused(
            f"{found.pupil.called} is not absent without a reason.",
            who_can_fix="Nobody needs to: the register says where the child is.",
        )
    Pupil.objects.select_for_update().get(pk=found.pupil.pk)
    said = secrets_of(school.pk).text(note.strip())
    before = Referral.objects.filter(pupil=found.pupil, by=by, note=said).order_by("-at").first()
    if before is not None and (at - before.at).total_seconds() < SAME_PRESS:
        return before
    content = referral_content(found, school=school, post=by)
    document = referral_pdf(content, called=found.pupil.called, note=said, school=school, by=by, at=at)
    return Referral.objects.create(
        school=school,
        pupil=found.pupil,
        date=found.on,
        first_day=found.since,
        days=found.state.days,
        content=content,
        note=said,
        document=document,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def note_referral_sent(
    *, referral: Referral, to_whom: str, how: str, sent_at: datetime, by: Post, at: datetime
) -> ReferralSent:
    """Note that it went to somebody. Pressed twice it is noted once. Raises ReferralRefused."""
    if sent_at > at:
        raise ReferralRefused("It did not go at a time that has not come yet.")
    if sent_at < referral.at.replace(second=0, microsecond=0):
        raise ReferralRefused("It did not go before it was made.")
    key = {"referral": referral, "to_whom": to_whom.strip()[:200], "how": how, "sent_at": sent_at}
    who = {"school_id": referral.school_id, "by": by, "name": by.user.name, "position": by.position, "at": at}
    try:
        with transaction.atomic():
            return ReferralSent.objects.create(**key, **who)
    except IntegrityError:
        return ReferralSent.objects.get(**key)
