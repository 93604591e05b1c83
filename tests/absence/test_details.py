"""Each term a family checks the details: what it reads, what it can ask for, what the office makes of it."""

import datetime as dt
import uuid

import pytest

from absence.actions.details import ProposalAnswered, ReasonMissing, answer_proposal
from absence.actions.details_reminders import NobodyToRemind, remind_of_details
from absence.details_round import answered_meanwhile, details_round, term_for
from absence.models import DetailsCheck, DetailsProposal
from registers.models import Address, AdmissionChange, CareDays, Contact, ContactLimit, Message
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.families import sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")
SINCE = dt.date(2026, 9, 1)
HOME = {"address": "3 Elm Row", "postcode": "ZZ1 1AA", "first_day": SINCE}


@pytest.fixture
def aisha(school, pupils):
    Address.objects.create(school=school, pupil=pupils[2], **HOME)
    return pupils[2]


@pytest.fixture
def mother(school, aisha):
    adult = ContactFactory(
        school=school, name="Fatima Khan", phone="07700 900001", email="khan@family.example"
    )
    Address.objects.create(school=school, contact=adult, **HOME)
    CareFactory(pupil=aisha, contact=adult, portal=True)
    return adult


@pytest.fixture
def father(school, aisha):
    adult = ContactFactory(
        school=school, name="Imran Khan", phone="07700 900777", email="imran@family.example"
    )
    Address.objects.create(school=school, contact=adult, address="88 Far Street", first_day=SINCE)
    CareFactory(pupil=aisha, contact=adult, portal=True, relationship="Father", lives_with=False, priority=2)
    return adult


def filled(mother, **changes):
    """The form as it stands for the mother, with changes."""
    form = {"phone": mother.phone, "phone2": "", "email": mother.email, "language": "en", "note": ""}
    form |= {"address": "3 Elm Row", "postcode": "ZZ1 1AA", "of": mother.pk}
    form |= {"moving": [care.pupil_id for care in mother.cares.all()]}
    return form | {"operation": str(uuid.uuid4()), "do": "change"} | changes


MOVES = {"address": "4 Mill Lane", "postcode": "zz2 2bb", "from_day_day": "1", "from_day_month": "12", "from_day_year": "2026"}  # fmt: skip  # noqa: E501


def test_a_family_reads_its_own_details_and_nothing_of_the_other_parent(client, mother, father):
    words = sign_in_parent(client, mother).get("/family/details/").content.decode()
    assert [
        each
        for each in ("07700 900001", "khan@family.example", "3 Elm Row", "Aisha Khan")
        if each not in words
    ] == []
    assert [each for each in ("Imran", "900777", "88 Far Street") if each in words] == []
    theirs = sign_in_parent(client, father).get("/family/details/").content.decode()
    assert [each for each in ("Fatima", "900001", "3 Elm Row") if each in theirs] == []
    assert "88 Far Street" in theirs


def test_one_press_says_that_all_is_right_and_counts_once(client, school, mother, father):
    family = sign_in_parent(client, mother)
    press = {"do": "correct", "of": mother.pk, "operation": str(uuid.uuid4())}
    family.post("/family/details/", press)
    family.post("/family/details/", press)
    found = details_round(school, on=THE_DAY)
    assert DetailsCheck.objects.count() == 1
    assert (found.asked, found.answered, [each.contact.name for each in found.missing]) == (
        2,
        1,
        ["Imran Khan"],
    )


def test_a_change_is_proposed_old_and_new_and_the_register_stays(client, aisha, mother):
    changes = {"phone": "07700 900555", "language": "ur", "note": "Her middle name is Noor", **MOVES}
    sign_in_parent(client, mother).post("/family/details/", filled(mother, **changes))
    found = DetailsProposal.objects.order_by("pk").values_list("item", "pupil", "old", "new", "postcode")
    assert list(found) == [
        ("phone", None, "07700 900001", "07700 900555", ""),
        ("language", None, "", "Urdu", ""),
        ("address", None, "3 Elm Row, ZZ1 1AA", "4 Mill Lane", "ZZ2 2BB"),
        ("address", aisha.pk, "3 Elm Row, ZZ1 1AA", "4 Mill Lane", "ZZ2 2BB"),
        ("note", None, "", "Her middle name is Noor", ""),
    ]
    mother.refresh_from_db()
    assert (mother.phone, AdmissionChange.objects.count()) == ("07700 900001", 0)


def test_the_office_takes_over_what_is_right_and_the_five_parts_are_kept(client, aisha, mother, office):
    changes = {"phone": "07700 900555", "language": "ur", **MOVES}
    sign_in_parent(client, mother).post("/family/details/", filled(mother, **changes))
    check = DetailsCheck.objects.get()
    form = {}
    for each in check.proposals.all():
        form |= {
            f"accept_{each.pk}": "no" if each.item == "language" else "yes",
            f"reason_{each.pk}": "Ask us first",
        }
    sign_in(client, office).post(f"/families/details/{check.pk}/", form)
    mother.refresh_from_db()
    homes = Address.objects.on(dt.date(2026, 12, 1)).values_list("pupil", "contact", "address", "postcode")
    assert (mother.phone, mother.language) == ("07700 900555", "")
    assert sorted(homes, key=str) == sorted(
        [(None, mother.pk, "4 Mill Lane", "ZZ2 2BB"), (aisha.pk, None, "4 Mill Lane", "ZZ2 2BB")], key=str
    )
    change = AdmissionChange.objects.get(field="contact Fatima Khan: phone")
    assert (change.original, change.new, change.reason, change.name, change.position) == (
        "07700 900001", "07700 900555", "told by Fatima Khan on the family pages, 24 November 2026",
        "Joan Wright", "School office",
    )  # fmt: skip
    words = sign_in_parent(client, mother).get("/family/details/").content.decode()
    assert "Ask us first" in words


