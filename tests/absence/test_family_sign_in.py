"""How families come in, and how they do not."""

import smtplib
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registers import sign_in_mail
from registers.actions.parents import TooManyCodes, ask_for_code
from registers.families import family_of
from registers.models import Admission, Care, Contact, ContactLimit, ParentLink, Post, SignInCode, User
from registers.sign_in_codes import PER_ADDRESS, PER_PLACE, TRIES, as_written, code_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PostFactory, PupilFactory
from tests.families import open_for, sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day", "mail_goes")
ADDRESS = "fatima.khan@family.example"
TYPED = "family_code"


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


# --- one person ------------------------------------------------------------------------------------------------------


def test_one_account_stands_for_brothers_and_sisters_at_two_schools(client, mother, pupils, other_school):
    CareFactory(pupil=pupils[3], contact=mother, portal=True)
    brother = PupilFactory(school=other_school, forename="Bilal", surname="Khan")
    there = ContactFactory(school=other_school, name="FATIMA  Khan", email=ADDRESS.title())
    CareFactory(pupil=brother, contact=there, portal=True)
    come_in(client)
    assert sorted(sees(client)) == ["Aisha", "Bilal", "Zara"]
    links = ParentLink.objects.order_by("pk").values_list("contact__name", "post__school__name")
    assert list(links) == [
        ("Fatima Khan", "Larkfield Primary School"),
        ("FATIMA  Khan", "Meadow Bank School"),
    ]
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_brother_who_comes_later_is_there_with_the_next_click(client, mother, other_school):
    come_in(client)
    there = ContactFactory(school=other_school, name="Fatima Khan", email=ADDRESS)
    CareFactory(pupil=PupilFactory(school=other_school, forename="Bilal"), contact=there, portal=True)
    assert sorted(sees(client)) == ["Aisha", "Bilal"]


@pytest.mark.parametrize("same_school", [True, False])
@pytest.mark.parametrize("ended", [True, False])
def test_an_address_of_two_people_opens_nothing_to_either(
    client, mother, other_school, pupils, same_school, ended
):
    come_in(client)
    school = mother.school if same_school else other_school
    father = ContactFactory(school=school, name="Imran Khan", email=ADDRESS.upper())
    pupil = pupils[2] if same_school else PupilFactory(school=other_school)
    last = THE_DAY - timedelta(days=30) if ended else None
    CareFactory(pupil=pupil, contact=father, portal=not ended, last_day=last)
    assert sees(client) == []
    assert come_in(Client()).status_code == 200
    Contact.objects.filter(pk=father.pk).update(email="imran@family.example")
    assert come_in(client).status_code == 302
    assert sees(client) == ["Aisha"]


def test_an_address_that_goes_to_somebody_else_takes_nothing_with_it(client, mother, pupils):
    come_in(client)
    first = User.objects.get(email=ADDRESS)
    Contact.objects.filter(pk=mother.pk).update(email="")
    other = ContactFactory(school=mother.school, name="Rosa Dean", email=ADDRESS)
    CareFactory(pupil=pupils[1], contact=other, portal=True)
    assert come_in(Client()).status_code == 302
    second = User.objects.get(email=ADDRESS)
    first.refresh_from_db()
    assert (second.pk != first.pk, second.name, first.is_active) == (True, "Rosa Dean", False)
    assert [child.pupil.forename for child in family_of(second, THE_DAY).children] == ["Chloe"]
    assert sees(client) == []


def test_a_new_address_of_the_same_person_keeps_the_account_and_ends_the_old_mailboxs_session(client, mother):
    come_in(client)
    account = User.objects.get(email=ADDRESS)
    Contact.objects.filter(pk=mother.pk).update(email="new@family.example")
    assert sees(client) == []
    come_in(client)
    other = Client()
    assert come_in(other, "new@family.example").status_code == 302
    account.refresh_from_db()
    assert (account.email, sees(other)) == ("new@family.example", ["Aisha"])
    assert sees(client) == []


def test_a_limit_of_the_same_person_on_file_twice_holds_for_both(client, mother, pupils):
    twice = ContactFactory(school=mother.school, name="Fatima Khan", email=ADDRESS)
    care = CareFactory(pupil=pupils[2], contact=twice)
    come_in(client)
    assert sees(client) == ["Aisha"]
    ContactLimit.objects.create(school=mother.school, care=care, first_day=THE_DAY)
    assert sees(client) == []


# --- when it ends ----------------------------------------------------------------------------------------------------


def the_flag(care):
    Care.objects.filter(pk=care.pk).update(portal=False)


def the_care(care):
    Care.objects.filter(pk=care.pk).update(last_day=THE_DAY - timedelta(days=1))


def the_admission(care):
    Admission.objects.filter(pupil=care.pupil).update(deleted_on=THE_DAY - timedelta(days=1), ground="a")


