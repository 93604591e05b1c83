"""Inviting an adult to the family pages, by text, e-mail or letter with a short address."""

from datetime import datetime

from django.db import transaction

from registers.actions.write_messages import Draft, write_messages
from registers.family_access import access_of
from registers.family_languages import language_code
from registers.message_addresses import NONE_ON_FILE, address_of
from registers.models import Care, Message, Post
from registers.refusals import Refusal
from registers.wording import compose

INVITATION = "portal_invitation"


class CannotSignIn(Refusal):
    """The adult could not sign in: an invitation would lead to a closed door."""

    who_can_fix = "Put that right first; the invitation can go at once afterwards."


class NoWayToInvite(Refusal):
    """Nothing is on file to send it to, by that way."""

    who_can_fix = "Choose another way, or ask them."


class InvitedToday(Refusal):
    """The same invitation was written today."""

    who_can_fix = "It stands in the outbox."


@transaction.atomic
def invite_to_sign_in(*, care: Care, channel: str, page: str, by: Post, at: datetime) -> Message:
    """Write the invitation into the outbox. Raises `CannotSignIn`, `NoWayToInvite`, `InvitedToday`.

    It names the page and the e-mail address, and no code: there is nothing in it that could be used or run out.
    """
    on, contact = at.date(), care.contact
    access = access_of(care, on)
    if not access.is_open:
        raise CannotSignIn(" ".join(access.why_not))
    if not address_of(contact, channel, on, pupil=care.pupil_id):
        raise NoWayToInvite(NONE_ON_FILE[channel])
    said = compose(
        school=care.pupil.school,
        kind=INVITATION,
        facts={"contact": contact.name, "page": page.partition("://")[2], "email held": contact.email},
        language=language_code(contact.language),
        channel=channel,
    )
    draft = Draft(
        cause=f"{INVITATION}/{contact.pk}/{on.isoformat()}",
        contact=contact,
        channel=channel,
        subject=said.subject,
        body=said.body,
        language=said.language,
        wording=said.version,
    )
    written = write_messages(drafts=[draft], by=by, at=at)
    if not written:
        raise InvitedToday(f"{contact.name} was invited by this way today.")
    return written[0]
