"""A parent asks for a code, types in what the mail says, and sees the family's first page."""

import pytest
from django.conf import settings
from django.urls import reverse

from registers.models import SignInCode
from registers.sign_in_codes import as_written, code_of

ADDRESS = "fatima.khan@family.example"


@pytest.fixture
def mail_goes(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_HOST = "mail.example"


def ask(client, address=ADDRESS, onward=""):
    address_of_page = reverse("absence:family_sign_in") + (f"?next={onward}" if onward else "")
    return client.post(address_of_page, {"email": address})


def newest():
    code = SignInCode.objects.order_by("-asked_at").first()
    return as_written(code_of(code.pk, settings.SECRET_KEY))


def come_in(client, address=ADDRESS, *, trusted=False, onward=""):
    """Ask for a code, and type in what the mail says."""
    ask(client, address, onward)
    typed = {"code": newest().lower()} | ({"trusted": "on"} if trusted else {})
    return client.post(reverse("absence:family_code"), typed)


def sees(client):
    """Who stands on the family's first page; nobody where it is closed."""
    answer = client.get("/family/")
    if answer.status_code != 200:
        return []
    return [card.child.pupil.forename for card, _ in answer.context["cards"]]
