"""A pupil's contacts: in order, dated, linked, and whose day it is; and the lists that come of them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers import care_days
from registers.actions.contacts import (
    AlreadyContact,
    EmailMissing,
    add_contact,
    change_contact,
    end_contact,
    move_contact,
    set_care_days,
)
from registers.contacts_to_settle import few_contacts, languages_of, limits_to_settle, shared_emails
from registers.desk_page import adults_of
from registers.family import patterns_of, siblings_of, with_today
from registers.models import Address, AdmissionChange, Care, CareDays, Contact, ContactLimit, Message
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")
YESTERDAY = THE_DAY - timedelta(days=1)


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def mother(aisha):
    return CareFactory(pupil=aisha, contact=ContactFactory(school=aisha.school, name="Fatima Khan"))


@pytest.fixture
def father(aisha):
    contact = ContactFactory(school=aisha.school, name="Imran Khan")
    return CareFactory(pupil=aisha, contact=contact, relationship="Father", lives_with=False, priority=2)


def order(pupil):
    cares = Care.objects.on(THE_DAY).filter(pupil=pupil).order_by("priority")
    return list(cares.values_list("contact__name", flat=True))


def new_contact(pupil, office, **given):
    person = {
        "title": "",
        "name": "Sana Malik",
        "phone": "07700 900002",
        "phone2": "",
        "email": "",
        "language": "",
    }
    care = {"relationship": "Aunt", "parental_responsibility": False, "lives_with": False, "portal": False}
    wanted = {"contact": None, "person": person, "care": care, "first_day": THE_DAY, "reason": "asked"}
    return add_contact(pupil=pupil, by=office, at=at("08:50"), **(wanted | given))


# --- adding, changing, ending ----------------------------------------------------------------------------------------


def test_a_new_contact_is_called_last_and_stands_in_the_history(aisha, mother, office):
    new_contact(aisha, office)
    assert order(aisha) == ["Fatima Khan", "Sana Malik"]
    change = AdmissionChange.objects.get()
    assert (change.field, change.original, change.new, change.reason) == (
        "contact",
        "",
        "Sana Malik, aunt, does not live with the pupil",
        "asked",
    )


def test_nobody_is_the_contact_of_one_pupil_twice(aisha, mother, office):
    with pytest.raises(AlreadyContact):
        new_contact(aisha, office, contact=mother.contact)
    person = {"title": "", "name": "fatima khan", "phone": "", "phone2": "", "email": "", "language": ""}
    with pytest.raises(AlreadyContact):
        new_contact(aisha, office, person=person)
    assert Care.objects.count() == 1


def test_nobody_may_sign_in_without_an_address(aisha, office):
    care = {"relationship": "Aunt", "parental_responsibility": False, "lives_with": False, "portal": True}
    with pytest.raises(EmailMissing):
        new_contact(aisha, office, care=care)


def test_a_contact_of_a_brother_or_sister_is_linked(client, aisha, mother, father, office, school):
    omar = PupilFactory(school=school, forename="Omar", surname="Khan")
    CareFactory(pupil=omar, contact=mother.contact)
    page = sign_in(client, office)
    address = reverse("registers:add_contact", args=[omar.pk])
    assert "Imran Khan" in page.get(address).content.decode()
    given = {"known": father.contact_id, "relationship": "Father", "first_day": THE_DAY, "reason": "asked"}
    assert page.post(address, given).status_code == 302
    assert order(omar) == ["Fatima Khan", "Imran Khan"]
    assert Contact.objects.filter(name="Imran Khan").count() == 1


def test_a_change_to_a_person_holds_for_all_their_children(aisha, mother, pupils, office):
    CareFactory(pupil=pupils[3], contact=mother.contact)
    person = {
        name: getattr(mother.contact, name) for name in ("title", "name", "phone2", "email", "language")
    }
    values = {
        "relationship": "Mother",
        "parental_responsibility": True,
        "lives_with": False,
        "portal": False,
    }
    change_contact(
        care=mother,
        person=person | {"phone": "07700 900009"},
        values=values,
        reason="new number",
        by=office,
        at=at("08:50"),
    )
    found = AdmissionChange.objects.order_by("pk").values_list("pupil", "field", "new")
    assert sorted(found) == sorted(
        [
            (aisha.pk, "contact Fatima Khan: phone", "07700 900009"),
            (pupils[3].pk, "contact Fatima Khan: phone", "07700 900009"),
            (aisha.pk, "contact Fatima Khan: lives with", "no"),
        ]
    )


def test_a_contact_that_ended_is_neither_called_nor_let_in_and_may_come_back(aisha, mother, father, office):
    end_contact(care=father, last_day=YESTERDAY, reason="moved abroad", by=office, at=at("08:50"))
    assert order(aisha) == ["Fatima Khan"]
    assert [each.name for each in adults_of(post=office, pupils=[aisha.pk], day=THE_DAY)] == ["Fatima Khan"]
    new_contact(aisha, office, contact=father.contact)
    assert order(aisha) == ["Fatima Khan", "Imran Khan"]
    assert [change.original for change in AdmissionChange.objects.order_by("pk")] == [
        "Imran Khan, father, parental responsibility, does not live with the pupil",
        "ended 2026-11-23",
    ]


def test_the_calling_order_is_moved_one_place_at_a_time(client, aisha, mother, father, office):
    page, address = sign_in(client, office), reverse("registers:pupil_contacts", args=[aisha.pk])
    page.post(address, {"care": father.pk, "move": "up"})
    assert order(aisha) == ["Imran Khan", "Fatima Khan"]
    move_contact(care=father, up=True, on=THE_DAY)  # the first stays the first
    assert order(aisha) == ["Imran Khan", "Fatima Khan"]
    assert page.post(address, {"care": "nobody", "move": "up"}).status_code == 404


def test_a_data_officer_looks_and_moves_nothing(client, aisha, mother, father, school):
    from tests.cast import person

    officer = sign_in(client, person(school, "data_officer", "Dora Data"))
    officer.post(reverse("registers:pupil_contacts", args=[aisha.pk]), {"care": father.pk, "move": "up"})
    assert order(aisha) == ["Fatima Khan", "Imran Khan"]


def test_the_page_changes_one_part_at_a_time(client, aisha, mother, father, office):
    page, address = sign_in(client, office), reverse("registers:change_contact", args=[aisha.pk, father.pk])
    home = {"do": "home", "home-address": "2 Oak Row", "home-first_day": THE_DAY, "home-reason": "told"}
    assert page.post(address, home).status_code == 302
    assert [each.line for each in father.contact.addresses.all()] == ["2 Oak Row"]
    assert page.post(address, home).content.decode().count("That is the address that stands already.") > 0
    end = {"do": "end", "end-last_day": THE_DAY, "end-reason": "wish of the family"}
    assert page.post(address, end).status_code == 302
    father.refresh_from_db()
    assert father.last_day == THE_DAY


# --- whose day it is -------------------------------------------------------------------------------------------------

WEEKDAYS = "11111000000000"


@pytest.mark.parametrize(
    ("days", "first_day", "day", "wanted"),
    [
        ("11000001100000", THE_DAY, THE_DAY, True),  # a Tuesday of every week
        ("11000001100000", THE_DAY, THE_DAY + timedelta(days=1), False),
        (WEEKDAYS, THE_DAY, THE_DAY, True),  # week one begins with its Monday
        (WEEKDAYS, THE_DAY, THE_DAY + timedelta(days=7), False),
        (WEEKDAYS, THE_DAY, THE_DAY + timedelta(days=14), True),
        (WEEKDAYS, THE_DAY, THE_DAY - timedelta(days=7), False),
    ],
)
def test_two_weeks_take_turns(days, first_day, day, wanted):
    assert care_days.is_with(days, first_day, day) is wanted


def test_days_are_said_as_people_say_them():
    assert care_days.in_words(care_days.written([0, 1], [0, 1])) == "every week: Monday, Tuesday"
    assert care_days.in_words(care_days.written([0], [4])) == "week one: Monday; week two: Friday"
    assert care_days.read(care_days.written([0, 6], [4])) == ([0, 6], [4])


def test_the_page_says_with_whom_the_child_is_today(client, aisha, mother, father, office):
    page = sign_in(client, office)
    given = {"turns": "1", "week_one": ["0", "1"], "first_day": THE_DAY}
    page.post(reverse("registers:care_days", args=[aisha.pk, father.pk]), given)
    given = {"turns": "1", "week_one": ["2", "3", "4"], "first_day": THE_DAY}
    page.post(reverse("registers:care_days", args=[aisha.pk, mother.pk]), given)
    words = page.get(reverse("registers:pupil_contacts", args=[aisha.pk])).content.decode()
    assert "Today with: <strong>Imran Khan</strong>" in words
    cares = [mother, father]
    patterns = patterns_of(cares, on=THE_DAY)
    tomorrow = with_today(cares, patterns, on=THE_DAY + timedelta(days=1))
    assert [care.contact.name for care in tomorrow] == ["Fatima Khan"]


def test_a_new_pattern_ends_the_earlier_one_and_no_day_ends_it(father):
    set_care_days(care=father, days=WEEKDAYS, first_day=date(2026, 9, 7))
    set_care_days(care=father, days="1" * 14, first_day=THE_DAY)
    set_care_days(care=father, days="0" * 14, first_day=THE_DAY + timedelta(days=7))
    found = CareDays.objects.order_by("first_day").values_list("first_day", "last_day")
    assert list(found) == [
        (date(2026, 9, 7), YESTERDAY),
        (THE_DAY, THE_DAY + timedelta(days=6)),
    ]


# --- lists -----------------------------------------------------------------------------------------------------------


def test_fewer_than_two_adults_who_can_be_rung(office, pupils, aisha, mother, father):
    silent = ContactFactory(school=aisha.school, phone="", phone2="")
    for pupil in (aisha, pupils[3]):
        CareFactory(pupil=pupil, contact=silent, priority=3)
    assert aisha not in [each.pupil for each in few_contacts(office, on=THE_DAY)]
    ContactLimit.objects.create(school=aisha.school, care=father, scope="no_access", first_day=THE_DAY)
    found = {each.pupil.surname: each.adults for each in few_contacts(office, on=THE_DAY)}
    assert found == {"Archer": 0, "Dean": 0, "Khan": 1, "Malik": 0, "Price": 0, "Reid": 0}


def test_two_adults_with_one_address_are_a_fault_to_settle(client, office, aisha, mother, father):
    Contact.objects.filter(pk=father.contact_id).update(email=mother.contact.email.upper())
    [shared] = shared_emails(office)
    assert (shared.address, [each.name for each in shared.adults], shared.others) == (
        mother.contact.email,
        ["Fatima Khan", "Imran Khan"],
        [],
    )
    page = sign_in(client, office)
    for address in ("pupil_contacts", "change_contact"):
        arguments = [aisha.pk] if address == "pupil_contacts" else [aisha.pk, mother.pk]
        words = page.get(reverse(f"registers:{address}", args=arguments)).content.decode()
        assert "sign in until each has their own" in words
    end_contact(care=father, last_day=YESTERDAY, reason="left", by=office, at=at("08:50"))
    assert len(shared_emails(office)) == 1  # he may read the mail as before
    Contact.objects.filter(pk=father.contact_id).update(email="imran@family.example")
    assert shared_emails(office) == []


def test_an_address_is_shared_across_schools_and_with_people_who_work_here(office, other_school, mother):
    Contact.objects.filter(pk=mother.contact_id).update(email="joint@family.example")
    far = ContactFactory(school=other_school, name="Somebody Else", email="Joint@family.example")
    CareFactory(pupil=PupilFactory(school=other_school), contact=far)
    office.user.email = "joint@family.example"
    office.user.save()
    [shared] = shared_emails(office)
    elsewhere = ["an adult of another school of this site", "somebody who works here and signs in by it"]
    assert ([each.name for each in shared.adults], shared.others) == (["Fatima Khan"], elsewhere)
    Contact.objects.filter(pk=far.pk).update(name="fatima  KHAN")
    assert shared_emails(office)[0].others == elsewhere[1:]
    office.user.name = "Fatima Khan"  # she works here herself
    office.user.save()
    assert shared_emails(office) == []


def contact_page(client, care):
    return client.get(reverse("registers:change_contact", args=[care.pupil_id, care.pk]))


def test_the_office_sees_why_somebody_cannot_sign_in(client, office, aisha, mother, settings):
    settings.EMAIL_HOST = ""
    Contact.objects.filter(pk=mother.contact_id).update(email="")
    Care.objects.filter(pk=mother.pk).update(portal=False)
    page = sign_in(client, office)
    assert contact_page(page, mother).context["access"].why_not == (
        "This site has no mail server (EMAIL_HOST), so no code can be sent to anybody.",
        "No e-mail address is held for Fatima Khan.",
        "“May sign in for this child” is not ticked for Aisha Khan.",
    )
    settings.EMAIL_HOST = "mail.example"
    Contact.objects.filter(pk=mother.contact_id).update(email="fatima@family.example")
    Care.objects.filter(pk=mother.pk).update(portal=True)
    assert contact_page(page, mother).context["access"].why_not == ()
    limit = ContactLimit.objects.create(school=aisha.school, care=mother, first_day=THE_DAY)
    words = "A contact limit of no access holds. The safeguarding lead or head settles it."
    assert contact_page(page, mother).context["access"].why_not == (words,)
    limit.delete()
    end_contact(care=mother, last_day=YESTERDAY, reason="left", by=office, at=at("08:50"))
    assert contact_page(page, mother).context["access"].why_not == (
        "Fatima Khan is not a contact of Aisha Khan today.",
    )


@pytest.mark.parametrize("channel", ["text", "email", "letter"])
def test_the_office_invites_by_text_e_mail_or_letter(client, office, aisha, mother, settings, channel):
    settings.EMAIL_HOST = "mail.example"
    Contact.objects.filter(pk=mother.contact_id).update(email="fatima@family.example", phone="07700 900123")
    Care.objects.filter(pk=mother.pk).update(portal=True)
    Address.objects.create(
        school=aisha.school, contact=mother.contact, address="9 Elm Row, Ely", first_day=YESTERDAY
    )
    page = sign_in(client, office)
    address = reverse("registers:change_contact", args=[aisha.pk, mother.pk])
    asked = {"do": "invite", "invite-channel": channel}
    assert page.post(address, asked).status_code == 302
    message = Message.objects.get()
    assert (message.channel, message.state, message.pupil) == (channel, "held", None)
    assert ("testserver/family/" in message.body, "fatima@family.example" in message.body) == (True, True)
    assert "invited by this way today" in page.post(address, asked).content.decode()
    assert Message.objects.count() == 1


def test_nobody_is_invited_to_a_closed_door(client, office, aisha, mother, settings):
    settings.EMAIL_HOST = "mail.example"
    Care.objects.filter(pk=mother.pk).update(portal=False)
    address = reverse("registers:change_contact", args=[aisha.pk, mother.pk])
    answer = sign_in(client, office).post(address, {"do": "invite", "invite-channel": "text"})
    assert "is not ticked for Aisha Khan" in answer.content.decode()
    assert Message.objects.count() == 0


def test_languages_are_counted(office, pupils, mother):
    for pupil, language in zip(pupils, ["Polish", "Polish", "Urdu"], strict=False):
        pupil.home_language = language
        pupil.save()
    mother.contact.language = "Urdu"
    mother.contact.save()
    assert languages_of(office, on=THE_DAY) == [("Polish", 2, 0), ("Urdu", 1, 1)]


def test_brothers_and_sisters_share_an_adult_now(office, pupils, aisha, mother):
    CareFactory(pupil=pupils[3], contact=mother.contact)
    CareFactory(pupil=pupils[4], contact=mother.contact, last_day=YESTERDAY)
    assert siblings_of(aisha, office, on=THE_DAY) == [(pupils[3], "3B")]


@pytest.mark.parametrize("page", ["pupil_contacts", "few_contacts", "contacts_to_settle", "languages"])
def test_statements_do_not_grow_with_contacts(client, page, office, school, pupils, aisha, mother):
    address = reverse(f"registers:{page}", args=[aisha.pk] if page == "pupil_contacts" else [])
    browser = sign_in(client, office)
    _more(aisha, pupils[0], 2)
    browser.get(address)
    counts = []
    for number in (0, 3):
        _more(aisha, pupils[1], number)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _more(aisha, other, number):
    """Adults who share an e-mail, with a day and a limit each, of two pupils."""
    for n in range(number):
        adult = ContactFactory(school=aisha.school, email="shared@family.example", language=f"Tongue {n}")
        CareFactory(pupil=other, contact=adult, priority=n + 1)
        care = CareFactory(pupil=aisha, contact=adult, priority=n + 2)
        CareDays.objects.create(school=aisha.school, care=care, days=WEEKDAYS, first_day=YESTERDAY)
        ContactLimit.objects.create(school=aisha.school, care=care, first_day=YESTERDAY)


def test_the_lists_see_one_school_only(other_school, aisha, mother, father):
    from tests.cast import person

    ContactLimit.objects.create(school=aisha.school, care=father, first_day=YESTERDAY)
    Contact.objects.update(email="same@family.example")
    stranger = person(other_school, "office", "Next Door")
    for found in (few_contacts, limits_to_settle, languages_of):
        assert found(stranger, on=THE_DAY) == []
    assert shared_emails(stranger) == []
