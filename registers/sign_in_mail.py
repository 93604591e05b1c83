"""The mail that carries a code: whether it can go at all, to whom it goes, and what it says."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext, pgettext

from registers.actions.sign_in_codes import claim_code, forget_codes, note_sent, release_code
from registers.families import adults_at, open_cares
from registers.models import SignInCode, User
from registers.sign_in_codes import GOOD_FOR, as_written, code_of

RESERVED = ".example"
"""No mailbox can ever have an address that ends so (RFC 2606): the demo's families all do."""


HEARD_WITHIN = timedelta(seconds=15)
"""A worker hears of a code at once; one that nobody has taken by then was lost on the way (Redis was away)."""
AT_ONCE = 200


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


def send_waiting_codes(*, now: Callable[[], datetime], today_at: datetime) -> str:
    """Each minute: mail what no worker heard of when it was asked for, and forget yesterday's."""
    at = now()
    old_enough = SignInCode.objects.to_be_sent(at, good_for=GOOD_FOR).filter(asked_at__lte=at - HEARD_WITHIN)
    sent = 0
    for code in list(old_enough.order_by("asked_at").values_list("pk", flat=True)[:AT_ONCE]):
        with suppress(NotSent):  # the next minute tries again
            sent += send_sign_in_code(code=code, today_at=today_at, at=now())
    forgotten = forget_codes(at=at)
    return f"{sent} sent, {forgotten} forgotten."