def test_a_no_needs_its_reason_and_an_answer_is_given_once(client, mother, office):
    sign_in_parent(client, mother).post("/family/details/", filled(mother, phone="07700 900555"))
    proposal = DetailsProposal.objects.get()
    with pytest.raises(ReasonMissing):
        answer_proposal(proposal=proposal, accepted=False, reason=" ", by=office, at=at("09:00"))
    answer_proposal(proposal=proposal, accepted=True, reason="", by=office, at=at("09:00"))
    with pytest.raises(ProposalAnswered):
        answer_proposal(proposal=proposal, accepted=False, reason="No", by=office, at=at("09:01"))


def test_names_parents_and_other_contacts_cannot_be_changed(client, aisha, mother, father):
    sent = filled(mother, name="Eve", forename="Eve", portal="", relationship="Aunt", contact=father.pk)
    answer = sign_in_parent(client, mother).post("/family/details/", sent)
    assert (answer.status_code, DetailsCheck.objects.count()) == (200, 0)
    assert "Nothing is different from what we hold" in answer.content.decode()
    assert (
        sign_in_parent(client, mother).post("/family/details/", filled(mother, of=father.pk)).status_code
        == 404
    )


def test_a_limit_hides_the_childs_address(client, school, aisha, mother):
    ContactLimit.objects.create(
        school=school, care=mother.cares.get(), scope="no_contact_details", first_day=THE_DAY
    )
    Address.objects.filter(contact=mother).delete()
    assert "3 Elm Row" not in sign_in_parent(client, mother).get("/family/details/").content.decode()
    assert "3 Elm Row" not in client.get("/family/leaving/").content.decode()


def test_a_confidential_home_is_shown_to_nobody_here_and_cannot_be_moved(client, aisha, mother):
    Address.objects.update(confidential=True)
    words = sign_in_parent(client, mother).get("/family/details/").content.decode()
    assert ("3 Elm Row" in words, "kept private" in words) == (False, True)
    sign_in_parent(client, mother).post("/family/details/", filled(mother, phone="07700 900555", **MOVES))
    assert [each.item for each in DetailsProposal.objects.all()] == ["phone"]


def test_where_care_is_shared_the_other_home_is_not_shown(client, school, aisha, mother, father):
    care = father.cares.get()
    care.lives_with = True
    care.save()
    Address.objects.filter(contact=father).delete()
    CareDays.objects.create(school=school, care=care, days="1" * 14, first_day=SINCE)
    assert "3 Elm Row" not in sign_in_parent(client, father).get("/family/details/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": "ring me"}, "Write a telephone number"),
        ({"phone": "12"}, "Write a telephone number"),
        ({"email": "nobody"}, "Enter an e-mail address, such as"),
        ({"address": ""}, "Write the new address"),
        ({"address": "4 Mill Lane"}, "from which day the new address"),
        ({"language": "xx"}, "Choose one of those shown"),
    ],
)
def test_what_cannot_be_right_is_said(client, mother, changes, words):
    answer = sign_in_parent(client, mother).post("/family/details/", filled(mother, **changes))
    assert (answer.status_code, DetailsCheck.objects.count(), words in answer.content.decode()) == (
        200,
        0,
        True,
    )


def test_an_email_that_somebody_else_has_warns_the_office(client, mother, father, office):
    sign_in_parent(client, mother).post("/family/details/", filled(mother, email="imran@family.example"))
    address = f"/families/details/{DetailsCheck.objects.get().pk}/"
    assert "Imran Khan has that e-mail address, too." in sign_in(client, office).get(address).content.decode()


def test_who_has_not_answered_is_reminded_once_a_week_and_not_after_an_answer(client, school, mother, office):
    client = sign_in(client, office)
    assert "Remind 1 adult by e-mail" in client.get("/families/details/").content.decode()
    client.post("/families/details/")
    message = Message.objects.get()
    assert (message.contact, message.channel, "Aisha" in message.body) == (mother, "email", True)
    with pytest.raises(NobodyToRemind):
        remind_of_details(school=school, on=THE_DAY, by=office, at=at("10:00"))
    later = THE_DAY + dt.timedelta(days=8)
    assert len(remind_of_details(school=school, on=later, by=office, at=at("10:00", later))) == 1
    assert answered_meanwhile(school.pk, [message.cause], at("10:00")) == {}
    press = {"do": "correct", "of": mother.pk, "operation": str(uuid.uuid4())}
    sign_in_parent(client, mother).post("/family/details/", press)
    assert list(answered_meanwhile(school.pk, [message.cause], at("10:00"))) == [message.cause]


def test_between_terms_the_next_terms_round_has_begun_and_without_one_nobody_is_asked(school):
    assert term_for(school, dt.date(2026, 8, 20)).name == "Autumn"
    assert term_for(school, dt.date(2027, 8, 20)) is None
    assert details_round(school, on=dt.date(2027, 8, 20)) is None


def test_the_round_asks_as_often_for_three_adults_as_for_one(
    school, pupils, mother, django_assert_num_queries
):
    for number in (0, 1, 3):
        with django_assert_num_queries(5):
            details_round(school, on=THE_DAY)
        CareFactory(pupil=pupils[number], contact=ContactFactory(school=school), portal=True)
    assert Contact.objects.count() == 4
