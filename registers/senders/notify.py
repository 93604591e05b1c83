"""GOV.UK Notify: e-mail, texts and letters of state-funded schools, by its official client.

Each school opens a service of its own there, so keys and templates are per school and stand in the environment only,
with the school's URN at the end of each name. Its templates hold nothing but the places `((subject))` and
`((message))`: wording is the school's, here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.conf import settings
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from registers.models import Message
from registers.senders.interface import Broken, NoAnswer, NotTaken, Outgoing, Refused, Standing

LABEL = "GOV.UK Notify"
TEMPLATES = {
    "email": "NOTIFY_EMAIL_TEMPLATE",
    "text": "NOTIFY_TEXT_TEMPLATE",
    "letter": "NOTIFY_LETTER_TEMPLATE",
}
KEY = "NOTIFY_KEY"
UUID_SHAPE = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
KEY_SHAPE = re.compile(rf".+-{UUID_SHAPE}-{UUID_SHAPE}", re.IGNORECASE)
PAGES = 8
"""So many pages of 250 are looked through for what became of messages; the rest is asked a minute later."""
ADDRESS_LINES = 7
"""A letter's address has three to seven lines, the last of them the postcode (Notify's API reference, V2)."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
T = TypeVar("T")

# What Notify says of a notification, and what it means here (Notify's API reference, "Status", V2).
STANDS: Mapping[str, tuple[str, str, str]] = {
    "delivered": (Message.State.DELIVERED, "", ""),
    "received": (Message.State.DELIVERED, "", ""),  # a letter that was printed and posted
    "permanent-failure": (
        Message.State.FAILED,
        Message.Fault.ADDRESS,
        "The provider says that this number or address does not exist.",
    ),
    "temporary-failure": (
        Message.State.FAILED,
        Message.Fault.TEMPORARY,
        "It could not be delivered: the telephone may be off, or the mailbox full.",
    ),
    "technical-failure": (
        Message.State.FAILED,
        Message.Fault.TEMPORARY,
        "GOV.UK Notify lost it between itself and the provider.",
    ),
    "validation-failed": (
        Message.State.FAILED,
        Message.Fault.SENDER,
        "GOV.UK Notify could not print the letter.",
    ),
    "cancelled": (Message.State.FAILED, Message.Fault.SENDER, "It was cancelled at GOV.UK Notify."),
}


def missing(urn: str, channel: str) -> list[str]:
    """What the environment lacks for this channel of this school, as names of variables."""
    template, key = f"{TEMPLATES[channel]}_{urn}", f"{KEY}_{urn}"
    lacks = [] if KEY_SHAPE.fullmatch(settings.SENDING.get(key, "")) else [key]
    if not re.fullmatch(UUID_SHAPE, settings.SENDING.get(template, ""), re.IGNORECASE):
        lacks.append(template)
    return lacks if _is_safe(settings.NOTIFY_BASE_URL) else [*lacks, "NOTIFY_BASE_URL"]


def _is_safe(url: str) -> bool:
    """Names and numbers leave the site by HTTPS only, or to a stand-in on this computer."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class Notify:
    """The service of one school."""

    name = "notify"
    label = LABEL
    can_be_asked = True

    def __init__(self, urn: str) -> None:
        self._urn = urn
        self._client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            settings.SENDING[f"{KEY}_{urn}"],
            base_url=settings.NOTIFY_BASE_URL,
            timeout=settings.SENDING_TIMEOUT,
        )

    def send(self, outgoing: Outgoing) -> str:
        """Hand the message over; Notify's id of it."""
        template = settings.SENDING[f"{TEMPLATES[outgoing.channel]}_{self._urn}"]
        said = {"subject": outgoing.subject or outgoing.from_name, "message": outgoing.text}
        common: dict[str, Any] = {"template_id": template, "reference": outgoing.reference}
        if outgoing.channel == Message.Channel.EMAIL:
            made = _asked(
                lambda: self._client.send_email_notification(
                    email_address=outgoing.address, personalisation=said, **common
                )
            )
        elif outgoing.channel == Message.Channel.TEXT:
            made = _asked(
                lambda: self._client.send_sms_notification(
                    phone_number=outgoing.address, personalisation={"message": outgoing.text}, **common
                )
            )
        else:
            lines = address_lines(outgoing.to_name, outgoing.address)
            made = _asked(
                lambda: self._client.send_letter_notification(personalisation=said | lines, **common)
            )
        return str(made.get("id", ""))[:100]

    def find(self, reference: str) -> Standing | None:
        """What became of the message with that reference; None where Notify never had it."""
        answer = _to_question(lambda: self._client.get_all_notifications(reference=reference))
        return next((_standing(each) for each in answer.get("notifications", [])), None)

    def standings(self) -> Iterator[Standing]:
        """What became of the messages taken lately, newest first, as far as a few pages reach."""
        older_than = None
        for _ in range(PAGES):
            page = _to_question(partial(self._client.get_all_notifications, older_than=older_than))
            listed = page.get("notifications", [])
            yield from (_standing(each) for each in listed if each.get("reference"))
            if not listed:
                return
            older_than = listed[-1]["id"]

    def close(self) -> None:
        """End the connection."""
        self._client.request_session.close()


