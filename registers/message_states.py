"""The life of a message: its states, what moves it from one to another, and how long it may stay in one.

```
            release                claim                accepted           delivered
    held ------------> queued ---------------> sending ----------> sent ------------> delivered
      \\                 |  ^                    |   |                |
       \\  cancel        |  | not_taken          |   | refused        | undelivered
        `-> cancelled <-'  `--------------------'   `--> failed <----'
```
A sender that dies leaves its message in `sending`. After SENDER_LOST_AFTER nobody knows whether it went: it is shown
as "may have been sent", and only its provider or a person settles that.
"""

from datetime import timedelta
from enum import StrEnum

from registers.ledger import ABANDONED_AFTER, retry_after

SENDER_LOST_AFTER = ABANDONED_AFTER
"""A sender that has not said so long what became of a message has died: a task is ended before that."""
WAITS_AT_MOST = timedelta(hours=24)
"""A message that has waited so long is looked at by a person before it goes: the words may be out of date."""
TRIES = 3
"""A message that cannot be delivered for now is tried so often."""


class State(StrEnum):
    """Where a message stands."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What may happen to a message."""

    RELEASE = "release"
    CLAIM = "claim"
    CANCEL = "cancel"
    HAND_OVER = "hand over"
    ACCEPTED = "accepted"
    TRY_LATER = "try later"
    REFUSED = "refused"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    SEND_AGAIN = "send again"
    IT_WENT = "it went"


MOVES: dict[Event, tuple[frozenset[State], State]] = {
    Event.RELEASE: (frozenset({State.HELD, State.QUEUED}), State.QUEUED),
    Event.CLAIM: (frozenset({State.QUEUED}), State.SENDING),
    Event.CANCEL: (frozenset({State.HELD, State.QUEUED}), State.CANCELLED),
    Event.HAND_OVER: (frozenset({State.HELD, State.QUEUED, State.FAILED}), State.SENT),
    Event.ACCEPTED: (frozenset({State.SENDING}), State.SENT),
    Event.TRY_LATER: (frozenset({State.SENDING, State.SENT}), State.QUEUED),
    Event.REFUSED: (frozenset({State.HELD, State.QUEUED, State.SENDING}), State.FAILED),
    Event.DELIVERED: (frozenset({State.SENDING, State.SENT, State.FAILED}), State.DELIVERED),
    Event.UNDELIVERED: (frozenset({State.SENDING, State.SENT}), State.FAILED),
    Event.SEND_AGAIN: (frozenset({State.SENDING, State.FAILED}), State.QUEUED),
    Event.IT_WENT: (frozenset({State.SENDING}), State.SENT),
}
"""For each event the states it happens in, and the state it leads to. Nothing else moves a message."""


def moves_from(event: Event) -> list[str]:
    """The states in which that may happen, as they are stored."""
    return sorted(MOVES[event][0])


def leads_to(event: Event) -> str:
    """The state that it leads to, as it is stored."""
    return MOVES[event][1].value


def may(event: Event, state: str) -> bool:
    """Whether that may happen to a message in this state."""
    return state in MOVES[event][0]


def next_try(attempts: int) -> timedelta | None:
    """How long after the n-th attempt a message that was not delivered for now is tried again; None: no more."""
    return retry_after(attempts) if attempts < TRIES else None
