"""Messages of Larkfield for tests of sending: to one mother, about one child, at a moment that the test moves."""

from registers.models import Message, SendingSettings
from registers.sending import send_messages
from tests.factories import CareFactory, ContactFactory, at


def choose(school, **chosen):
    """Have GOV.UK Notify carry everything, or what is said."""
    chosen = {"email": "notify", "text": "notify", "letter": "notify", **chosen}
    return SendingSettings.objects.update_or_create(school=school, defaults=chosen)[0]


def mother_of(pupil, **fields):
    fields = {"name": "Mrs Dean", "phone": "07700 900123", "email": "dean@family.example", **fields}
    contact = ContactFactory(school=pupil.school, **fields)
    CareFactory(pupil=pupil, contact=contact)
    return contact


def message_to(contact, n=1, *, when="09:20", **fields):
    fields = {
        "cause": f"praise/{n}",
        "channel": "text",
        "state": "queued",
        "subject": "Attendance",
        "body": "Well done.",
        **fields,
    }
    return Message.objects.create(
        school=contact.school,
        contact=contact,
        not_before=at(when),
        made_at=at(when),
        made_name="Joan Wright",
        changed_at=at(when),
        **fields,
    )


def send(school, when="09:30"):
    """One look of the sending loop at that time."""
    moment = at(when) if isinstance(when, str) else when
    return send_messages(school=school, now=lambda: moment)


def stands(message):
    message.refresh_from_db()
    return message.state


def states():
    """How many messages are in each state."""
    found = {}
    for state in Message.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
