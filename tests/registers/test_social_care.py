"""Statuses and professionals with their dates, social care and confidential addresses by role."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registers.actions.register_changes import NothingChanged, NotInOrder
from registers.actions.statuses import add_professional, change_professional, change_status
from registers.models import Address, AdmissionChange, Professional, PupilStatus, SensitiveRead
from registers.roles import Role
from tests.cast import person, sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, StatusFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")
YESTERDAY = THE_DAY - timedelta(days=1)
JILL = {"role": "social_worker", "name": "Jill Thackeray", "team": "East", "phone": "", "email": ""}


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def lead(school):
    return person(school, Role.SAFEGUARDING, "Sofia Lead", "Safeguarding lead")


def held(pupil, kind):
    rows = PupilStatus.objects.filter(pupil=pupil, kind=kind).order_by("first_day")
    return list(rows.values_list("value", "first_day", "last_day"))


def change(pupil, kind, value, by, first_day=THE_DAY):
    return change_status(
        pupil=pupil, kind=kind, value=value, first_day=first_day, reason="told", by=by, at=at("08:50")
    )


# --- statuses --------------------------------------------------------------------------------------------------------


def test_a_new_value_ends_the_earlier_period_the_day_before(aisha, office):
    change(aisha, "year_group", "4", office)
    assert held(aisha, "year_group") == [("3", date(2026, 9, 2), YESTERDAY), ("4", THE_DAY, None)]
    made = AdmissionChange.objects.get()
    assert (made.field, made.original, made.new) == ("status year_group", "3", "4 (from 2026-11-24)")


def test_what_no_longer_holds_ends(aisha, office):
    StatusFactory(pupil=aisha, kind="fsm", value="1")
    change(aisha, "fsm", "", office)
    assert held(aisha, "fsm") == [("1", date(2026, 9, 2), YESTERDAY)]
    with pytest.raises(NothingChanged):
        change(aisha, "fsm", "", office)


def test_nothing_is_written_before_what_was_recorded_later(aisha, office):
    change(aisha, "fsm", "1", office)
    with pytest.raises(NotInOrder):
        change(aisha, "fsm", "", office, first_day=YESTERDAY)
    with pytest.raises(NothingChanged):
        change(aisha, "fsm", "1", office)


def test_a_plan_comes_and_goes_with_the_special_needs(aisha, office):
    change(aisha, "sen", "E", office, first_day=date(2026, 10, 5))
    change(aisha, "sen", "K", office)
    assert held(aisha, "ehcp") == [("1", date(2026, 10, 5), YESTERDAY)]
    assert [value for value, _, _ in held(aisha, "sen")] == ["E", "K"]


def test_the_office_changes_meals_by_the_page_and_is_offered_no_social_care(client, aisha, office):
    page, address = sign_in(client, office), reverse("registers:change_status", args=[aisha.pk])
    assert "Child protection plan" not in page.get(address, {"social": "1"}).content.decode()
    given = {"fact": "fsm:1", "first_day": THE_DAY, "reason": "letter of the authority"}
    assert page.post(address, given).status_code == 302
    page.post(address + "?social=1", given | {"fact": "social_worker:CP"})
    assert (held(aisha, "fsm"), held(aisha, "social_worker")) == ([("1", THE_DAY, None)], [])


# --- social care -----------------------------------------------------------------------------------------------------


def test_the_office_sees_that_there_is_something_and_the_lead_what_it_is(client, aisha, office, lead):
    change(aisha, "social_worker", "CP", lead)
    add_professional(pupil=aisha, values=JILL, first_day=date(2026, 10, 5))
    entry = reverse("registers:register_entry", args=[aisha.pk])
    history = reverse("registers:pupil_changes", args=[aisha.pk])
    seen = sign_in(client, office).get(entry).content.decode()
    seen += client.get(history).content.decode()
    assert "Has, or has had, a social worker or a plan." in seen
    assert ["Thackeray" in seen, "hild protection" in seen] == [False, False]
    care = reverse("registers:social_care", args=[aisha.pk])
    assert client.get(care).status_code == 403
    page = sign_in(client, lead)
    assert "Thackeray" not in page.get(care).content.decode()
    answer = page.post(care, {"purpose": "review meeting"})
    assert "Jill Thackeray" in answer.content.decode()
    assert "child protection plan" in answer.content.decode()
    assert SensitiveRead.objects.get().purpose == "review meeting"


def test_a_pupil_has_had_a_social_worker(aisha, office):
    worker = add_professional(pupil=aisha, values=JILL, first_day=date(2026, 9, 7))
    with pytest.raises(NothingChanged):
        add_professional(pupil=aisha, values=JILL, first_day=THE_DAY)
    with pytest.raises(NotInOrder):
        change_professional(professional=worker, values=JILL, last_day=date(2026, 9, 6))
    change_professional(professional=worker, values=JILL, last_day=YESTERDAY)
    assert Professional.objects.get().last_day == YESTERDAY
    assert list(Professional.objects.on(THE_DAY)) == []


def test_the_office_records_another_school_and_cannot_open_a_social_worker(client, aisha, office):
    page = sign_in(client, office)
    given = {"role": "other_school", "name": "Office", "team": "Elm School", "first_day": THE_DAY}
    add = reverse("registers:add_professional", args=[aisha.pk])
    assert page.post(add, given).status_code == 302
    assert page.post(add, given | {"role": "social_worker"}).status_code == 200  # not among its choices
    assert [each.role for each in Professional.objects.all()] == ["other_school"]
    worker = add_professional(pupil=aisha, values=JILL, first_day=THE_DAY)
    address = reverse("registers:change_professional", args=[aisha.pk, worker.pk])
    assert page.get(address).status_code == 404


# --- confidential addresses ------------------------------------------------------------------------------------------


def test_a_confidential_address_is_shown_to_few_and_each_look_is_noted(client, aisha, office, lead, school):
    mother = CareFactory(pupil=aisha, contact=ContactFactory(school=school, name="Fatima Khan"))
    Address.objects.create(
        school=school, pupil=aisha, address="9 Refuge Lane", confidential=True, first_day=date(2026, 9, 2)
    )
    Address.objects.create(
        school=school, contact=mother.contact, address="9 Refuge Lane", first_day=date(2026, 9, 2)
    )
    pages = [reverse(f"registers:{name}", args=[aisha.pk]) for name in ("register_entry", "pupil_contacts")]
    for post in (office, lead):
        browser = sign_in(client, post)
        words = "".join(browser.get(address).content.decode() for address in pages)
        assert ["Refuge" in words, "Confidential – ask the safeguarding lead" in words] == [False, True]
        assert b"Refuge" not in browser.get(pages[0], {"as": "pdf"}).content
    secret = reverse("registers:confidential_address", args=[aisha.pk])
    assert sign_in(client, office).post(secret, {"purpose": "post"}).status_code == 403
    answer = sign_in(client, lead).post(secret, {"purpose": "letter of the court"})
    assert "9 Refuge Lane" in answer.content.decode()
    assert SensitiveRead.objects.get().what == "address"
