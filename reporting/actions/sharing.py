"""Deciding whether the trust sees the names behind a school's figures."""

import uuid
from datetime import datetime

from django.db import transaction

from absence.actions.support_plans import write_once
from registers.models import Post, School
from registers.models.signed import signed_by
from registers.refusals import Refusal
from reporting.models import NamesShared, TrustLook


class SharingRefused(Refusal):
    """The decision lacks its reason."""

    who_can_fix = "You can, by writing it."


@transaction.atomic
def share_names(*, shares: bool, why: str, operation: uuid.UUID, by: Post, at: datetime) -> NamesShared:
    """Write down that names are shared with the trust, or no longer; the newest stands. Raises SharingRefused."""
    if not why.strip():
        raise SharingRefused("Say what the trust needs the names for, or why no longer.")
    decided, _ = write_once(NamesShared, operation=operation, by=by, at=at, shares=shares, why=why.strip())
    return decided


def note_trust_look(*, school: School, what: str, by: Post, at: datetime) -> TrustLook:
    """Keep that somebody of the trust opens names of the school, before they are shown."""
    return TrustLook.objects.create(school=school, what=what[:200], **signed_by(by, at))
