"""Who is who behind a family's address, when the way in ends, and staff who are parents."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from registers.families import family_of
from registers.models import Admission, Care, Contact, ContactLimit, ParentLink, Post, User
from tests.absence.coming_in import ADDRESS, ask, come_in, newest, sees
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PostFactory, PupilFactory
from tests.families import open_for, sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day", "mail_goes")


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, who may sign in for Aisha."""
    mother = ContactFactory(school=school, name="Fatima Khan", email=ADDRESS)
    CareFactory(pupil=pupils[2], contact=mother, portal=True)
    return mother


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