def address_lines(name: str, address: str) -> dict[str, str]:
    """The lines of a letter's address as Notify names them: the name first, the postcode last."""
    lines = [line.strip() for line in re.split(r"[,\n]", address) if line.strip()]
    kept = [name, *lines[: ADDRESS_LINES - 2], *lines[ADDRESS_LINES - 2 :][-1:]]
    return {f"address_line_{n}": line for n, line in enumerate(kept, start=1)}


def _asked(post: Callable[[], T]) -> T:
    """Hand something over, and say in our words what went wrong."""
    try:
        return post()
    except HTTPError as error:
        raise _meaning(error) from error
    except (APIError, requests.RequestException, ValueError) as error:
        raise NoAnswer("GOV.UK Notify gave an answer that cannot be read.") from error


def _to_question(get: Callable[[], T]) -> T:
    """Ask something; nothing is sent by it, so whatever goes wrong is no answer."""
    try:
        return get()
    except (APIError, requests.RequestException, ValueError) as error:
        raise NoAnswer("GOV.UK Notify does not answer.") from error


def _meaning(error: HTTPError) -> Exception:
    """What an error means for the message (Notify's API reference, "Error codes", V2)."""
    if error.response is None:
        return _broken_connection(error.__cause__)
    words = _words(error)
    match error.status_code:
        case 400 if "phone_number" in words or "email_address" in words or "address_line" in words:
            return Refused(words, fault=Message.Fault.ADDRESS)
        case 401 | 403 | 404:
            return Broken(f"GOV.UK Notify refuses the school's key or template: {words}")
        case 429 | 500 | 503:
            return NotTaken(words)
        case status if status >= 500:
            return NoAnswer(words)
        case _:
            return Refused(words, fault=Message.Fault.SENDER)


def _broken_connection(cause: BaseException | None) -> Exception:
    """Where no connection came about nothing went; where it broke later, the message may have."""
    never_connected = isinstance(cause, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError)
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    if never_connected or isinstance(reason, NewConnectionError):
        return NotTaken("GOV.UK Notify cannot be reached.")
    return NoAnswer("The connection to GOV.UK Notify broke, or no answer came in time.")


def _words(error: HTTPError) -> str:
    message = error.message
    said = (
        message if isinstance(message, str) else "; ".join(str(each.get("message", "")) for each in message)
    )
    return " ".join(said.split())[:200] or f"HTTP {error.status_code}"


def _standing(notification: Mapping[str, Any]) -> Standing:
    state, fault, words = STANDS.get(str(notification.get("status")), (Message.State.SENT, "", ""))
    cost = notification.get("cost_details") or {}
    parts = cost.get("billable_sms_fragments")
    return Standing(
        reference=_reference(notification),
        provider_ref=str(notification.get("id", ""))[:100],
        state=state,
        fault=fault,
        words=words,
        parts=parts if isinstance(parts, int) and 0 < parts < 100 else None,
    )


def _reference(notification: Mapping[str, Any]) -> str:
    """Our reference; empty where it is not one of ours."""
    try:
        return str(UUID(str(notification.get("reference"))))
    except ValueError:
        return ""
