"""What every sender takes and answers.

A sender may answer in five ways, and the difference matters: only what certainly did not go may be tried again by
itself. Where no answer came, nobody knows, and a person or the provider settles it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """One message to one address. `reference` is ours: the same for every attempt, so that it can be found again."""

    reference: str
    channel: str
    address: str
    to_name: str
    subject: str
    text: str
    from_name: str
    reply_to: str = ""


@dataclass(frozen=True)
class Standing:
    """What a provider says of a message. `state`: sent, delivered, or failed with a `fault` (Message.Fault)."""

    reference: str
    provider_ref: str
    state: str
    fault: str = ""
    words: str = ""
    parts: int | None = None


class NotTaken(Exception):
    """It certainly did not go, for a reason that passes: it may be tried again."""


class Refused(Exception):
    """It certainly did not go, and never will like this. `fault`: address or sender (Message.Fault)."""

    def __init__(self, words: str, *, fault: str) -> None:
        self.fault = fault
        super().__init__(words)


class NoAnswer(Exception):
    """It may have gone: the connection broke, or the time ran out, after the message was handed over."""


class Broken(Exception):
    """The sender itself does not work (a key, a password): no message would go until somebody puts it right."""


class Sender(Protocol):
    """One way out of the site, for one school."""

    name: str
    label: str
    can_be_asked: bool

    def send(self, outgoing: Outgoing) -> str:
        """Hand the message over; what the provider calls it. Raises NotTaken, Refused, NoAnswer or Broken."""

    def find(self, reference: str) -> Standing | None:
        """What became of the message with that reference; None where the provider never had it. Raises NoAnswer."""

    def standings(self) -> Iterator[Standing]:
        """What became of the messages taken lately, newest first. Raises NoAnswer."""

    def close(self) -> None:
        """Let go of connections."""
