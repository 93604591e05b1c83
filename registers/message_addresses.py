"""Where a message would go, and whether it may: the contact's number or address of today, and limits that hold."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from registers.message_causes import absent
from registers.models import Address, Care, Contact, ContactLimit, Message
from registers.phone_numbers import mobile

LIMITED = "A contact limit holds: this person is sent nothing about this child."
NO_CONTACT = "This person is not among the child's contacts."
NONE_ON_FILE = {
    "email": "No e-mail address is on file.",
    "text": "No mobile number is on file.",
    "letter": "No postal address is on file.",
}


def address_for(message: Message, on: dt.date) -> str:
    """The number or address the message would go to on that day; empty where there is none."""
    if message.professional is not None:
        return message.professional.email if message.channel == Message.Channel.EMAIL else ""
    if message.contact is None:
        return message.address or _of_staff(message)
    return address_of(message.contact, message.channel, on, pupil=pupil_of(message))


def address_of(contact: Contact, channel: str, on: dt.date, *, pupil: int | None = None) -> str:
    """The contact's mobile number, e-mail, or postal address (that of the child where they live together)."""
    if channel == Message.Channel.TEXT:
        return mobile(contact.phone) or mobile(contact.phone2)
    if channel == Message.Channel.EMAIL:
        return contact.email
    return _postal(contact, on, pupil)


def may_not_be_told(message: Message, on: dt.date) -> str:
    """Why this contact is told nothing about the child, or where none is named, about any child; empty: may be."""
    return why_not_told([message], on).get(message.pk, "")


def why_not_told(messages: Sequence[Message], on: dt.date) -> dict[UUID, str]:
    """Those of one school's messages whose contact is told nothing about the child, each with why. Two statements."""
    to_family = [message for message in messages if message.contact_id is not None]
    if not to_family:
        return {}
    school = to_family[0].school_id
    cares: dict[int, dict[int, int]] = defaultdict(dict)
    found = Care.objects.filter(school=school, contact__in={message.contact_id for message in to_family})
    for care, contact, pupil in found.values_list("pk", "contact_id", "pupil_id"):
        cares[contact][pupil] = care
    every = [care for each in cares.values() for care in each.values()]
    none = ContactLimit.objects.on(on).filter(care__in=every, scope=ContactLimit.Scope.NO_ACCESS)
    limited = set(none.values_list("care", flat=True))
    told = {message.pk: _why_not(message, cares[message.contact_id or 0], limited) for message in to_family}
    return {pk: why for pk, why in told.items() if why}


def _why_not(message: Message, cares: dict[int, int], limited: set[int]) -> str:
    pupil = pupil_of(message)
    known = {care for child, care in cares.items() if pupil in (None, child)}
    if not known:
        return NO_CONTACT if pupil else ""
    return LIMITED if known <= limited else ""


def pupil_of(message: Message) -> int | None:
    """The child that the message is about, by itself or by its cause."""
    if message.pupil_id is not None:
        return message.pupil_id
    speaks_of = absent(message.cause)
    return speaks_of[0] if speaks_of else None


def _of_staff(message: Message) -> str:
    is_mail = message.channel == Message.Channel.EMAIL and message.post is not None
    return message.post.user.email if is_mail and message.post else ""


def _postal(contact: Contact, on: dt.date, pupil: int | None) -> str:
    home = postal_homes(contact.school_id, {(contact.pk, pupil)}, on).get((contact.pk, pupil))
    return "\n".join(filter(None, [home.address, home.postcode])) if home else ""


def postal_homes(
    school: int, asked: Iterable[tuple[int, int | None]], on: dt.date
) -> dict[tuple[int, int | None], Address]:
    """Where each contact has their post, about that child: their own address, or the child's where they live together.

    Three statements, however many are asked for.
    """
    pairs = set(asked)
    contacts, pupils = {contact for contact, _ in pairs}, {pupil for _, pupil in pairs if pupil}
    mine = Address.objects.on(on).filter(school=school, contact__in=contacts)
    own = {home.contact_id: home for home in mine.order_by("first_day", "-pk")}
    of_pupils = Address.objects.on(on).filter(school=school, pupil__in=pupils)
    shared = {home.pupil_id: home for home in of_pupils.order_by("first_day", "-pk")}
    living = Care.objects.filter(contact__in=contacts, pupil__in=pupils, lives_with=True)
    together = set(living.values_list("contact_id", "pupil_id"))
    homes = {
        (contact, pupil): own.get(contact) or (shared.get(pupil) if (contact, pupil) in together else None)
        for contact, pupil in pairs
    }
    return {pair: home for pair, home in homes.items() if home is not None}
