"""Which sender carries which channel of a school, and what is missing where it is not connected."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Final

from registers.models import School, SendingSettings
from registers.senders import mail_server, notify
from registers.senders.interface import Sender

HOLD: Final = SendingSettings.Sender.HOLD
CARRIES = {
    "email": ["hold", "smtp", "notify"],
    "text": ["hold", "notify"],
    "letter": ["hold", "notify"],
}
"""The senders that a channel may have, the default first."""
MISSING = {"smtp": mail_server.missing, "notify": notify.missing}
LABELS = {"hold": "nobody", "smtp": mail_server.LABEL, "notify": notify.LABEL}


def missing(school: School, channel: str, sender: str) -> list[str]:
    """The variables of the environment that this sender still wants for this channel of the school."""
    return MISSING[sender](school.urn, channel) if sender in MISSING else []


@contextlib.contextmanager
def connected(school: School, settings: SendingSettings) -> Iterator[Mapping[str, Sender]]:
    """For each channel that leaves the site by itself its sender; what is not connected holds its messages."""
    wanted = {
        channel: sender
        for channel, sender in settings.by_channel.items()
        if sender != HOLD and not missing(school, channel, sender)
    }
    made: dict[str, Sender] = {sender: _make(sender, school) for sender in set(wanted.values())}
    try:
        yield {channel: made[sender] for channel, sender in wanted.items()}
    finally:
        for sender in made.values():
            sender.close()


def _make(sender: str, school: School) -> Sender:
    return notify.Notify(school.urn) if sender == notify.Notify.name else mail_server.MailServer(school.urn)
