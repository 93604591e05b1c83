"""A family says that a child is to leave: what is kept, who reads it, and that no name goes by itself."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from absence.actions.leaving_notices import (
    LeavingTold,
    NoticeAnswered,
    ToldAlready,
    note_leaving_notice,
    open_record_from_notice,
    send_leaving_notice,
    take_back_leaving_notice,
)
from absence.family_list import families_waiting
from absence.models import LeavingNotice
from registers.actions.leaving import Told
from registers.leaving_steps import Kind, Step
from registers.models import Address, Admission, ContactLimit, Leaving, LeavingStep
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.families import open_for, sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")
LAST = dt.date(2026, 12, 18)
AT_HOME = LeavingTold(Kind.HOME_EDUCATION, LAST, own_words="From 19 December we teach Aisha at home.")


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def mother(school, aisha):
    adult = ContactFactory(school=school, name="Fatima Khan", title="Mrs")
    CareFactory(pupil=aisha, contact=adult, portal=True)
    return adult


@pytest.fixture
def father(school, aisha):
    """Lives elsewhere, and may sign in as well."""
    adult = ContactFactory(school=school, name="Imran Khan")
    CareFactory(pupil=aisha, contact=adult, portal=True, relationship="Father", lives_with=False, priority=2)
    return adult


def filled(pupil, **changes):
    """The form as a family sends it in."""
    day = {"last_day_day": "18", "last_day_month": "12", "last_day_year": "2026"}
    said = {"children": [pupil.pk], "kind": "moved_school", "next_school": "Oakmere Primary", **day}
    said |= {"next_school_address": "1 Oak Road, Oakmere", "new_address": "4 Mill Lane, Oakmere"}
    return said | {"operation": "6d4ab6a0-2d52-4a5d-a1d6-1f3f2e0b9b01", "do": "send"} | changes


def told(pupil, contact, by, what=AT_HOME, **changes):
    said = {"relationship": "Mother", "lives_with": True, "group": "3B", "language": "en"}
    said |= {"operation": uuid.uuid4(), "by": by, "at": at("08:40")} | changes
    return send_leaving_notice(pupil=pupil, contact=contact, told=what, **said)


def test_a_family_looks_once_more_reads_what_happens_and_sends(client, aisha, mother, office):
    family = sign_in_parent(client, mother)
    look = family.post("/family/leaving/", filled(aisha, do="look")).content.decode()
    assert [
        words
        for words in ("Oakmere Primary", "4 Mill Lane", "until the new school has them")
        if words not in look
    ] == []
    assert LeavingNotice.objects.count() == 0
    family.post("/family/leaving/", filled(aisha))
    family.post("/family/leaving/", filled(aisha))
    notice = LeavingNotice.objects.get()
    kept = (
        notice.child,
        notice.group,
        notice.last_day,
        notice.next_school_address,
        notice.name,
        notice.position,
    )
    assert kept == ("Aisha Khan", "3B", LAST, "1 Oak Road, Oakmere", "Fatima Khan", "Mother")
    assert (
        "Mrs Fatima Khan, by the family pages" in sign_in(client, office).get("/families/").content.decode()
    )


def test_no_name_is_deleted_and_no_record_opened_by_what_a_family_says(client, aisha, mother):
    sign_in_parent(client, mother).post("/family/leaving/", filled(aisha))
    assert (Leaving.objects.count(), Admission.objects.get(pupil=aisha).deleted_on) == (0, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "home_education"}, "Write that you will teach your child at home"),
        ({"next_school": ""}, "Write the name of the new school."),
        ({"kind": "moved_abroad", "new_address": ""}, "Write the new address."),
        ({"last_day_year": "2029"}, "Check the last day."),
        ({"last_day_year": "20266"}, "Enter a valid date"),
        ({"children": []}, "Choose at least one child."),
        ({"children": ["999999"]}, "Choose one of those shown"),
        ({"operation": "no number"}, "valid UUID"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(client, aisha, mother, changes, words):
    answer = sign_in_parent(client, mother).post("/family/leaving/", filled(aisha, **changes))
    assert (answer.status_code, words in answer.content.decode(), LeavingNotice.objects.count()) == (
        200,
        True,
        0,
    )


def test_another_childs_number_is_nobodys(client, pupils, aisha, mother):
    sign_in_parent(client, mother).post("/family/leaving/", filled(pupils[0]))
    assert LeavingNotice.objects.count() == 0


def test_the_other_parent_sees_nothing_of_it(client, aisha, mother, father):
    sign_in_parent(client, mother).post("/family/leaving/", filled(aisha))
    other = sign_in_parent(client, father)
    assert "Oakmere" not in other.get("/family/leaving/").content.decode()
    notice = LeavingNotice.objects.get()
    assert other.post("/family/leaving/", {"do": "take_back", "notice": notice.pk}).status_code == 404
    assert other.post("/family/leaving/", {"do": "take_back", "notice": "x"}).status_code == 404


def test_it_can_be_taken_back_until_the_school_answers(client, aisha, mother, office):
    notice = told(aisha, mother, open_for(mother).posts.get())
    with pytest.raises(ToldAlready):
        told(aisha, mother, notice.by)
    sign_in_parent(client, mother).post("/family/leaving/", {"do": "take_back", "notice": notice.pk})
    notice.refresh_from_db()
    assert (notice.answer.outcome, notice.answer.name) == ("taken_back", "Fatima Khan")
    with pytest.raises(NoticeAnswered):
        note_leaving_notice(notice=notice, note="Rang", by=office, at=at("09:00"))
    again = told(aisha, mother, notice.by)
    note_leaving_notice(notice=again, note="Rang", by=office, at=at("09:01"))
    with pytest.raises(NoticeAnswered):
        take_back_leaving_notice(notice=again, relationship="Mother", by=notice.by, at=at("09:02"))


def test_the_office_opens_the_record_filled_in_from_what_was_said(client, aisha, mother, office):
    sign_in_parent(client, mother).post("/family/leaving/", filled(aisha))
    address = f"/families/leaving/{LeavingNotice.objects.get().pk}/"
    form = sign_in(client, office).get(address).context["opening"]
    given = {"do": "open"} | {name: value for name, value in form.initial.items() if value}
    assert given["next_school"] == "Oakmere Primary, 1 Oak Road, Oakmere"
    answer = client.post(address, given)
    record = Leaving.objects.get()
    assert (answer.url, record.kind, record.expected_last_day, record.new_address) == (
        f"/pupils/{aisha.pk}/leaving/", "moved_school", LAST, "4 Mill Lane, Oakmere",
    )  # fmt: skip
    assert client.post(address, given).status_code == 200
    assert (Leaving.objects.count(), LeavingNotice.objects.get().answer.leaving) == (1, record)


def test_a_notice_of_home_education_is_the_written_notice_in_the_parents_own_words(aisha, mother, office):
    notice = told(aisha, mother, office)
    said = Told(Kind.HOME_EDUCATION, THE_DAY, "Fatima Khan, by the family pages", LAST)
    stay = aisha.admissions.get()
    record = open_record_from_notice(
        notice=notice, admission=stay, told=said, written_notice=True, by=office, at=at("09:00")
    )
    step = LeavingStep.objects.get(leaving=record)
    assert (step.step, step.done_on, step.note) == (
        Step.WRITTEN_NOTICE, THE_DAY, "By the family pages, from Fatima Khan; it names 18 December 2026.",
    )  # fmt: skip
    assert LeavingNotice.objects.get().own_words == "From 19 December we teach Aisha at home."


def test_a_parent_the_child_does_not_live_with_is_shown_as_such(client, aisha, mother, father, office):
    notice = told(aisha, father, office, relationship="Father", lives_with=False)
    words = sign_in(client, office).get(f"/families/leaving/{notice.pk}/").content.decode()
    assert "does not normally live with Imran Khan" in words
    assert "Fatima Khan, mother, parental responsibility" in words


def test_a_contact_limit_and_a_confidential_address_warn_the_office(
    client, school, aisha, mother, office, head
):
    ContactLimit.objects.create(
        school=school, care=mother.cares.get(), scope="no_contact_details", first_day=THE_DAY
    )
    Address.objects.create(
        school=school, pupil=aisha, address="7 Hidden Close", confidential=True, first_day=THE_DAY
    )
    what = LeavingTold(Kind.MOVED_SCHOOL, LAST, new_address="9 Secret Way", next_school="Far School", own_words="From 7 Hidden Close")  # fmt: skip  # noqa: E501
    notice = told(aisha, mother, office, what)
    address = f"/families/leaving/{notice.pk}/"
    words = sign_in(client, office).get(address).content.decode()
    assert [each for each in ("9 Secret Way", "Far School", "7 Hidden Close") if each in words] == []
    assert "A contact limit holds for Fatima Khan" in words
    assert "address that is kept confidential" in words
    assert "9 Secret Way" in sign_in(client, head).get(address).content.decode()


def test_what_was_said_is_never_changed_nor_deleted(aisha, mother, office):
    notice = told(aisha, mother, office)
    for change in (
        lambda: LeavingNotice.objects.filter(pk=notice.pk).update(last_day=THE_DAY),
        lambda: LeavingNotice.objects.filter(pk=notice.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_list_asks_as_often_for_three_families_as_for_one(
    client, school, pupils, office, django_assert_max_num_queries
):
    def families(numbers):
        for number in numbers:
            adult = ContactFactory(school=school)
            CareFactory(pupil=pupils[number], contact=adult, portal=True)
            told(pupils[number], adult, office)
        with django_assert_max_num_queries(60) as asked:
            client.get("/families/")
        return len(asked)

    sign_in(client, office).get("/families/")
    assert families([0]) == families([1, 2])


def test_the_home_page_asks_once_for_all_of_it(aisha, mother, office, champion, django_assert_num_queries):
    told(aisha, mother, office)
    with django_assert_num_queries(1):
        waiting = families_waiting(champion, on=THE_DAY)
    assert (waiting.leaving, waiting.details, waiting.concerns, waiting.told) == (1, 0, 0, 1)
