"""What the sign-in page accepts."""

from allauth.account.forms import LoginForm
from django.conf import settings

NO_EMAIL = "Forgotten it? The head or system administrator of your school can make you a new link."


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password. Without a mail server a forgotten password is a matter for the school."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_HOST:
            self.fields["password"].help_text = NO_EMAIL
