"""What families have told the school and nobody has answered: leaving, details, concerns, evidence of illness."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from absence.models import Concern, DetailsCheck, FamilyInformation, LeavingNotice, MedicalEvidence
from absence.talk_to import is_review_due
from registers.confidential import ASK, Secrets
from registers.models import Address, Care, Contact, Post, School
from registers.roles import Permission, Role, may

EARLIER = 12
"""So many of each kind that are answered are shown beneath (P)."""


@dataclass(frozen=True)
class Waiting:
    """How many of each kind wait for somebody."""

    leaving: int
    details: int
    concerns: int
    evidence: int
    review_due: dt.date | None

    @property
    def told(self) -> int:
        """How many things families have told."""
        return self.leaving + self.details + self.concerns + self.evidence


def families_waiting(post: Post, *, on: dt.date) -> Waiting:
    """What waits for this hat; concerns and the policy's review for those whose they are. One statement."""
    role = Role(post.role)
    newest = FamilyInformation.objects.filter(school=OuterRef("pk")).order_by("-pk")
    found = School.objects.filter(pk=post.school_id or 0).annotate(
        leaving=_number(LeavingNotice.objects.visible_to(post, on=on).waiting()),
        details=_number(DetailsCheck.objects.visible_to(post).waiting()),
        concerns=_number(Concern.objects.visible_to(post).waiting()),
        evidence=_number(MedicalEvidence.objects.visible_to(post, on=on).to_be_seen()),
        review=Subquery(newest.values("policy_review_on")[:1]),
    )
    waiting = found.values("leaving", "details", "concerns", "evidence", "review").get()
    review, sets = waiting["review"], may(role, Permission.CHANGE_SETTINGS)
    return Waiting(
        leaving=waiting["leaving"],
        details=waiting["details"],
        concerns=waiting["concerns"] if may(role, Permission.ANSWER_CONCERNS) else 0,
        evidence=waiting["evidence"] if may(role, Permission.SEE_HEALTH) else 0,
        review_due=review if sets and is_review_due(review, on=on) else None,
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a part of another statement."""
    counted = rows.order_by().values("school").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class NoticeRead:
    """A leaving notice as a hat may read it: addresses that are kept confidential are covered."""

    notice: LeavingNotice
    current_address: str
    new_address: str
    next_school: str
    next_school_address: str
    own_words: str
    is_confidential: bool
    """Somebody of this family lives at an address that is kept confidential."""


def notice_read(notice: LeavingNotice, post: Post, secrets: Secrets) -> NoticeRead:
    """The notice for this hat. A child who lives confidentially has a confidential new address, too. One statement."""
    kept = Address.objects.filter(school=notice.school_id, confidential=True, last_day__isnull=True)
    adults = Care.objects.filter(pupil=notice.pupil_id).values("contact")
    is_confidential = kept.filter(pupil=notice.pupil_id).exists() or kept.filter(contact__in=adults).exists()
    sees = may(Role(post.role), Permission.SEE_CONFIDENTIAL_ADDRESS)

    def words(text: str, *, tells_where: bool = False) -> str:
        if sees or not text:
            return text
        return ASK if tells_where and is_confidential else secrets.text(text)

    return NoticeRead(
        notice,
        current_address=words(notice.current_address, tells_where=True),
        new_address=words(notice.new_address, tells_where=True),
        next_school=words(notice.next_school, tells_where=True),
        next_school_address=words(notice.next_school_address, tells_where=True),
        own_words=words(notice.own_words),
        is_confidential=is_confidential,
    )


@dataclass(frozen=True)
class OtherAdult:
    """Another adult with parental responsibility, or one whom a contact limit concerns."""

    contact: Contact
    relationship: str
    responsible: bool
    limited: bool


def adults_beside(notice: LeavingNotice, *, on: dt.date) -> Sequence[OtherAdult]:
    """Adults of the child to think of before anything is done: responsible, or with a limit. One statement."""
    cares = Care.objects.on(on).with_limited(on).filter(pupil=notice.pupil_id).select_related("contact")
    return [
        OtherAdult(care.contact, care.relationship, care.parental_responsibility, care.limited)  # type: ignore[attr-defined]
        for care in cares.order_by("priority", "pk")
        if care.limited or (care.parental_responsibility and care.contact_id != notice.contact_id)  # type: ignore[attr-defined]
    ]
