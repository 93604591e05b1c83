"""Writing messages to families into the outbox, in the transaction of their cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registers.message_causes import hold_for
from registers.models import Contact, Message, Post, Professional, Pupil, School, WordingVersion


@dataclass(frozen=True)
class Draft:
    """One message to one contact, or (`professional`) to somebody outside the school who works with the child.

    `urgent_why`: why it goes at any hour (a closure on the day).
    """

    cause: str
    contact: Contact | None
    channel: str
    subject: str
    body: str
    pupil: Pupil | None = None
    language: str = "en"
    link: str = ""
    urgent_why: str = ""
    wording: WordingVersion | None = None
    """The version of the school's words that it was composed from."""
    professional: Professional | None = None


def school_of(by: Post) -> School:
    """The school that the hat belongs to. A trust writes to no family."""
    if by.school is None:
        raise ValueError("A trust's post writes no messages.")
    return by.school


@transaction.atomic
def write_messages(*, drafts: Sequence[Draft], by: Post, at: datetime) -> list[Message]:
    """Put messages into the outbox, held; what each cause says to each contact by each channel is said once.

    Returns those that are new. A text about an absence waits two minutes longer than others.
    """
    school = school_of(by)
    rows = [_row(draft, school, by, at) for draft in drafts]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    made = Message.objects.filter(school=school, pk__in=[row.pk for row in rows])
    return list(made.with_whom().order_by("cause", "contact__name", "pk"))


def _row(draft: Draft, school: School, by: Post, at: datetime) -> Message:
    return Message(
        school=school,
        cause=draft.cause,
        contact=draft.contact,
        professional=draft.professional,
        pupil=draft.pupil,
        channel=draft.channel,
        language=draft.language,
        subject=draft.subject,
        body=draft.body,
        link=draft.link,
        wording=draft.wording,
        urgent=bool(draft.urgent_why),
        urgent_why=draft.urgent_why[:200],
        urgent_name=by.user.name if draft.urgent_why else "",
        not_before=at + hold_for(draft.cause, draft.channel),
        made_at=at,
        made_name=by.user.name,
        changed_at=at,
    )
