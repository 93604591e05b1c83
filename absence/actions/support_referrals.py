"""Asking others to help a pupil be in school, and writing down what came of it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from absence.models import SupportReferral, SupportReferralNews
from registers.models import Post, Pupil
from registers.refusals import Refusal

Kind = SupportReferral.Kind
News = SupportReferralNews.Kind
MAY_STAY_UNTOLD = {Kind.SOCIAL_CARE, Kind.AUTHORITY}
"""Only to keep a child safe may a family not be told; nobody else is asked behind its back."""


class SupportReferralRefused(Refusal):
    """A referral cannot be like that."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Asked:
    """A referral as somebody writes it."""

    kind: str
    to_whom: str
    why: str
    shared: str
    family: str


@transaction.atomic
def refer_for_support(
    *, pupil: Pupil, asked: Asked, operation: uuid.UUID, by: Post, at: datetime
) -> SupportReferral:
    """Ask somebody to help the pupil. Raises SupportReferralRefused."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    before = SupportReferral.objects.filter(school=pupil.school_id, operation=operation).first()
    if before is not None:
        return before
    if not (asked.to_whom.strip() and asked.why.strip() and asked.shared.strip()):
        raise SupportReferralRefused("Say who is asked, for what and why, and what they are told.")
    if asked.family == SupportReferral.Family.NOT_TOLD and asked.kind not in MAY_STAY_UNTOLD:
        raise SupportReferralRefused(
            "The family has to know. Only children’s social care or the authority may be asked without it,"
            " to keep a child safe.",
            who_can_fix="Speak with the family first, or with the safeguarding lead.",
        )
    return SupportReferral.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=asked.kind,
        to_whom=asked.to_whom.strip()[:200],
        why=asked.why.strip()[:4000],
        shared=asked.shared.strip()[:4000],
        family=asked.family,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def note_referral_news(
    *,
    referral: SupportReferral,
    kind: str,
    day: date,
    said: str,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> SupportReferralNews:
    """Write down one thing that happened to a referral; the same thing is written once.

    Raises SupportReferralRefused.
    """
    Pupil.objects.select_for_update().get(pk=referral.pupil_id)
    words = said.strip()[:2000]
    same = referral.news.filter(kind=kind, date=day, said=words).first()
    if same is not None:
        return same
    if not words:
        raise SupportReferralRefused("Say how it went, who answered, or what came of it.")
    if day > at.date():
        raise SupportReferralRefused("That day has still to come.")
    if kind != News.SENT and not referral.news.filter(kind=News.SENT).exists():
        raise SupportReferralRefused("Note first when it was sent, to whom and how.")
    return SupportReferralNews.objects.create(
        school=referral.school,
        referral=referral,
        kind=kind,
        date=day,
        said=words,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
