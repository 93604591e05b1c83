"""Deciding whether the trust sees the names behind a school's figures."""

import uuid
from datetime import datetime

from django.db import transaction

from absence.actions.support_plans import write_once
from registers.models import Post
from registers.refusals import Refusal
from reporting.models import NamesShared


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
