"""What the pages about signing in accept."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.conf import settings

NO_EMAIL = "Forgotten it? The head or system administrator of your school can make you a new link."


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password. Without a mail server a forgotten password is a matter for the school."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_HOST:
            self.fields["password"].help_text = NO_EMAIL


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """The address a link goes to. Without a mail server nothing is sent, and nobody is told that it was."""

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
