"""What a person does about messages that did not simply go: send again, let go at once, look at a failure."""

from datetime import datetime

from django.db.models import Q

from registers.actions.messages import MessageNotWaiting, move_message
from registers.message_causes import fallen_away
from registers.message_states import SENDER_LOST_AFTER, Event, State, leads_to, moves_from
from registers.models import Message, Post
from registers.refusals import Refusal

AT_ONCE = 500
"""So many held messages of one kind are released with one press."""


class ReasonMissing(Refusal):
    """Whoever sends outside the hours says why."""

    who_can_fix = "You can, by saying why it cannot wait."


class NoneHeld(Refusal):
    """Nothing of that kind is held."""

    who_can_fix = "Nobody needs to: there is nothing to release."


def send_again(*, message: Message, by: Post, at: datetime) -> Message:
    """Have a message that failed, or that may have been sent, go once more. Raises MessageNotWaiting."""
    return move_message(
        message, Event.SEND_AGAIN, by, at, where=_failed_or_unsure(at),
        not_before=at, attempts=0, fault="", why="", settled_at=None, settled_name="",
    )  # fmt: skip


def note_it_went(*, message: Message, by: Post, at: datetime) -> Message:
    """Note that a message which may have been sent was: somebody has it. Raises MessageNotWaiting."""
    return move_message(message, Event.IT_WENT, by, at, where=_failed_or_unsure(at), sent_at=at, why="")


def send_at_once(*, message: Message, why: str, by: Post, at: datetime) -> Message:
    """Let a message go at any hour and past the daily limit, with who and why. Raises MessageNotWaiting."""
    if not why.strip():
        raise ReasonMissing("Say why this message cannot wait. The reason is kept with it.")
    return move_message(
        message, Event.RELEASE, by, at,
        not_before=at, urgent=True, urgent_why=why.strip()[:200], urgent_name=by.user.name,
    )  # fmt: skip


def settle_failure(*, message: Message, by: Post, at: datetime) -> Message:
    """Note that somebody looked at a failed message and it needs nothing more. Raises MessageNotWaiting."""
    failed = Message.objects.filter(pk=message.pk, school=by.school_id).failed()
    settled = failed.update(settled_at=at, settled_name=by.user.name)
    message.refresh_from_db()
    if not settled:
        raise MessageNotWaiting(f"The message to {message.to_name} needs nobody any more.")
    return message


def release_held(*, kind: str, by: Post, at: datetime) -> tuple[int, int]:
    """Release the held messages to families of one kind: how many go, and how many fell away. Raises NoneHeld."""
    held = Message.objects.visible_to(by).to_be_sent().filter(state=State.HELD, cause__startswith=f"{kind}/")
    causes = dict(held.order_by("made_at", "pk").values_list("pk", "cause")[:AT_ONCE])
    if not causes:
        raise NoneHeld("No message of that kind is held any more.")
    gone = fallen_away(by.school_id or 0, causes.values(), at)
    mine = Message.objects.filter(school=by.school_id, pk__in=causes)
    fell = sum(
        mine.filter(cause=cause, state__in=moves_from(Event.CANCEL)).update(
            state=leads_to(Event.CANCEL), why=why, changed_at=at
        )
        for cause, why in gone.items()
    )
    went = mine.filter(state=State.HELD).update(
        state=leads_to(Event.RELEASE), not_before=at, changed_at=at, changed_name=by.user.name
    )
    return went, fell


def _failed_or_unsure(at: datetime) -> Q:
    return Q(state=State.FAILED) | Q(state=State.SENDING, claimed_at__lte=at - SENDER_LOST_AFTER)
