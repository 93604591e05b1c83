"""How families come in, and how they do not: the page, the code, and the mail that brings it."""

import smtplib
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registers import sign_in_mail
from registers.actions.parents import TooManyCodes, ask_for_code
from registers.models import ContactLimit, Post, SignInCode, User
from registers.sign_in_codes import PER_ADDRESS, PER_PLACE, TRIES, code_of
from tests.absence.coming_in import ADDRESS, ask, come_in, newest, sees
from tests.factories import THE_DAY, CareFactory, ContactFactory
from tests.families import open_for

pytestmark = pytest.mark.usefixtures("on_the_day", "mail_goes")


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, who may sign in for Aisha."""
    mother = ContactFactory(school=school, name="Fatima Khan", email=ADDRESS)
    CareFactory(pupil=pupils[2], contact=mother, portal=True)
    return mother


# --- coming in -------------------------------------------------------------------------------------------------------


def test_a_parent_comes_in_by_the_code_in_the_mail(client, mother, mailoutbox):
    answer = come_in(client, onward="/family/messages/")
    assert (answer.status_code, answer.url) == (302, "/family/messages/")
    [sent] = mailoutbox
    assert (sent.to, sent.subject) == ([ADDRESS], f"{newest()} is your code to sign in")
    assert newest() in sent.body
    assert sees(client) == ["Aisha"]
    post = Post.objects.get(role="parent")
    assert (post.user.email, post.user.has_usable_password(), post.school) == (ADDRESS, False, mother.school)
    assert client.get("/").url == "/family/"


def test_the_code_can_be_pasted_and_filled_in_by_the_phone(client, mother):
    ask(client)
    field = client.get(reverse("absence:family_code")).context["form"]["code"]
    assert field.field.widget.attrs["autocomplete"] == "one-time-code"
    assert client.post(reverse("absence:family_code"), {"code": f"  {newest()}\n"}).status_code == 302


@pytest.mark.parametrize("address", ["nobody@family.example", "father@family.example", "no@portal.example"])
def test_a_stranger_gets_the_same_answer_and_no_mail(mother, mailoutbox, pupils, address):
    father = ContactFactory(school=mother.school, name="Imran Khan", email="father@family.example")
    care = CareFactory(pupil=pupils[2], contact=father, portal=True)
    ContactLimit.objects.create(school=mother.school, care=care, first_day=THE_DAY)
    CareFactory(pupil=pupils[2], contact=ContactFactory(school=mother.school, email="no@portal.example"))
    answers = {}
    for who in (ADDRESS, address):
        client = Client()
        first, second = ask(client, who), client.get(reverse("absence:family_code"))
        third = client.post(reverse("absence:family_code"), {"code": "BBBB-BBBB"})
        answers[who] = [
            (each.status_code, each.headers.get("Location"), _without_what_differs(each, who))
            for each in (first, second, third)
        ]
    assert answers[ADDRESS] == answers[address]
    assert [sent.to for sent in mailoutbox] == [[ADDRESS]]


def _without_what_differs(answer, address):
    words = answer.content.decode().replace(address, "ADDRESS")
    return [line for line in words.splitlines() if "csrfmiddlewaretoken" not in line]


def test_the_right_code_of_a_stranger_opens_nothing(client, mother):
    answer = come_in(client, "nobody@family.example")
    assert (answer.status_code, User.objects.filter(email="nobody@family.example").count()) == (200, 0)
    assert client.get("/family/").url.startswith("/family/sign-in/")


# --- the code --------------------------------------------------------------------------------------------------------


def test_a_code_stands_nowhere_and_is_another_each_time(client, mother):
    ask(client)
    ask(client)
    rows = list(SignInCode.objects.values())
    codes = {code_of(row["id"], settings.SECRET_KEY) for row in rows}
    assert (len(codes), {len(code) for code in codes}) == (2, {8})
    assert not any(code in str(value) for code in codes for row in rows for value in row.values())
    assert code_of(rows[0]["id"], "another secret") not in codes


def test_a_code_is_over_after_a_quarter_of_an_hour_and_after_use(client, mother):
    ask(client)
    SignInCode.objects.update(asked_at=timezone.now() - timedelta(minutes=15))
    assert client.post(reverse("absence:family_code"), {"code": newest()}).status_code == 200
    assert come_in(client).status_code == 302
    used = SignInCode.objects.get(used_at__isnull=False)
    other = Client()
    session = other.session
    session["family_code"] = str(used.pk)
    session.save()
    typed = {"code": code_of(used.pk, settings.SECRET_KEY)}
    assert other.post(reverse("absence:family_code"), typed).status_code == 200


def test_a_code_can_be_tried_five_times(client, mother):
    ask(client)
    for _ in range(TRIES):
        assert client.post(reverse("absence:family_code"), {"code": "BBBBBBBB"}).status_code == 200
    answer = client.post(reverse("absence:family_code"), {"code": newest()})
    assert (answer.status_code, SignInCode.objects.get().tries) == (200, TRIES)
    assert "no longer works" in answer.content.decode()


def test_a_whole_school_behind_one_address_gets_its_codes(school):
    now = timezone.now()
    for n in range(60):
        ask_for_code(address=f"parent{n}@family.example", asked_from="203.0.113.7", language="en", at=now)
    assert SignInCode.objects.count() == 60


@pytest.mark.parametrize(("places", "limit"), [(1, PER_PLACE), (100, PER_ADDRESS)])
def test_one_address_gets_only_so_many_codes(db, places, limit):
    now = timezone.now()
    for n in range(limit):
        ask_for_code(address=ADDRESS, asked_from=f"203.0.113.{n % places}", language="en", at=now)
    with pytest.raises(TooManyCodes):
        ask_for_code(address=ADDRESS.upper(), asked_from="203.0.113.0", language="en", at=now)


# --- the mail --------------------------------------------------------------------------------------------------------


def test_without_a_mail_server_the_page_says_whom_to_ring(client, mother, settings):
    settings.EMAIL_HOST = ""
    mother.school.phone = "01632 960110"
    mother.school.save()
    words = client.get(reverse("absence:family_sign_in")).content.decode()
    assert ("has not set up this page yet" in words, "01632 960110" in words) == (True, True)
    ask(client)
    assert SignInCode.objects.count() == 0


def test_a_code_whose_message_was_lost_goes_with_the_next_minute(mother, mailoutbox):
    now = timezone.now()
    waiting = {"asked_from": "", "language": "en", "at": now - timedelta(seconds=20)}
    ask_for_code(address=ADDRESS, **waiting)
    ask_for_code(address="nobody@family.example", **waiting)
    old = ask_for_code(address=ADDRESS, asked_from="", language="en", at=now - timedelta(days=2))
    said = sign_in_mail.send_waiting_codes(now=lambda: now, today_at=now)
    assert (said, [sent.to for sent in mailoutbox]) == ("1 sent, 1 forgotten.", [[ADDRESS]])
    assert not SignInCode.objects.filter(pk=old.pk).exists()
    assert sign_in_mail.send_waiting_codes(now=lambda: now, today_at=now) == "0 sent, 0 forgotten."


def test_a_mail_server_that_fails_is_tried_again(mother, mailoutbox, monkeypatch):
    now = timezone.now()
    code = ask_for_code(address=ADDRESS, asked_from="", language="en", at=now)
    broken = monkeypatch.context()
    with broken as patch:
        patch.setattr(mail.backends.locmem.EmailBackend, "send_messages", _refuses)
        with pytest.raises(sign_in_mail.NotSent):
            sign_in_mail.send_sign_in_code(code=code.pk, today_at=now, at=now)
    assert sign_in_mail.send_sign_in_code(code=code.pk, today_at=now, at=now) is True
    assert sign_in_mail.send_sign_in_code(code=code.pk, today_at=now, at=now) is False
    assert len(mailoutbox) == 1


def _refuses(self, messages):
    raise smtplib.SMTPServerDisconnected("gone")


def test_the_mail_page_shows_codes_of_the_demo_only(client, mother, settings):
    settings.EMAIL_HOST, settings.EMBEDDED = "", True
    ContactFactory(school=mother.school, name="Real", email="real@school.org.uk")
    User.objects.create_user("office@demo.example", name="Office", made_at=timezone.now(), is_demo=True)
    for address in (ADDRESS, "real@school.org.uk", "nobody@family.example"):
        ask(client, address)
    words = client.get(reverse("absence:demo_mail")).content.decode()
    assert (ADDRESS in words, "real@school.org.uk" in words, "nobody@" in words) == (True, False, False)
    for name, value in (("EMAIL_HOST", "mail.example"), ("EMBEDDED", False), ("DEMO_MAIL", False)):
        before = getattr(settings, name)
        setattr(settings, name, value)
        assert client.get(reverse("absence:demo_mail")).status_code == 404
        setattr(settings, name, before)
    assert client.get(reverse("absence:demo_mail")).status_code == 200
    User.objects.filter(is_demo=True).update(is_demo=False)
    assert client.get(reverse("absence:demo_mail")).status_code == 404


def test_a_parent_is_sent_no_link_to_make_a_password(client, mother, mailoutbox):
    open_for(mother)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    assert mailoutbox == []
