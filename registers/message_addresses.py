"""Where a message would go, and whether it may: the contact's number or address of today, and limits that hold."""

import datetime as dt

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
    if message.contact_id is None:
        return ""
    pupil = pupil_of(message)
    cares = Care.objects.filter(school=message.school_id, contact=message.contact_id)
    known = set((cares.filter(pupil=pupil) if pupil else cares).values_list("pk", flat=True))
    if not known:
        return NO_CONTACT if pupil else ""
    none = ContactLimit.objects.on(on).filter(care__in=known, scope=ContactLimit.Scope.NO_ACCESS)
    return LIMITED if known == set(none.values_list("care", flat=True)) else ""


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
    mine = Address.objects.on(on).filter(school=contact.school_id, contact=contact)
    together = Address.objects.none()
    if pupil and Care.objects.filter(contact=contact, pupil=pupil, lives_with=True).exists():
        together = Address.objects.on(on).filter(school=contact.school_id, pupil=pupil)
    for found in (mine.order_by("-first_day").first(), together.order_by("-first_day").first()):
        if found is not None:
            return "\n".join(filter(None, [found.address, found.postcode]))
    return ""
