"""The sending loop of one school: ask providers what became of things, drop what fell away, send what is due.

One message at a time: it is taken in the database, handed over, and what the sender says is noted. Between the first
and the last of these the process may die; what is taken and not noted is shown as "may have been sent" and never sent
again by itself.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from attendance_site.parts.clock import LONDON
from registers.actions import outgoing
from registers.message_states import State
from registers.models import Message, School, SendingSettings
from registers.refusals import Refusal
from registers.reply_addresses import reply_address
from registers.senders.connections import connected
from registers.senders.interface import Broken, NoAnswer, NotTaken, Outgoing, Refused, Sender

SEND_FOR = 40.0
"""Seconds. A run stops after so long and the next one goes on, so that no task is ended in the middle of a message."""
ASK_FOR = timedelta(days=4)
"""Providers try for up to three days; what they have not said by then they will not say."""
ASK_AT_ONCE = 50
UNANSWERED_AT_MOST = 3
"""So many in a row without an answer end a channel's run: nobody can tell of any of them whether it went."""
Now = Callable[[], datetime]


class SenderBroken(Refusal):
    """A sender does not work at all; its messages wait."""

    who_can_fix = (
        "Whoever looks after this site can put the key, password or template right (Settings, Messages)."
    )


def send_messages(*, school: School, now: Now, send_for: float = SEND_FOR) -> str:
    """Send what is due and say how the day stands. Raises SenderBroken, once everything else is done."""
    until = time.monotonic() + send_for
    chosen = SendingSettings.objects.of(school)
    broken: list[str] = []
    with connected(school, chosen) as senders:
        for sender in {sender.name: sender for sender in senders.values()}.values():
            if sender.can_be_asked:
                _ask(school, sender, now, broken)
        outgoing.cancel_fallen_away(school=school, at=now())
        outgoing.release_due(school=school, channels=sorted(senders), at=now())
        for channel in sorted(senders, reverse=True):  # texts first: somebody waits for them
            _send_all(school, channel, senders, now, until, broken)
    if broken:
        raise SenderBroken(" ".join(sorted(set(broken))))
    return day_in_words(school, now())


def send_one(message: Message, sender: Sender, school: School, now: Now) -> bool:
    """Hand over a message that was taken, and note what the sender says; whether it said anything. Raises Broken."""
    try:
        ref = sender.send(_outgoing(message, school))
    except NotTaken as error:
        outgoing.try_later(message=message, why=str(error), at=now())
    except Refused as error:
        outgoing.note_refused(message=message, fault=error.fault, why=str(error), at=now())
    except NoAnswer as error:
        outgoing.note_no_answer(message=message, why=str(error))
        return False
    except Broken as error:
        outgoing.put_back(message=message, why=str(error), at=now())
        raise
    else:
        outgoing.note_accepted(message=message, provider_ref=ref, at=now())
    return True


def day_in_words(school: School, at: datetime) -> str:
    """How many messages went today, and what became of them."""
    midnight = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Message.objects.filter(school=school, claimed_at__gte=midnight).values_list("state", flat=True)
    count = Counter(today)
    gone = count[State.SENT] + count[State.DELIVERED]
    parts = [f"{gone} sent today"]
    parts += [f"{count[state]} {words}" for state, words in SAID_ALSO if count[state]]
    return f"{', '.join(parts)}."


SAID_ALSO = (
    (State.FAILED, "failed"),
    (State.SENDING, "without an answer"),
    (State.QUEUED, "to be tried again"),
)


def _send_all(
    school: School, channel: str, senders: Mapping[str, Sender], now: Now, until: float, broken: list[str]
) -> None:
    sender, unanswered = senders[channel], 0
    while time.monotonic() < until and unanswered < UNANSWERED_AT_MOST:
        message = outgoing.take_next(school=school, channels=[channel], sender=sender.name, at=now())
        if message is None:
            return
        try:
            answered = send_one(message, sender, school, now)
            unanswered = 0 if answered else unanswered + 1
        except Broken as error:
            broken.append(str(error))
            return


def _ask(school: School, sender: Sender, now: Now, broken: list[str]) -> None:
    """What became of messages without an answer, and of those taken lately. A provider that is away is asked later."""
    at = now()
    mine = Message.objects.filter(school=school, sender=sender.name)
    try:
        for message in mine.unsure(at).order_by("claimed_at")[:ASK_AT_ONCE]:
            _settle(message, sender, now())
        open_ = mine.filter(state=State.SENT, sent_at__gte=at - ASK_FOR)
        wanted: dict[str, Message | None] = {str(message.pk): message for message in open_}
        for standing in sender.standings() if wanted else ():
            listed = wanted.pop(standing.reference, None)
            if listed is not None and standing.state != State.SENT:
                outgoing.note_standing(message=listed, standing=standing, at=now())
            if not wanted:
                break
    except NoAnswer:
        return
    except Broken as error:
        broken.append(str(error))


def _settle(message: Message, sender: Sender, at: datetime) -> None:
    standing = sender.find(str(message.pk))
    if standing is not None:
        outgoing.note_standing(message=message, standing=standing, at=at)
        return
    why = "The provider never had it: it was not sent. Send it again if it is still wanted."
    outgoing.note_refused(message=message, fault=Message.Fault.TEMPORARY, why=why, at=at)


def _outgoing(message: Message, school: School) -> Outgoing:
    return Outgoing(
        reference=str(message.pk),
        channel=message.channel,
        address=message.address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.body,
        from_name=school.name,
        reply_to=reply_address(school),
    )
