"""A pupil's entry in the admission register: what it says, then and now, and how it changes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.leaving import Told, begin_leaving
from registers.actions.register_changes import (
    ConsentMissing,
    NothingChanged,
    change_address,
    change_name,
    change_particulars,
    note_change,
)
from registers.leaving_steps import Kind
from registers.models import Address, AdmissionChange, Message
from registers.register_entry import changes_of, entry_on, facts_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, StatusFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")
YESTERDAY = THE_DAY - timedelta(days=1)


@pytest.fixture
def aisha(school):
    return PupilFactory(school=school, forename="Aisha", surname="Khan", last_school="Elm Infants")


@pytest.fixture
def mother(aisha):
    contact = ContactFactory(school=aisha.school, name="Fatima Khan", phone="07700 900001")
    return CareFactory(pupil=aisha, contact=contact)


def names(**changed):
    given = {"forename": "Aisha", "middle_names": "", "surname": "Khan", "legal_surname": "", "known_as": ""}
    return given | changed


def parts(change):
    return change.field, change.original, change.new, change.reason, change.name, change.position


def move(pupil, address, by, **given):
    wanted = {"replaces": None, "postcode": "ZZ1 1AA", "confidential": False, "first_day": THE_DAY}
    return change_address(
        pupils=[pupil], address=address, reason="moved", by=by, at=at("08:50"), **(wanted | given)
    )


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_legal_name_keeps_its_five_parts_and_who_agreed_to_it(aisha, mother, office):
    changes = change_name(
        pupil=aisha,
        names=names(surname="Malik", middle_names="Noor"),
        reason="deed of change of name",
        agreed=[mother],
        evidence="Deed seen in the office on 20 November",
        by=office,
        at=at("08:50"),
    )
    aisha.refresh_from_db()
    assert [parts(each) for each in changes] == [
        ("middle names", "", "Noor", "deed of change of name", "Joan Wright", "School office"),
        ("surname", "Khan", "Malik", "deed of change of name", "Joan Wright", "School office"),
    ]
    assert {(each.agreed_by, each.evidence) for each in changes} == {
        ("Fatima Khan", "Deed seen in the office on 20 November")
    }
    assert aisha.legal_name == "Aisha Noor Malik"


def test_a_legal_name_waits_for_everybody_with_parental_responsibility(aisha, mother, office):
    CareFactory(pupil=aisha, contact=ContactFactory(school=aisha.school, name="Imran Khan"), priority=2)
    with pytest.raises(ConsentMissing) as refused:
        change_name(
            pupil=aisha,
            names=names(surname="Malik"),
            reason="asked",
            agreed=[mother],
            evidence="Deed",
            by=office,
            at=at("08:50"),
        )
    assert refused.value.words == "Parental responsibility is also held by Imran Khan."
    aisha.refresh_from_db()
    assert (aisha.surname, AdmissionChange.objects.count()) == ("Khan", 0)


def test_a_court_order_stands_for_agreement_and_evidence_is_asked_for_all_the_same(aisha, mother, office):
    given = {"pupil": aisha, "names": names(surname="Malik"), "reason": "order", "by": office}
    order = "Family court, 2 November 2026"
    with pytest.raises(ConsentMissing):
        change_name(**given, court_order=order, at=at("08:50"))
    changes = change_name(**given, court_order=order, evidence="Sealed copy", at=at("08:50"))
    assert [each.agreed_by for each in changes] == ["Court order: Family court, 2 November 2026"]


def test_a_known_as_name_needs_nobodys_agreement(aisha, mother, office):
    changes = change_name(
        pupil=aisha, names=names(known_as="Ash"), reason="asked to be", by=office, at=at("08:50")
    )
    assert [(each.field, each.new, each.agreed_by) for each in changes] == [("known as", "Ash", "")]
    with pytest.raises(NothingChanged):
        change_name(pupil=aisha, names=names(known_as="Ash"), reason="again", by=office, at=at("08:51"))


def test_a_surname_used_in_school_leaves_the_legal_one(client, aisha, mother, office):
    page = {"forename": "Aisha", "legal_surname": "Khan", "surname": "Malik", "reason": "family's wish"}
    answer = sign_in(client, office).post(reverse("registers:change_name", args=[aisha.pk]), page)
    aisha.refresh_from_db()
    assert answer.url == reverse("registers:register_entry", args=[aisha.pk])
    assert (aisha.surname, aisha.legal_surname, aisha.legal_name) == ("Malik", "Khan", "Aisha Khan")


def test_what_was_sent_before_keeps_its_name(client, aisha, mother, office):
    letter = Message.objects.create(
        school=aisha.school,
        cause="test/1",
        contact=mother.contact,
        channel="letter",
        body="About Aisha Khan",
        state="held",
        not_before=at("08:00"),
        made_at=at("08:00"),
        made_name="Joan Wright",
        changed_at=at("08:00"),
    )
    page = {"forename": "Aisha", "legal_surname": "Malik", "reason": "deed", "agreed": [mother.pk]}
    sign_in(client, office).post(
        reverse("registers:change_name", args=[aisha.pk]), page | {"evidence": "Deed"}
    )
    aisha.refresh_from_db()
    letter.refresh_from_db()
    assert (aisha.surname, letter.body) == ("Malik", "About Aisha Khan")


# --- the entry, now and then -----------------------------------------------------------------------------------------


def test_the_entry_says_what_regulation_8_asks(aisha, mother, office):
    move(aisha, "1 Elm Row", office, first_day=date(2026, 9, 2))
    aisha.admissions.update(destination="Oak High")
    entry = entry_on(aisha, office, on=THE_DAY, today=THE_DAY)
    assert facts_of(entry) == [
        ("Full legal name", "Aisha Khan"),
        ("Known as", "Aisha Khan"),
        ("Unique pupil number", aisha.upn),
        ("Sex", "Female"),
        ("Date of birth", "14 March 2019"),
        ("Address", "1 Elm Row, ZZ1 1AA (from 2 September 2026)"),
        ("Starting day", "2 September 2026"),
        ("Registration", "This school only"),
        ("Day pupil or boarder", "Day pupil"),
        ("Last school", "Elm Infants"),
        ("Next school", "Oak High"),
        ("Languages", "not held"),
    ]
    assert [(each.name, each.phones, each.lives_with, each.responsibility) for each in entry.adults] == [
        ("Fatima Khan", ("07700 900001",), "yes", "yes")
    ]


def test_an_earlier_day_shows_what_stood_then(aisha, mother, office):
    move(aisha, "1 Elm Row", office, first_day=date(2026, 9, 2))
    [home] = aisha.addresses.all()
    move(aisha, "2 Oak Row", office, replaces=home.line)
    change_particulars(
        pupil=aisha,
        values={
            "dob": date(2019, 3, 15),
            "sex": "F",
            "last_school": "",
            "home_language": "",
            "boarder": False,
        },
        reason="birth certificate seen",
        by=office,
        at=at("08:50"),
    )
    aisha.refresh_from_db()
    then = entry_on(aisha, office, on=YESTERDAY, today=THE_DAY)
    now = entry_on(aisha, office, on=THE_DAY, today=THE_DAY)
    shown = [
        (
            entry.particulars["dob"],
            entry.particulars["last school"],
            [line for _, line in entry.addresses],
        )
        for entry in (then, now)
    ]
    assert shown == [
        ("2019-03-14", "Elm Infants", ["1 Elm Row, ZZ1 1AA"]),
        ("2019-03-15", "", ["2 Oak Row, ZZ1 1AA"]),
    ]
    assert {change.field for change in then.later} == {"address", "dob", "last school"}


def test_the_page_of_a_past_day_lists_what_changed_since(client, aisha, mother, office):
    change_name(pupil=aisha, names=names(known_as="Ash"), reason="asked to be", by=office, at=at("08:50"))
    address = reverse("registers:register_entry", args=[aisha.pk])
    words = sign_in(client, office).get(address, {"on": YESTERDAY.isoformat()}).content.decode()
    assert "As it stood at the end of Monday 23 November 2026" in words
    assert "asked to be" in words


@pytest.mark.parametrize("on", ["yesterday", "9999-99-99", "2999-01-01", ""])
def test_any_day_that_somebody_types_shows_an_entry(client, aisha, office, on):
    address = reverse("registers:register_entry", args=[aisha.pk])
    assert sign_in(client, office).get(address, {"on": on}).status_code == 200


def test_the_extract_is_a_pdf(client, aisha, mother, office):
    address = reverse("registers:register_entry", args=[aisha.pk])
    answer = sign_in(client, office).get(address, {"as": "pdf"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer.content.startswith(b"%PDF")


def test_statements_do_not_grow_with_what_is_in_the_entry(client, aisha, mother, office):
    address = reverse("registers:register_entry", args=[aisha.pk])
    page = sign_in(client, office)
    move(aisha, "1 Elm Row", office)
    page.get(address)
    counts = []
    for more in (0, 2):
        for n in range(more):
            CareFactory(pupil=aisha, contact=ContactFactory(school=aisha.school), priority=n + 2)
            move(aisha, f"{n} Ash Row", office)
            StatusFactory(pupil=aisha, kind=["fsm", "eal"][n], value="1")
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- addresses -------------------------------------------------------------------------------------------------------


def test_a_move_ends_the_earlier_address_the_day_before(aisha, office):
    [first] = move(aisha, "1 Elm Row", office, first_day=date(2026, 9, 2))
    move(aisha, "2 Oak Row", office, replaces=first.line)
    found = Address.objects.filter(pupil=aisha).order_by("first_day").values_list("address", "last_day")
    assert list(found) == [("1 Elm Row", YESTERDAY), ("2 Oak Row", None)]
    latest = AdmissionChange.objects.order_by("-pk").first()
    assert (latest.original, latest.new) == ("1 Elm Row, ZZ1 1AA", "2 Oak Row, ZZ1 1AA (from 2026-11-24)")


def test_a_correction_of_the_same_day_keeps_what_was_written_first(aisha, office):
    [first] = move(aisha, "1 Elm Row", office)
    move(aisha, "11 Elm Row", office, replaces=first.line)
    assert [each.address for each in Address.objects.on(THE_DAY).filter(pupil=aisha)] == ["11 Elm Row"]
    assert Address.objects.filter(pupil=aisha).count() == 2


def test_brothers_sisters_and_adults_move_with_the_pupil(client, aisha, mother, office, school):
    brother = PupilFactory(school=school, forename="Omar", surname="Khan")
    CareFactory(pupil=brother, contact=mother.contact)
    for whose in ({"pupil": aisha}, {"pupil": brother}, {"contact": mother.contact}):
        Address.objects.create(school=school, address="1 Elm Row", first_day=date(2026, 9, 2), **whose)
    home = aisha.addresses.get()
    answer = sign_in(client, office).post(
        reverse("registers:change_address", args=[aisha.pk]),
        {
            "address": "2 Oak Row",
            "postcode": "zz1 1aa",
            "first_day": "2026-11-24",
            "replaces": home.pk,
            "siblings": [brother.pk],
            "contacts": [mother.contact_id],
            "reason": "told by the mother",
        },
    )
    assert answer.status_code == 302
    now = Address.objects.on(THE_DAY).order_by("pk")
    assert [(each.pupil_id, each.contact_id, each.line) for each in now] == [
        (aisha.pk, None, "2 Oak Row, ZZ1 1AA"),
        (brother.pk, None, "2 Oak Row, ZZ1 1AA"),
        (None, mother.contact_id, "2 Oak Row, ZZ1 1AA"),
    ]


@pytest.fixture
def change(aisha, office):
    return note_change(
        pupil=aisha, field="known as", original="", new="Ash", reason="asked", by=office, at=at("08:50")
    )


# --- history ---------------------------------------------------------------------------------------------------------


def test_the_history_page_shows_every_part(client, aisha, office, change):
    words = sign_in(client, office).get(reverse("registers:pupil_changes", args=[aisha.pk])).content.decode()
    for part in (
        "Known as",
        "nothing",
        "Ash",
        "asked",
        "Tuesday 24 November 2026",
        "Joan Wright, School office",
    ):
        assert part in words


def test_a_confidential_address_is_in_no_history(aisha, office):
    [first] = move(aisha, "1 Elm Row", office, first_day=date(2026, 9, 2))
    move(aisha, "1 Elm Row", office, replaces=first.line, confidential=True)
    told = [(each.original, each.new) for each in changes_of(aisha, office)]
    assert told == [
        (
            "an address that is kept confidential",
            "an address that is kept confidential (from 2026-11-24)",
        ),
        ("", "an address that is kept confidential"),
    ]


def test_the_same_address_with_another_day_corrects_the_day(aisha, office):
    move(aisha, "1 Oak Row", office, first_day=date(2026, 9, 2))
    move(aisha, "11 Elm Row", office, replaces="1 Oak Row, ZZ1 1AA", first_day=date(2027, 11, 24))
    move(aisha, "11 Elm Row", office, replaces="11 Elm Row, ZZ1 1AA", first_day=THE_DAY)
    found = Address.objects.filter(pupil=aisha).order_by("first_day")
    assert list(found.values_list("address", "first_day", "last_day")) == [
        ("1 Oak Row", date(2026, 9, 2), YESTERDAY),
        ("11 Elm Row", THE_DAY, None),
    ]


def test_the_office_moves_a_confidential_home_without_making_the_next_one_known(aisha, office, head):
    move(aisha, "3 Ash Court", head, confidential=True, first_day=YESTERDAY)
    move(aisha, "8 Fir Close", office, replaces="3 Ash Court, ZZ1 1AA")
    assert Address.objects.get(address="8 Fir Close").confidential
    move(aisha, "9 Fir Close", head, replaces="8 Fir Close, ZZ1 1AA", first_day=THE_DAY + timedelta(days=1))
    assert not Address.objects.get(address="9 Fir Close").confidential


# --- where the pupil goes ---------------------------------------------------------------------------------------------


def test_the_entry_names_the_next_school_and_address_once_the_school_is_told(aisha, office):
    stay = aisha.admissions.get()
    told = Told(
        kind=Kind.MOVED_SCHOOL,
        learned_on=THE_DAY,
        told_by="the mother",
        next_school="Hill Primary",
        next_school_from=date(2026, 12, 1),
        new_address="3 Elm, Leeds",
    )
    begin_leaving(admission=stay, told=told, by=office, at=at("08:50"))
    facts = facts_of(entry_on(aisha, office, on=THE_DAY, today=THE_DAY))
    assert ("Next school", "Hill Primary (from 1 December 2026)") in facts
    assert ("Future address", "3 Elm, Leeds") in facts
    then = dict(facts_of(entry_on(aisha, office, on=YESTERDAY, today=THE_DAY)))
    assert (then.get("Next school"), then.get("Future address")) == (None, None)


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ["admission_register", "register_entry"])
def test_a_year_that_no_record_holds_is_not_worked_with(client, aisha, office, page, day):
    address = reverse(f"registers:{page}", args=[aisha.pk] if page == "register_entry" else [])
    answer = sign_in(client, office).get(address, {"on": day})
    assert (answer.status_code, f"Check the year: {int(day[:4])}." in answer.content.decode()) == (200, True)
