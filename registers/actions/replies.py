"""What families answer: kept as it came, found again by number or e-mail, handled by a person."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, Value

from registers.message_states import Event, State, leads_to, moves_from
from registers.models import Contact, Message, Post, Reply, School
from registers.phone_numbers import last_digits
from registers.refusals import Refusal

ANSWERS_WITHIN = timedelta(days=7)
"""A text is taken as the answer to the last one that this person was sent in so many days."""
LONGEST = 5000
"""Characters of a reply that are kept."""


class AlreadyHandled(Refusal):
    """Somebody dealt with the reply."""

    who_can_fix = "Nobody needs to."


@transaction.atomic
def receive_reply(
    *,
    school: School,
    channel: str,
    from_address: str,
    text: str,
    subject: str = "",
    provider_ref: str,
    answers: UUID | None = None,
    at: datetime,
) -> tuple[Reply, bool]:
    """Keep a reply, and whether it is new: a provider may bring one twice. `answers`: the message it names, if any."""
    named = Message.objects.filter(school=school, pk=answers) if answers else Message.objects.none()
    message = named.select_related("contact").first()
    contact = contact_with(school=school, channel=channel, address=from_address)
    if contact is None and message is None and channel == Message.Channel.TEXT:
        message = _only_text_to(school, from_address, at)
        contact = message.contact if message else None
    if contact is None and message is not None and message.address.lower() == from_address.lower():
        contact = message.contact
    if message is None and contact is not None and channel == Message.Channel.TEXT:
        message = _last_text_to(contact, at)
    return Reply.objects.get_or_create(
        school=school,
        channel=channel,
        provider_ref=provider_ref[:250],
        defaults={
            "from_address": from_address[:254],
            "contact": contact,
            "message": message,
            "subject": subject[:200],
            "text": text[:LONGEST],
            "received_at": at,
        },
    )


def handle_reply(*, reply: Reply, note: str, by: Post, at: datetime) -> Reply:
    """Note that somebody dealt with a reply, and how. Raises AlreadyHandled."""
    mine = Reply.objects.visible_to(by).to_handle().filter(pk=reply.pk)
    handled = mine.update(handled_at=at, handled_name=by.user.name, handled_note=note.strip()[:300])
    reply.refresh_from_db()
    if not handled:
        raise AlreadyHandled(f"{reply.handled_name} dealt with it already.")
    return reply


def note_returned(*, school: School, reference: UUID, words: str, at: datetime) -> bool:
    """Note that a mail server brought an e-mail of ours back; whether it was one that had gone."""
    gone = Message.objects.filter(school=school, pk=reference, state__in=moves_from(Event.UNDELIVERED))
    why = f"The mail came back: {words}" if words else "The mail came back."
    return bool(
        gone.update(
            state=leads_to(Event.UNDELIVERED), fault=Message.Fault.ADDRESS, why=why[:300], changed_at=at
        )
    )


def contact_with(*, school: School, channel: str, address: str) -> Contact | None:
    """The contact of the school with that number or e-mail; None where nobody has it, or several people do."""
    contacts = Contact.objects.filter(school=school)
    if channel == Message.Channel.EMAIL:
        found = contacts.filter(email__iexact=address) if address else contacts.none()
    elif digits := last_digits(address):
        found = contacts.alias(one=_digits("phone"), two=_digits("phone2")).filter(
            Q(one__endswith=digits) | Q(two__endswith=digits)
        )
    else:
        found = contacts.none()
    few = list(found.order_by("pk")[:2])
    return few[0] if len(few) == 1 else None


def _only_text_to(school: School, number: str, at: datetime) -> Message | None:
    """The last text to a number that several people have, where only one of them was texted on it lately."""
    digits = last_digits(number)
    if not digits:
        return None
    texts = _texts_gone(at).filter(school=school, contact__isnull=False)
    last = list(
        texts.alias(number=_digits("address")).filter(number__endswith=digits)
        .select_related("contact").order_by("contact", "-claimed_at").distinct("contact")[:2]
    )  # fmt: skip
    return last[0] if len(last) == 1 else None


def _digits(field: str) -> Func:
    return Func(F(field), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")


def _last_text_to(contact: Contact, at: datetime) -> Message | None:
    texts = _texts_gone(at).filter(school=contact.school_id, contact=contact)
    return texts.order_by("-claimed_at").first()


def _texts_gone(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        channel=Message.Channel.TEXT,
        state__in=[State.SENT, State.DELIVERED, State.SENDING],
        claimed_at__gte=at - ANSWERS_WITHIN,
    )
