"""Whom families may talk to: what the school names, what families read of it, what is still to fill in."""

import datetime as dt

import pytest

from absence.actions.talk_to import name_person, set_family_information
from absence.family_list import families_waiting
from absence.models import FamilyInformation, NamedPerson
from absence.school_card import school_card
from absence.talk_to import IS_MY_CHILD_TOO_ILL, Duty
from registers.models import School, SessionTimes
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.families import sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")
ADDRESS = "/settings/people-to-talk-to/"
TOM = {
    "who": "Tom Hale",
    "their_position": "Deputy head",
    "phone": "01632 960101",
    "email": "tom@larkfield.example",
}
NOBODY = {"who": "", "their_position": "", "phone": "", "email": ""}
INFORMATION = {
    "answered_from": dt.time(8),
    "answered_until": dt.time(16, 30),
    "answerphone": True,
    "policy_url": "https://larkfield.example/policy",
    "policy_adopted_on": dt.date(2025, 12, 4),
    "policy_review_on": dt.date(2026, 11, 20),
    "illness_url": IS_MY_CHILD_TOO_ILL,
}


@pytest.fixture
def mother(school, pupils):
    adult = ContactFactory(school=school, name="Fatima Khan")
    CareFactory(pupil=pupils[2], contact=adult, portal=True)
    return adult


def filled(duty="champion", **changes):
    """The page's form: one person named, telephone and policy given."""
    form = {f"{each.value}-{name}": "" for each in Duty for name in TOM}
    form |= {f"{duty}-{name}": value for name, value in TOM.items()}
    form |= {name: str(value) for name, value in INFORMATION.items() if name != "answerphone"}
    return form | {"answerphone": "on", "phone": "01632 960100", "gates_open": "08:35"} | changes


def test_what_nobody_has_entered_is_to_be_filled_in_and_not_shown(client, school, mother):
    assert school_card(school, on=THE_DAY).to_fill_in == (
        "Senior Attendance Champion",
        "Day-to-day contact",
        "Contact for individual support",
        "Linked governor",
        "Local authority attendance team",
        "Absence telephone",
        "When somebody answers the absence telephone",
        "The attendance policy on the school’s website",
        "When the policy was adopted",
        "When the policy is to be reviewed",
    )
    words = sign_in_parent(client, mother).get("/family/school/").content.decode()
    assert "People in our school" not in words
    assert "Our attendance policy" not in words
    assert IS_MY_CHILD_TOO_ILL in words


def test_a_family_reads_what_the_champion_entered(client, school, champion, mother):
    answer = sign_in(client, champion).post(ADDRESS, filled())
    assert answer.status_code == 302
    words = sign_in_parent(client, mother).get("/family/school/").content.decode()
    wanted = [
        "Tom Hale",
        "Deputy head",
        "01632 960101",
        "01632 960100",
        "from 8:00 to 16:30",
        "8:35",
        "8:45",
        "8:55",
    ]
    wanted += [
        "15:15",
        "https://larkfield.example/policy",
        "Thursday 4 December 2025",
        "Ombudsman",
        "Secretary of State",
    ]
    assert [each for each in wanted if each not in words] == []


def test_a_weekday_that_ends_sooner_is_said(school):
    SessionTimes.objects.create(
        school=school,
        session="PM",
        weekday=4,
        starts=dt.time(12, 30),
        closes=dt.time(12, 40),
        ends=dt.time(14),
    )
    friday = school_card(school, on=THE_DAY).different[0]
    assert (friday.weekday_name, friday.starts, friday.ends) == ("Friday", dt.time(8, 45), dt.time(14))


def test_who_was_named_before_is_kept_with_who_changed_it(school, champion, head):
    name_person(school=school, duty=Duty.CHAMPION, person=TOM, by=champion, at=at("09:00"))
    name_person(school=school, duty=Duty.CHAMPION, person=TOM, by=head, at=at("09:05"))
    name_person(school=school, duty=Duty.CHAMPION, person=NOBODY, by=head, at=at("09:10"))
    kept = NamedPerson.objects.order_by("pk").values_list("who", "name")
    assert list(kept) == [("Tom Hale", "Tom Hale"), ("", "Ruth Adeyemi")]
    assert NamedPerson.objects.of(school) == {}


def test_the_newest_information_holds_and_saying_it_again_adds_nothing(school, champion):
    set_family_information(school=school, values=INFORMATION, by=champion, at=at("09:00"))
    again = set_family_information(school=school, values=INFORMATION, by=champion, at=at("09:01"))
    assert (again, FamilyInformation.objects.of(school).answered_from) == (None, dt.time(8))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answered_until": ""}, "Give both times, or neither."),
        ({"answered_until": "07:00"}, "It comes before the time from which somebody answers."),
        ({"policy_review_on": "2025-01-01"}, "The review comes after the policy was adopted."),
        ({"champion-who": ""}, "give the name, or empty the telephone and e-mail"),
        ({"policy_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_what_cannot_be_right_is_refused_with_why(client, champion, changes, words):
    answer = sign_in(client, champion).post(ADDRESS, filled(**changes))
    assert (answer.status_code, words in answer.content.decode(), NamedPerson.objects.count()) == (
        200,
        True,
        0,
    )


def test_the_review_that_is_due_stands_on_the_champions_home_and_not_on_the_offices(
    client, school, champion, office
):
    set_family_information(school=school, values=INFORMATION, by=champion, at=at("09:00"))
    due = INFORMATION["policy_review_on"]
    assert families_waiting(champion, on=THE_DAY).review_due == due
    assert families_waiting(champion, on=due).review_due is None
    assert families_waiting(office, on=THE_DAY).review_due is None
    assert (
        "was to be reviewed by Friday 20 November 2026" in sign_in(client, champion).get("/").content.decode()
    )


def test_the_telephone_and_gates_are_the_schools_own(client, school, head):
    sign_in(client, head).post(ADDRESS, filled(phone="01632 960777", gates_open="08:20"))
    changed = School.objects.get(pk=school.pk)
    assert (changed.phone, changed.gates_open) == ("01632 960777", dt.time(8, 20))
