"""Telling parents that the school is closed, or open again: one message to each, once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from registers.actions.calendar import CalendarRefusal
from registers.closing_message import Audience
from registers.family_languages import ENGLISH, language_code
from registers.message_causes import closing_told
from registers.models import CalendarChange, Message, Post


class NobodyToTell(CalendarRefusal):
    """Nobody has an address for the channels chosen."""

    place = "channels"
    who_can_fix = "You can, by choosing another channel; the office can put addresses right."


@transaction.atomic
def tell_parents(
    *,
    change: CalendarChange,
    about: str,
    number: int,
    audience: Audience,
    channels: Collection[str],
    subject: str,
    body: str,
    in_languages: Mapping[str, tuple[str, str]] | None = None,
    by: Post,
    at: datetime,
) -> list[Message]:
    """Write the messages for the senders; those that were not there yet.

    `in_languages`: subject and words for who reads another language than English.

    `about`: "closed" or "open". `number`: the how-manieth message about it; the same one sent twice is one message
    to each person. Raises NobodyToTell.
    """
    others = in_languages or {}
    wanted = [
        Message(
            school_id=change.school_id,
            cause=f"{closing_told(change.pk, about)}{number}",
            contact=contact,
            channel=channel,
            language=language if language in others else ENGLISH,
            subject=others.get(language, (subject, body))[0],
            body=others.get(language, (subject, body))[1],
            urgent=True,
            urgent_why="The school is closed" if about == "closed" else "The school is open again",
            urgent_name=by.user.name,
            not_before=at,
            state=Message.State.QUEUED,
            made_at=at,
            made_name=by.user.name,
            changed_at=at,
            changed_name=by.user.name,
        )
        for channel in channels
        for contact in audience.having(channel)
        for language in [language_code(contact.language)]
    ]
    if not wanted:
        raise NobodyToTell("Nobody can be reached so.")
    causes = Message.objects.filter(school=change.school_id, cause=wanted[0].cause)
    known = {f"{contact} {channel}" for contact, channel in causes.values_list("contact", "channel")}
    new = [each for each in wanted if f"{each.contact_id} {each.channel}" not in known]
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return new


def cancel_telling(*, change: CalendarChange, by: Post, at: datetime) -> int:
    """Have messages that the school is closed, and that have not gone, never go; how many."""
    told = Message.objects.filter(
        school=change.school_id, cause__startswith=closing_told(change.pk, "closed")
    )
    return told.waiting().update(state=Message.State.CANCELLED, changed_at=at, changed_name=by.user.name)


def next_number(*, change: CalendarChange, about: str) -> int:
    """The number of the next message about it."""
    told = Message.objects.filter(school=change.school_id, cause__startswith=closing_told(change.pk, about))
    return 1 + told.values("cause").distinct().count()
