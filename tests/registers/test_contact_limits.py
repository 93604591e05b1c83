"""Contact limits hold once entered, until somebody settles and lifts them; every look at them is noted."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registers.actions.contact_limits import (
    AlreadyLimited,
    LimitLifted,
    OwnLimit,
    complete_limit,
    enter_limit,
    lift_limit,
    settle_limit,
)
from registers.contacts_to_settle import limits_to_settle
from registers.models import Care, ContactLimit, SensitiveRead
from registers.roles import Role
from tests.cast import person, sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")
IN_A_YEAR = THE_DAY + timedelta(days=365)
GROUND = {"ground": "Order of the family court", "evidence_seen": "Sealed copy", "review_on": IN_A_YEAR}


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def father(aisha):
    contact = ContactFactory(school=aisha.school, name="Imran Khan")
    return CareFactory(pupil=aisha, contact=contact, relationship="Father", portal=True)


@pytest.fixture
def lead(school):
    return person(school, Role.SAFEGUARDING, "Sofia Lead", "Safeguarding lead")


@pytest.fixture
def limit(father, office):
    return enter_limit(cares=[father], scope="no_access", **GROUND, by=office, at=at("08:50"))[0]


def holding():
    return list(ContactLimit.objects.on(THE_DAY).values_list("scope", "settled_name"))


# --- entering, settling, lifting -------------------------------------------------------------------------------------


def test_the_office_enters_one_by_the_page_and_it_holds_at_once(client, aisha, father, office):
    address = reverse("registers:enter_limit", args=[aisha.pk, father.pk])
    page = sign_in(client, office)
    assert page.get(address).context["form"]["scope"].value() == "no_access"
    given = {"scope": "no_access", **GROUND}
    assert page.post(address, given).url == reverse("registers:pupil_contacts", args=[aisha.pk])
    limit = ContactLimit.objects.get()
    assert (limit.is_proposed, limit.entered_name, limit.first_day) == (True, "Joan Wright", THE_DAY)
    assert Care.objects.portal_open(THE_DAY).filter(pk=father.pk).count() == 0
    assert "already" in page.post(address, given).content.decode()
    assert ContactLimit.objects.count() == 1


def test_a_limit_beats_the_portal_flag(father, office):
    assert list(Care.objects.portal_open(THE_DAY)) == [father]
    enter_limit(cares=[father], scope="no_access", **GROUND, by=office, at=at("08:50"))
    assert list(Care.objects.portal_open(THE_DAY)) == []
    assert list(Care.objects.may_be_told(THE_DAY)) == []


def test_one_entry_may_hold_for_brothers_and_sisters(father, pupils, office):
    other = CareFactory(pupil=pupils[3], contact=father.contact)
    made = enter_limit(cares=[father, other], scope="no_access", **GROUND, by=office, at=at("08:50"))
    assert [each.care for each in made] == [father, other]
    with pytest.raises(AlreadyLimited):
        enter_limit(cares=[father], scope="no_access", **GROUND, by=office, at=at("08:51"))


def test_the_lead_settles_it(limit, lead):
    settle_limit(limit=limit, scope="no_access", **GROUND, by=lead, at=at("09:00"))
    assert holding() == [("no_access", "Sofia Lead")]


def test_nobody_settles_or_lifts_what_they_entered_but_the_safeguarding_lead(father, head, lead):
    [own] = enter_limit(cares=[father], scope="no_access", **GROUND, by=head, at=at("08:50"))
    with pytest.raises(OwnLimit):
        settle_limit(limit=own, scope="no_access", **GROUND, by=head, at=at("09:00"))
    with pytest.raises(OwnLimit):
        lift_limit(limit=own, reason="no longer", by=head, at=at("09:00"))
    [of_lead] = enter_limit(cares=[father], scope="no_contact_details", **GROUND, by=lead, at=at("08:50"))
    settle_limit(limit=of_lead, scope="no_contact_details", **GROUND, by=lead, at=at("09:00"))
    assert sorted(holding()) == [("no_access", ""), ("no_contact_details", "Sofia Lead")]


def test_a_narrower_limit_is_a_row_of_its_own(limit, lead):
    settle_limit(limit=limit, scope="no_contact_details", **GROUND, by=lead, at=at("09:00"))
    assert holding() == [("no_contact_details", "Sofia Lead")]
    limit.refresh_from_db()
    assert (limit.lifted_name, limit.lifted_reason) == (
        "Sofia Lead",
        "Changed to: May not learn addresses or telephone numbers",
    )


def test_it_is_lifted_at_once_and_once(limit, head):
    lift_limit(limit=limit, reason="order discharged", by=head, at=at("09:00"))
    assert holding() == []
    with pytest.raises(LimitLifted):
        lift_limit(limit=limit, reason="again", by=head, at=at("09:01"))


def test_a_limit_never_ends_by_itself_and_its_review_is_a_task(limit, lead, office):
    settle_limit(limit=limit, scope="no_access", **GROUND, by=lead, at=at("09:00"))
    assert limits_to_settle(office, on=IN_A_YEAR) == []
    after = IN_A_YEAR + timedelta(days=1)
    assert [(each.wants, each.limit) for each in limits_to_settle(office, on=after)] == [("review", limit)]
    assert ContactLimit.objects.on(after + timedelta(days=9999)).count() == 1


def test_no_row_says_it_was_lifted_without_who_and_why(limit):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactLimit.objects.update(last_day=THE_DAY)


def test_one_from_another_system_waits_for_its_ground(client, father, office, lead):
    limit = ContactLimit.objects.create(
        school=father.school, care=father, scope="no_access", first_day=THE_DAY - timedelta(days=9)
    )
    assert [each.wants for each in limits_to_settle(office, on=THE_DAY)] == ["complete"]
    complete_limit(limit=limit, **GROUND, by=office, at=at("08:50"))
    assert [each.wants for each in limits_to_settle(office, on=THE_DAY)] == ["settle"]
    with pytest.raises(AlreadyLimited):
        complete_limit(limit=limit, **GROUND, by=office, at=at("08:51"))


# --- pages -----------------------------------------------------------------------------------------------------------


def test_settling_asks_for_a_fresh_proof(client, limit, lead, aisha):
    address = reverse("registers:settle_limit", args=[aisha.pk, limit.pk])
    page = sign_in(client, lead)
    session = page.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert "reauthenticate" in page.get(address).url
    assert "reauthenticate" in page.post(address, {"do": "lift", "lift-reason": "x"}).url
    assert holding() == [("no_access", "")]


def test_the_page_settles_and_lifts(client, limit, lead, aisha):
    address = reverse("registers:settle_limit", args=[aisha.pk, limit.pk])
    page = sign_in(client, lead)
    assert "Order of the family court" in page.get(address).content.decode()
    assert page.post(address, {"do": "settle", "scope": "no_access", **GROUND}).status_code == 302
    assert holding() == [("no_access", "Sofia Lead")]
    assert "Fill this in" in page.post(address, {"do": "lift"}).content.decode()
    assert page.post(address, {"do": "lift", "lift-reason": "order discharged"}).status_code == 302
    assert holding() == []
    assert page.get(address).status_code == 404


def test_every_page_of_the_pupil_says_that_a_limit_holds_and_only_the_office_says_for_whom(
    client, limit, aisha, teacher, office
):
    address = reverse("registers:pupil_marks", args=[aisha.pk])
    seen_by_teacher = sign_in(client, teacher).get(address).content.decode()
    seen_by_office = sign_in(client, office).get(address).content.decode()
    assert ["A contact limit holds." in seen_by_teacher, "Imran" in seen_by_teacher] == [True, False]
    assert "Imran Khan: look before you tell them anything" in seen_by_office
    assert "Order of the family court" not in seen_by_office


def test_the_home_page_says_what_waits(client, limit, head):
    assert "1 limit waits" in sign_in(client, head).get("/").content.decode()


# --- who looked ------------------------------------------------------------------------------------------------------


def test_the_ground_is_shown_once_somebody_has_said_why_they_look(client, limit, office, aisha):
    address = reverse("registers:contact_limits", args=[aisha.pk])
    page = sign_in(client, office)
    assert "Order of the family court" not in page.get(address).content.decode()
    assert "Order of the family court" not in page.post(address, {"purpose": " "}).content.decode()
    assert SensitiveRead.objects.count() == 0
    answer = page.post(address, {"purpose": "father at the hatch"})
    assert "Order of the family court" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    read = SensitiveRead.objects.get()
    assert (read.what, read.purpose, read.name, read.position, read.pupil) == (
        "contact_limit",
        "father at the hatch",
        "Joan Wright",
        "School office",
        aisha,
    )


def test_one_sees_ones_own_looks_and_those_who_watch_see_all(client, limit, office, lead, school, aisha):
    colleague = person(school, "office", "Olive Desk")
    for post in (office, colleague):
        given = {"purpose": f"asked by {post.user.name}"}
        sign_in(client, post).post(reverse("registers:contact_limits", args=[aisha.pk]), given)
    shown = {}
    for post in (office, lead):
        words = sign_in(client, post).get(reverse("registers:reads")).content.decode()
        shown[post] = ["asked by Joan Wright" in words, "asked by Olive Desk" in words]
    assert shown == {office: [True, False], lead: [True, True]}
