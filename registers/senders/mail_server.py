"""A mail server (SMTP), by Django's e-mail and the EMAIL_ settings of the environment."""

import smtplib
from collections.abc import Iterator
from contextlib import suppress
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from registers.models import Message
from registers.senders.interface import Broken, NoAnswer, NotTaken, Outgoing, Refused, Standing

LABEL = "the mail server"
PERMANENT = 500
"""SMTP replies from here on are refusals for good; those below may pass (RFC 5321, section 4.2.1)."""


def missing(urn: str, channel: str) -> list[str]:
    """What the environment lacks for this channel, as names of variables."""
    del urn
    return [] if channel == Message.Channel.EMAIL and settings.EMAIL_HOST else ["EMAIL_HOST"]


def message_id(reference: str) -> str:
    """The Message-ID of a message of ours: answers and returned mail name it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{reference}@{domain}>"


class MailServer:
    """Sends e-mail over one connection, opened with the first message."""

    name = "smtp"
    label = LABEL
    can_be_asked = False

    def __init__(self, urn: str) -> None:
        del urn
        self._connection: Any = None

    def send(self, outgoing: Outgoing) -> str:
        """Hand the mail over; its Message-ID."""
        mail = _mail(outgoing)
        connection = self._open()
        try:
            mail.connection = connection
            mail.send(fail_silently=False)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()), (PERMANENT, b""))
            raise _refusal(code, words, Message.Fault.ADDRESS) from error
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= PERMANENT:
                raise Broken(f"The mail server refuses our own address: {_text(error.smtp_error)}") from error
            raise NotTaken(_text(error.smtp_error)) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error, Message.Fault.SENDER) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(
                "The mail server cannot write to this address.", fault=Message.Fault.ADDRESS
            ) from error
        except (ValueError, UnicodeError) as error:
            raise Refused("This is not an e-mail address.", fault=Message.Fault.ADDRESS) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NoAnswer("The connection to the mail server broke.") from error
        return str(mail.extra_headers["Message-ID"])

    def find(self, reference: str) -> Standing | None:
        """A mail server is not asked."""
        raise NoAnswer("A mail server cannot be asked.")

    def standings(self) -> Iterator[Standing]:
        """A mail server is not asked; returned mail comes by `manage.py read_reply`."""
        return iter(())

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _open(self) -> Any:
        if self._connection is None:
            connection = get_connection(fail_silently=False, timeout=settings.SENDING_TIMEOUT)
            try:
                connection.open()
            except smtplib.SMTPAuthenticationError as error:
                raise Broken(
                    f"The mail server refuses our name and password: {_text(error.smtp_error)}"
                ) from error
            except (OSError, smtplib.SMTPException) as error:
                raise NotTaken("The mail server does not answer.") from error
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        """After a break the next message needs a fresh connection; the old one must not say goodbye for long."""
        connection, self._connection = self._connection, None
        with suppress(Exception):
            connection.connection.close()


def _mail(outgoing: Outgoing) -> EmailMessage:
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        sender = str(Address(display_name=_line(outgoing.from_name), addr_spec=own))
    except (ValueError, IndexError):
        sender = own
    return EmailMessage(
        subject=_line(outgoing.subject) or _line(outgoing.from_name),
        body=outgoing.text,
        from_email=sender,
        to=[outgoing.address],
        reply_to=[outgoing.reply_to] if outgoing.reply_to else None,
        headers={"Message-ID": message_id(outgoing.reference), "Auto-Submitted": "auto-generated"},
    )


def _line(text: str) -> str:
    """On one line: a line break in a header would begin another header."""
    return " ".join(text.split())


def _refusal(code: int, words: bytes | str, fault: str) -> Exception:
    return Refused(_text(words), fault=fault) if code >= PERMANENT else NotTaken(_text(words))


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _line(text)[:200] or "It gave no reason."
