"""What to say of a message to people: where it stands, and what somebody has still to do."""

from dataclasses import dataclass
from datetime import datetime

from registers.message_states import WAITS_AT_MOST
from registers.models import Message
from registers.school_sessions import SCHOOL_TIME, clock_words

S = Message.State


@dataclass(frozen=True)
class Told:
    """A state in words, with how to colour it (good, warn, bad or nothing) and a sentence beside it."""

    words: str
    tone: str = ""
    detail: str = ""


def told(message: Message, at: datetime) -> Told:
    """Where the message stands at `at`."""
    when = _when(message.changed_at, at)
    who = f", {message.changed_name}" if message.changed_name else ""
    match message.state:
        case S.HELD | S.QUEUED:
            return _waiting(message, at)
        case S.SENDING if message.may_have_been_sent(at):
            return Told("May have been sent", "bad", message.why or "The sender stopped in the middle of it.")
        case S.SENT if message.provider_ref == "on paper":
            return Told("On paper", "good", f"{when}{who}")
        case S.SENT | S.DELIVERED:
            where = f" to {message.address}" if message.address and message.channel != "letter" else ""
            return Told(message.get_state_display(), "good", f"{when}{where}{who}")
        case S.FAILED:
            settled = f" Looked at by {message.settled_name}." if message.settled_at else ""
            return Told("Failed", "" if message.settled_at else "bad", f"{message.why}{settled}")
        case S.CANCELLED:
            return Told("Cancelled", "", f"{when}{who}. {message.why}".strip())
    return Told(message.get_state_display(), "warn")


def _waiting(message: Message, at: datetime) -> Told:
    words = message.get_state_display()
    if message.not_before <= at - WAITS_AT_MOST and not message.post_id:
        return Told(words, "bad", "It has waited for more than a day: read it again before it goes.")
    detail = message.why
    if message.not_before > at:
        detail = f"Not before {clock_words(message.not_before)}. {message.why}".strip()
    if message.changed_name and not detail:
        detail = f"Released by {message.changed_name}, {clock_words(message.changed_at)}"
    return Told(words, "warn", detail)


def _when(moment: datetime, at: datetime) -> str:
    """8:47 today, otherwise 23 November 8:47."""
    local = moment.astimezone(SCHOOL_TIME)
    clock = clock_words(moment)
    return clock if local.date() == at.astimezone(SCHOOL_TIME).date() else f"{local.day} {local:%B} {clock}"