def a_limit(care):
    ContactLimit.objects.create(school=care.school, care=care, first_day=THE_DAY)


@pytest.mark.parametrize("ends", [the_flag, the_care, the_admission, a_limit])
def test_access_ends_with_the_next_click(client, mother, ends):
    come_in(client, trusted=True)
    assert sees(client) == ["Aisha"]
    ends(mother.cares.get())
    answer = client.get("/family/")
    assert (answer.status_code, answer.url) == (302, "/family/sign-in/?nothing=open")
    assert "_auth_user_id" not in client.session
    ask(client)
    assert client.post(reverse("absence:family_code"), {"code": newest()}).status_code == 200


def test_control_what_ends_nothing_leaves_the_page_open(client, mother):
    come_in(client)
    care = mother.cares.get()
    Care.objects.filter(pk=care.pk).update(last_day=THE_DAY, relationship="Aunt")
    ContactLimit.objects.create(school=care.school, care=care, scope="no_contact_details", first_day=THE_DAY)
    assert sees(client) == ["Aisha"]


@pytest.mark.parametrize(
    ("trusted", "hours", "open_still"), [(True, 24 * 89, 1), (False, 13, 0), (True, 24 * 91, 0)]
)
def test_a_trusted_phone_stays_signed_in_for_ninety_days(client, mother, trusted, hours, open_still):
    come_in(client, trusted=trusted)
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"] != "") == trusted
    session = client.session
    session["family_until"] -= hours * 3600
    session.save()
    assert len(sees(client)) == open_still


def test_what_is_sensitive_asks_for_a_new_code_after_thirty_days(client, mother, pupils):
    page = reverse("absence:family_reasons", args=[pupils[2].pk])
    sign_in_parent(client, mother, days_ago=29)
    assert client.get(page).status_code == 200
    sign_in_parent(client, mother, days_ago=31)
    answer = client.get(page)
    assert answer.url == f"/family/new-code/?next={page.replace('/', '%2F')}"
    assert sees(client) == ["Aisha"]
    client.post(answer.url)
    assert client.post(reverse("absence:family_code"), {"code": newest()}).url == page
    assert client.get(page).status_code == 200


# --- hats ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def teacher_and_mother(teacher, mother):
    """Meera Patel teaches 3B, and is on file as Aisha's mother under the address she signs in with."""
    Contact.objects.filter(pk=mother.pk).update(name="Meera Patel", email=teacher.user.email)
    open_for(Contact.objects.get(pk=mother.pk))
    teacher.user.is_demo = True
    teacher.user.save()
    return teacher


def as_staff(client, user):
    """Signed in by a password, no hat chosen."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def test_staff_who_are_parents_choose_a_hat(client, teacher_and_mother):
    as_staff(client, teacher_and_mother.user)
    assert client.get("/registers/").url.startswith("/hats/")
    shown = client.get(reverse("registers:choose_post"))
    assert [post.pk for post in shown.context["posts"]] == [teacher_and_mother.pk]
    [family] = shown.context["family"]
    client.post(reverse("registers:choose_post"), {"post": family.pk})
    assert (sees(client), client.get("/registers/").status_code) == (["Aisha"], 403)
    client.post(reverse("registers:choose_post"), {"post": teacher_and_mother.pk})
    assert (client.get("/registers/").status_code, client.get("/family/").status_code) == (200, 403)


def test_a_code_opens_no_page_of_staff(client, teacher_and_mother):
    assert come_in(client, teacher_and_mother.user.email).url == "/family/"
    assert sees(client) == ["Aisha"]
    session = client.session
    session["post"] = teacher_and_mother.pk
    session.save()
    assert client.get("/registers/").status_code == 403
    client.post(reverse("registers:choose_post"), {"post": teacher_and_mother.pk})
    assert (client.get("/registers/").status_code, sees(client)) == (403, ["Aisha"])
    assert client.get("/accounts/2fa/").url == "/family/"
    assert client.post("/accounts/password/set/", {"password1": "x", "password2": "x"}).url == "/family/"


def test_the_limits_of_staff_hold_for_staff_in_the_hat_of_a_parent(client, teacher_and_mother):
    as_staff(client, teacher_and_mother.user)
    family = Post.objects.get(role="parent")
    client.post(reverse("registers:choose_post"), {"post": family.pk})
    assert sees(client) == ["Aisha"]
    session = client.session
    session["seen"] -= 16 * 60
    session.save()
    assert client.get("/family/").status_code == 302


def test_two_posts_of_a_parent_are_one_hat(client, mother, other_school):
    user = open_for(mother)
    PostFactory(user=user, school=other_school, role="parent")
    sign_in(client, Post.objects.filter(user=user).order_by("-pk")[0])
    assert sees(client) == ["Aisha"]
