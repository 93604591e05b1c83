"""Tokens: how another program (a sign-in kiosk, an extractor) comes in."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registers.actions.people import machine_post
from registers.keys import hashed
from registers.models import ApiToken, Post, School
from registers.roles import Scope


@dataclass(frozen=True)
class NewToken:
    """A token just made: the secret is shown once and not kept."""

    token: ApiToken
    secret: str


@transaction.atomic
def make_token(
    *, school: School, label: str, scopes: list[Scope], expires_at: datetime, by: Post, at: datetime
) -> NewToken:
    """Make a token for one school with these scopes; marks it writes carry `label` as the name (real time)."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        school=school,
        label=label,
        start=secret[:6],
        hashed=hashed(secret),
        scopes=sorted(scopes),
        post=machine_post(school=school, name=label, position="program"),
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    return NewToken(token=token, secret=secret)


def withdraw_token(*, token: ApiToken, at: datetime) -> ApiToken:
    """Withdraw a token at once. It stays listed, with who made it."""
    ApiToken.objects.filter(pk=token.pk, withdrawn_at__isnull=True).update(withdrawn_at=at)
    token.refresh_from_db()
    return token
