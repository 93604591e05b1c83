"""Which sender carries what, the stop of all sending, and a test message to oneself."""

import uuid
from datetime import datetime, time

from django.db import transaction

from registers.message_causes import TEST
from registers.message_states import State
from registers.models import Message, Post, School, SendingSettings, SendingStop
from registers.phone_numbers import mobile
from registers.refusals import Refusal
from registers.senders.connections import HOLD, LABELS, missing

SENDERS_FIX = "Whoever looks after this site can set them (README, Messages)."
BY_COMMAND = "manage.py stop_sending"


class SenderNotConnected(Refusal):
    """The sender has no key, template or server yet."""

    who_can_fix = SENDERS_FIX


class NothingToTest(Refusal):
    """That channel is held, or nothing is known to send it to."""

    who_can_fix = "You can, by choosing a sender above or giving a mobile number."


class StoppedForSite(Refusal):
    """Whoever looks after the site stopped all sending; a school cannot end that."""

    who_can_fix = "Whoever looks after this site can resume it (manage.py stop_sending --resume)."


@transaction.atomic
def choose_senders(
    *,
    school: School,
    email: str,
    text: str,
    letter: str,
    sends_from: time,
    sends_until: time,
    texts_a_day: int,
    by: Post,
    at: datetime,
) -> SendingSettings:
    """Set which sender carries which channel, the hours and the daily limit. Raises SenderNotConnected."""
    chosen = {"email": email, "text": text, "letter": letter}
    for channel, sender in chosen.items():
        if lacks := missing(school, channel, sender):
            words = Message.Channel(channel).label.lower()
            raise SenderNotConnected(
                f"{LABELS[sender]} is not connected for {words}: {' and '.join(lacks)} must be set."
            )
    settings, _ = SendingSettings.objects.update_or_create(
        school=school,
        defaults={
            **chosen,
            "sends_from": sends_from,
            "sends_until": sends_until,
            "texts_a_day": texts_a_day,
            "changed_at": at,
            "changed_name": by.user.name,
        },
    )
    return settings


def stop_sending(*, school: School | None, why: str, by: Post | None, at: datetime) -> SendingStop:
    """Stop all sending at once, of one school or (None) of the whole site. What is stopped already stays as it is."""
    name = by.user.name if by else BY_COMMAND
    SendingStop.objects.bulk_create(
        [SendingStop(school=school, at=at, name=name, why=why.strip()[:200])], ignore_conflicts=True
    )
    return SendingStop.objects.standing().get(school=school)


def resume_sending(*, school: School | None, by: Post | None, at: datetime) -> bool:
    """Let messages go again; whether anything was stopped. Raises StoppedForSite where more than the school is."""
    name = by.user.name if by else BY_COMMAND
    ended = SendingStop.objects.standing().filter(school=school).update(ended_at=at, ended_name=name)
    if school is not None and SendingStop.objects.standing().filter(school=None).exists():
        raise StoppedForSite("Sending is stopped for the whole site.")
    return bool(ended)


def send_test(*, channel: str, number: str, by: Post, at: datetime) -> Message:
    """Put a test message to oneself into the outbox; it goes like any other, at any hour. Raises NothingToTest."""
    school = by.school
    if school is None or SendingSettings.objects.of(school).by_channel.get(channel, HOLD) == HOLD:
        raise NothingToTest(f"{Message.Channel(channel).label} is held: no sender is chosen for it.")
    address = by.user.email if channel == Message.Channel.EMAIL else mobile(number)
    if not address:
        raise NothingToTest("A text can only be sent to a mobile number.")
    return Message.objects.create(
        school=school,
        cause=f"{TEST}{uuid.uuid4()}",
        post=by,
        channel=channel,
        address=address,
        subject=f"A test from {school.name}",
        body=f"This is a test from {school.name}. If you can read it, messages to families can go this way.",
        urgent=True,
        urgent_why="A test that somebody waits for",
        urgent_name=by.user.name,
        state=State.QUEUED,
        not_before=at,
        made_at=at,
        made_name=by.user.name,
        changed_at=at,
    )
