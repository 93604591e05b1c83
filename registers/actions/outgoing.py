"""What the sending loop writes: messages that fall away, those it takes, and what became of each.

A message is taken by a conditional update that is committed before anything leaves the site, so it is taken once,
whoever asks. What the sender says is noted only on the claim it belongs to.
"""

from collections.abc import Collection
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Q

from attendance_site.parts.clock import LONDON
from registers.letters import as_it_stands
from registers.message_addresses import NONE_ON_FILE, address_for, may_not_be_told
from registers.message_causes import fallen_away, prefixes_that_ask
from registers.message_states import Event, State, leads_to, moves_from, next_try
from registers.models import Message, School, SendingSettings, SendingStop
from registers.models.messages import MessageQuerySet
from registers.senders.interface import Standing

AT_ONCE = 500
"""So many messages are looked at in one statement."""


def cancel_fallen_away(*, school: School, at: datetime) -> int:
    """Cancel messages that wait though what they speak of no longer stands; how many."""
    asking = Q()
    for prefix in prefixes_that_ask():
        asking |= Q(cause__startswith=prefix)
    waiting = Message.objects.filter(asking, school=school).to_be_sent().order_by("not_before")
    gone = fallen_away(school.pk, set(waiting.values_list("cause", flat=True)[:AT_ONCE]), at)
    return sum(
        Message.objects.filter(school=school, cause=cause, state__in=moves_from(Event.CANCEL)).update(
            state=leads_to(Event.CANCEL), why=why, changed_at=at
        )
        for cause, why in gone.items()
    )


def release_due(*, school: School, channels: Collection[str], at: datetime) -> int:
    """Let held messages go whose time has come, where something carries them; how many."""
    held = Message.objects.filter(school=school, state=State.HELD, channel__in=channels).due(at)
    return held.update(state=leads_to(Event.RELEASE), changed_at=at)


def take_next(*, school: School, channels: Collection[str], sender: str, at: datetime) -> Message | None:
    """Take the next message that may go, for `sender` to send; None where there is none.

    Those that may not go after all are cancelled or fail on the way. A message that somebody is changing at this very
    moment is passed over: it comes with the next look.
    """
    while True:
        with transaction.atomic():
            queued = _may_go(school, channels, at).select_for_update(of=("self",), skip_locked=True)
            message = queued.with_whom().order_by("-urgent", "not_before", "made_at", "pk").first()
            if message is None:
                return None
            if not _turned_away(message, at):
                return _claim(message, sender, school, at)


def note_accepted(*, message: Message, provider_ref: str, at: datetime) -> bool:
    """Note that the provider has it; False where the message is in other hands by now."""
    return _note(message, Event.ACCEPTED, at, provider_ref=provider_ref, sent_at=at, fault="", why="")


def note_refused(*, message: Message, fault: str, why: str, at: datetime) -> bool:
    """Note that it did not go and will not like this."""
    return _note(message, Event.REFUSED, at, fault=fault, why=why[:300])


def note_no_answer(*, message: Message, why: str) -> bool:
    """Note that nobody knows whether it went. Its claim stands, and soon shows as "may have been sent"."""
    return bool(_claimed(message).filter(state=State.SENDING).update(why=why[:300]))


def put_back(*, message: Message, why: str, at: datetime) -> bool:
    """Note that it did not go because the sender does not work at all; that is no try of this message."""
    return _note(message, Event.TRY_LATER, at, why=why[:300], attempts=F("attempts") - 1)


def try_later(*, message: Message, why: str, at: datetime) -> bool:
    """Note that it did not go for now: it is tried again after a growing wait, and after the last try it fails."""
    wait = next_try(message.attempts)
    if wait is None:
        words = f"It was tried {message.attempts} times. {why}"
        return _note(message, Event.UNDELIVERED, at, fault=Message.Fault.TEMPORARY, why=words[:300])
    return _note(message, Event.TRY_LATER, at, not_before=at + wait, why=why[:300])


def note_standing(*, message: Message, standing: Standing, at: datetime) -> bool:
    """Note what the provider says became of it, where that is news."""
    said = {"provider_ref": standing.provider_ref, "parts": standing.parts}
    if standing.state == State.DELIVERED:
        return _note(message, Event.DELIVERED, at, fault="", why="", **said)
    if standing.state == State.SENT:
        return message.state == State.SENDING and _note(
            message, Event.ACCEPTED, at, sent_at=message.claimed_at, why="", **said
        )
    if standing.fault == Message.Fault.TEMPORARY:
        return try_later(message=message, why=standing.words, at=at)
    return _note(message, Event.UNDELIVERED, at, fault=standing.fault, why=standing.words, **said)


def _may_go(school: School, channels: Collection[str], at: datetime) -> MessageQuerySet:
    """Queued messages that nothing holds back: a stop, the hours, or the daily limit of texts to one person."""
    queued = Message.objects.filter(school=school, state=State.QUEUED, channel__in=channels).due(at)
    if settings.STOP_SENDING:
        return queued.none()
    queued = queued.filter(~Exists(SendingStop.objects.holding(school)))
    chosen = SendingSettings.objects.of(school)
    local = at.astimezone(LONDON)
    if not chosen.sends_from <= local.time() < chosen.sends_until:
        return queued.filter(urgent=True)
    midnight = datetime.combine(local.date(), time(), LONDON)
    over = Message.objects.filter(school=school).to_contacts_over(chosen.texts_a_day, since=midnight)
    return queued.exclude(pk__in=over.values("pk"))


def _turned_away(message: Message, at: datetime) -> bool:
    """Whether the message must not go after all; it is cancelled, or has failed, in the same breath."""
    on = at.astimezone(LONDON).date()
    gone = fallen_away(message.school_id, [message.cause], at)
    mine = Message.objects.filter(pk=message.pk)
    if why := gone.get(message.cause) or may_not_be_told(message, on):
        return bool(mine.update(state=leads_to(Event.CANCEL), why=why, changed_at=at))
    if not address_for(message, on):
        why, fault = NONE_ON_FILE[message.channel], Message.Fault.ADDRESS
        return bool(
            mine.update(state=leads_to(Event.REFUSED), fault=fault, why=why, address="", changed_at=at)
        )
    return False


def _claim(message: Message, sender: str, school: School, at: datetime) -> Message:
    kept = as_it_stands(message, school, address_for(message, at.astimezone(LONDON).date()))
    for name, value in kept.items():
        setattr(message, name, value)
    message.state, message.claimed_at, message.sender = leads_to(Event.CLAIM), at, sender
    message.attempts += 1
    message.why, message.changed_at = "", at
    message.save(update_fields=[*kept, "state", "claimed_at", "sender", "attempts", "why", "changed_at"])
    return message


def _claimed(message: Message) -> MessageQuerySet:
    """The message, where it is still the same claim."""
    return Message.objects.filter(pk=message.pk, claimed_at=message.claimed_at)


def _note(message: Message, event: Event, at: datetime, **more: object) -> bool:
    """Move the message where that may happen to it; also one that a person wants sent again but nobody took yet."""
    again = Q(state=State.QUEUED) if event in (Event.ACCEPTED, Event.DELIVERED) else Q(pk=None)
    standing = _claimed(message).filter(Q(state__in=moves_from(event)) | again)
    return bool(standing.update(state=leads_to(event), changed_at=at, **more))
