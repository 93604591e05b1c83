"""The mail that carries a code: whether it can go at all, to whom it goes, and what it says."""

import smtplib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext, pgettext

from registers.actions.sign_in_codes import claim_code, note_sent, release_code
from registers.families import adults_at, open_cares
from registers.models import SignInCode, User
from registers.sign_in_codes import as_written, code_of

RESERVED = ".example"
"""No mailbox can ever have an address that ends so (RFC 2606): the demo's families all do."""


class NotSent(Exception):
    """The mail server did not take the code: the task tries again."""


def codes_can_go() -> bool:
    """Whether a code reaches anybody: by the mail server, or on the demo's mail page."""
    return bool(settings.EMAIL_HOST and not settings.STOP_SENDING) or shows_demo_mail()


def shows_demo_mail() -> bool:
    """Whether this is the demo on a computer of one's own, where a page shows what would have been mailed."""
    if not (settings.EMBEDDED and settings.DEMO_MAIL) or settings.EMAIL_HOST:
        return False
    return User.objects.filter(is_demo=True, is_active=True).exists()


def opens_something(code: SignInCode, at: datetime) -> bool:
    """Whether the address that asked is one whose adult may sign in that day."""
    return open_cares(adults_at(code.address), at.date()).exists()


def mail_of(code: SignInCode) -> EmailMessage:
    """The mail with the code, in the language of the page that asked for it."""
    written = as_written(code_of(code.pk, settings.SECRET_KEY))
    with translation.override(code.language):
        subject = gettext("%(code)s is your code to sign in") % {"code": written}
        body = pgettext(
            "mail",
            "Hello,\n\n"
            "Your code to sign in to the school’s attendance pages is:\n\n"
            "%(code)s\n\n"
            "It works for 15 minutes. You can copy it and paste it into the page.\n\n"
            "If you did not ask for this code, you do not need to do anything. Please do not give it to anybody.",
        ) % {"code": written}
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[code.address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def send_sign_in_code(*, code: UUID, today_at: datetime, at: datetime) -> bool:
    """Mail one code at once, if nobody else has and the address is one that opens something. Raises `NotSent`.

    `today_at`: the site's time, which says whose pages are open; `at`: the real time, by which codes grow old.
    """
    if not settings.EMAIL_HOST or settings.STOP_SENDING:
        return False
    row = claim_code(code=code, at=at)
    if row is None or not opens_something(row, today_at):
        return False
    try:
        with get_connection(fail_silently=False, timeout=settings.SENDING_TIMEOUT) as connection:
            connection.send_messages([mail_of(row)])
    except (OSError, smtplib.SMTPException) as error:
        release_code(code=row)
        raise NotSent(str(error)) from error
    note_sent(code=row, at=at)
    return True
