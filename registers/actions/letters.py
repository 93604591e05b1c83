"""Noting that confidential addresses were printed on letters, before they are."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from registers.letters import Letter, may_address
from registers.message_addresses import pupil_of
from registers.models import Care, Post, SensitiveRead


@transaction.atomic
def note_addresses_printed(*, letters: Sequence[Letter], by: Post, at: datetime) -> list[SensitiveRead]:
    """Keep that somebody who may see them printed these letters' confidential addresses. Two statements."""
    if not may_address(by):
        return []
    kept = [letter.message for letter in letters if letter.is_confidential]
    cares = Care.objects.filter(school=by.school_id, contact__in={message.contact_id for message in kept})
    of_contact = dict(cares.order_by("-priority", "-pk").values_list("contact_id", "pupil_id"))
    about = [(message, pupil_of(message) or of_contact.get(message.contact_id or 0)) for message in kept]
    reads = [
        SensitiveRead(
            school_id=message.school_id,
            pupil_id=pupil,
            what=SensitiveRead.What.ADDRESS,
            purpose=f"Printed on the letter to {message.to_name}: {message.subject}"[:300],
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for message, pupil in about
        if pupil is not None
    ]
    return SensitiveRead.objects.bulk_create(reads)
