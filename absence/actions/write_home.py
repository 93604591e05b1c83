"""A message or letter in somebody's own words to adults of one pupil. It waits in the outbox like every other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from attendance_site.parts.clock import LONDON
from registers.actions.write_messages import Draft, write_messages
from registers.message_addresses import NONE_ON_FILE, address_of
from registers.models import Care, Contact, Message, Post, Pupil
from registers.refusals import Refusal
from registers.text_parts import for_a_text, length_of

MOST_TEXTS = 4
"""A longer text is a letter (P)."""
CAUSE = "message/"


class MessageRefused(Refusal):
    """It cannot be written like that."""

    who_can_fix = "You can, on this page."


@dataclass(frozen=True)
class Words:
    """What somebody wrote, and by which way it goes. A text has no subject."""

    channel: str
    body: str
    subject: str = ""


@transaction.atomic
def write_home(
    *, pupil: Pupil, to: Sequence[Contact], words: Words, operation: UUID, by: Post, at: datetime
) -> list[Message]:
    """Put a message to each of these adults into the outbox. Raises MessageRefused.

    Nobody is written to who may not be told about the child. Pressing twice writes it once.
    """
    on = at.astimezone(LONDON).date()
    if not to:
        raise MessageRefused("Choose whom to write to.")
    allowed = Care.objects.may_be_told(on).filter(pupil=pupil, contact__in=to)
    known = set(allowed.values_list("contact_id", flat=True))
    for contact in to:
        if contact.pk not in known:
            raise MessageRefused(f"{contact.name} may not be told about {pupil.called} today.")
        if words.channel != Message.Channel.LETTER and not address_of(contact, words.channel, on):
            raise MessageRefused(
                f"{contact.name}: {NONE_ON_FILE[words.channel]}",
                who_can_fix="Whoever may change contacts can enter it; or choose another way.",
            )
    body = _body(words)
    subject = "" if words.channel == Message.Channel.TEXT else words.subject.strip()
    drafts = [
        Draft(f"{CAUSE}{operation}/", contact, words.channel, subject, body, pupil=pupil) for contact in to
    ]
    return write_messages(drafts=drafts, by=by, at=at)


def _body(words: Words) -> str:
    said = words.body.replace("\r\n", "\n").strip()
    if not said:
        raise MessageRefused("Write what is to be said.")
    if words.channel != Message.Channel.TEXT:
        if not words.subject.strip():
            raise MessageRefused("Say in a few words what it is about.")
        return said
    said = for_a_text(said)
    if length_of(said).parts > MOST_TEXTS:
        raise MessageRefused(
            f"It is longer than {MOST_TEXTS} texts. Shorten it, or write an e-mail or a letter."
        )
    return said
