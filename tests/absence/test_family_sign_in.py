"""How families come in, and how they do not."""

import pytest
from django.conf import settings
from django.urls import reverse

from registers.models import ContactLimit, Post, SignInCode, User
from registers.sign_in_codes import as_written, code_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PostFactory, PupilFactory

pytestmark = pytest.mark.usefixtures("on_the_day", "mail_goes")
ADDRESS = "fatima.khan@family.example"


@pytest.fixture
def mail_goes(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_HOST = "mail.example"


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, who may sign in for Aisha."""
    mother = ContactFactory(school=school, name="Fatima Khan", email=ADDRESS)
    CareFactory(pupil=pupils[2], contact=mother, portal=True)
    return mother


def come_in(client, address=ADDRESS, *, trusted=False, onward=""):
    """Ask for a code, and type in what the mail says."""
    client.post(reverse("absence:family_sign_in") + (f"?next={onward}" if onward else ""), {"email": address})
    code = SignInCode.objects.order_by("-asked_at").first()
    typed = {"code": as_written(code_of(code.pk, settings.SECRET_KEY)).lower()}
    return client.post(reverse("absence:family_code"), typed | ({"trusted": "on"} if trusted else {}))


def test_a_parent_comes_in_by_the_code_in_the_mail(client, mother, pupils, mailoutbox):
    answer = come_in(client)
    assert (answer.status_code, answer.url) == (302, "/family/")
    assert [(mail.to, mail.subject[:9].count("-")) for mail in mailoutbox] == [([ADDRESS], 1)]
    assert "Aisha" in client.get("/family/").content.decode()
    post = Post.objects.get(role="parent")
    assert (post.user.email, post.user.has_usable_password(), post.school) == (ADDRESS, False, mother.school)
    assert client.get("/").url == "/family/"
