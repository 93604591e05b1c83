"""What the pages about signing in accept."""

import json
from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings

from registers.families import people_who_work_here
from registers.models import User

NO_EMAIL = "Forgotten it? The head or system administrator of your school can make you a new link."


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password. Without a mail server a forgotten password is a matter for the school."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_HOST:
            self.fields["password"].help_text = NO_EMAIL


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """The address a link goes to. Without a mail server nothing is sent, and nobody is told that it was."""

    users: list[User]

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server to send by."""
        return bool(settings.EMAIL_HOST)

    def clean(self) -> dict[str, object]:
        """Refuse where no mail can go out."""
        if not self.sends_mail:
            raise forms.ValidationError(NO_EMAIL)
        super().clean()
        return dict(self.cleaned_data)

    def clean_email(self) -> str:
        """Families have no password, and are sent no link to make one; the page says the same to everybody."""
        address = str(super().clean_email())
        staff = people_who_work_here().filter(pk__in=[user.pk for user in self.users])
        self.users = list(staff)
        return address


class _AnyNumber(json.JSONDecoder):
    """Reads a number of any length: Python refuses whole ones of more than 4,300 figures."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_int": float})


MADE_UP = (AttributeError, KeyError, TypeError, ValueError)
"""What reading made-up keys and codes trips over."""


class _ReadableAnswer:
    """What a passkey answers is made by the browser; an answer made up by hand is a wrong one, not an error of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = _AnyNumber  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
        except MADE_UP:
            self.add_error("credential", "This passkey did not answer as it should. Try again.")  # type: ignore[attr-defined]


class PasskeySignInForm(_ReadableAnswer, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by a passkey."""


class PasskeyForm(_ReadableAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class PasskeyAgainForm(_ReadableAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something that matters."""


class AddPasskeyForm(_ReadableAnswer, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""
