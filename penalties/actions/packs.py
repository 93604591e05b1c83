"""Making the pack of a referral, and noting that it went to the authority. A person does both."""

import hashlib
import uuid
from datetime import date, datetime

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from absence.models.referrals import HOW
from penalties.models import Case, PackSent, ReferralPack, Representation
from penalties.notice_history import ParentHistory
from penalties.pack_checks import PackSays, checks_of
from penalties.pack_content import pack_content
from penalties.pack_facts import pack_facts
from penalties.pack_paper import pack_pdf
from registers.models import Post
from registers.refusals import Refusal
from registers.roles import Permission, Role, may
from registers.school_sessions import SCHOOL_TIME


class PackRefused(Refusal):
    """A pack cannot be made, or noted as sent, like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def make_pack(
    *,
    case: Case,
    parent: ParentHistory,
    says: PackSays,
    signer: Post,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> ReferralPack:
    """Make the papers about that parent, once every check passes, and keep them as they are. Raises PackRefused."""
    lock(case.pupil_id)
    before = ReferralPack.objects.filter(school=case.school_id, operation=operation).first()
    if before is not None:
        return before
    if signer.school_id != case.school_id or not may(Role(signer.role), Permission.CONSIDER_CASES):
        raise PackRefused("The head or attendance champion certifies the register and declares.")
    found = pack_facts(case=case, parent=parent, post=by, on=at.astimezone(SCHOOL_TIME).date())
    if found is None:
        raise PackRefused("There are no longer ten sessions.", who_can_fix="Nothing is left to do.")
    checks = checks_of(found, says)
    faults = [fault.words for check in checks for fault in check.faults]
    if faults:
        raise PackRefused(" ".join(["It is not whole yet.", *faults]))
    name, position = signer.user.name, signer.position
    sections = pack_content(found, says, checks, name=name, position=position)
    pdf = pack_pdf(found, sections, name=by.user.name, position=by.position, at=at)
    return write_once(
        ReferralPack,
        operation=operation,
        by=by,
        at=at,
        case=case,
        contact=parent.contact,
        to_name=parent.contact.name,
        signed_name=name,
        signed_position=position,
        content=sections,
        checks=[[check.label, check.said] for check in checks],
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )[0]


@transaction.atomic
def note_pack_sent(
    *, pack: ReferralPack, to_whom: str, on: date, how: str, operation: uuid.UUID, by: Post, at: datetime
) -> PackSent:
    """Note that the papers went to the authority. A representation that waits keeps them here. Raises PackRefused."""
    lock(pack.case.pupil_id)
    before = PackSent.objects.filter(school=pack.school_id, operation=operation).first()
    if before is not None:
        return before
    if on > at.astimezone(SCHOOL_TIME).date():
        raise PackRefused("It did not go on a day that has not come yet.")
    if on < pack.at.astimezone(SCHOOL_TIME).date():
        raise PackRefused("It did not go before it was made.")
    if how not in dict(HOW):
        raise PackRefused("Choose how it went.")
    if waits(pack):
        raise PackRefused(
            "A representation of this parent waits for its answer: the papers stay here until then.",
            who_can_fix="The head or attendance champion answers it.",
        )
    return write_once(
        PackSent, operation=operation, by=by, at=at, pack=pack, to_whom=to_whom.strip()[:200], on=on, how=how
    )[0]


def waits(pack: ReferralPack) -> bool:
    """Whether a representation of that parent about that child waits for its answer."""
    said = Representation.objects.unanswered().filter(pupil=pack.case.pupil_id, contact=pack.contact_id)
    return said.exists()
