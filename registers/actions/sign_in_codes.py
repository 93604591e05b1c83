"""Sending the codes of families: taken by one worker at a time, given back where the mail server fails."""

from datetime import datetime, timedelta
from uuid import UUID

from registers.models import SignInCode
from registers.sign_in_codes import GOOD_FOR


def claim_code(*, code: UUID, at: datetime) -> SignInCode | None:
    """Take a code to be sent; None where another worker has it, or it is too old to be of use."""
    waiting = SignInCode.objects.to_be_sent(at, good_for=GOOD_FOR).filter(pk=code)
    return SignInCode.objects.get(pk=code) if waiting.update(claimed_at=at) else None


def release_code(*, code: SignInCode) -> None:
    """Give a code back that could not be sent."""
    SignInCode.objects.filter(pk=code.pk, sent_at__isnull=True).update(claimed_at=None)


def note_sent(*, code: SignInCode, at: datetime) -> None:
    """Keep that the mail server took it."""
    SignInCode.objects.filter(pk=code.pk).update(sent_at=at)


def forget_codes(*, at: datetime) -> int:
    """Forget who asked for a code more than a day ago."""
    return SignInCode.objects.filter(asked_at__lte=at - timedelta(days=1)).delete()[0]
