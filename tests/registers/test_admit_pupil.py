"""Admitting a pupil: on the roll from the agreed starting day, or when the pupil attends; dual, part-time, again."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.admission_list import did_not_arrive
from registers.models import (
    Address,
    Admission,
    Care,
    ExpectedPattern,
    GroupMembership,
    Place,
    PriorAbsence,
    Pupil,
    PupilStatus,
)
from registers.upn import check_letter
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at, mark

NEXT_WEEK = THE_DAY + dt.timedelta(days=6)
UPN = check_letter("87420010160" + "7") + "87420010160" + "7"

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


def given(group, **changed):
    """What the page sends for a child of seven who starts next Monday."""
    return {
        "dob_day": "14",
        "dob_month": "3",
        "dob_year": "2019",
        "forename": "Leila",
        "surname": "Haddad",
        "sex": "F",
        "year_group": "3",
        "group": group.pk,
        "day_agreed": "agreed",
        "starting_day": NEXT_WEEK.isoformat(),
        "agreed_with": "Mrs Haddad, by telephone",
        "registration": "single",
        "last_school": "Oakmere Primary",
        "address": "4 Mill Lane",
        "postcode": "PE1 1AA",
        "first-name": "Rana Haddad",
        "first-relationship": "Mother",
        "first-phone": "07700 900321",
        "first-parental_responsibility": "on",
        "first-lives_with": "on",
    } | changed


def admit(desk, group, upn=UPN, **changed):
    return desk.post(f"{reverse('registers:admit_pupil')}?upn={upn}", given(group, **changed))


def errors_of(answer):
    form = answer.context["form"]
    return {**form.errors}


def the_stay():
    return Admission.objects.get(pupil__surname="Haddad")


def test_a_pupil_is_on_the_roll_from_the_agreed_starting_day(desk, group_3b):
    answer = admit(desk, group_3b)
    stay, pupil = the_stay(), Pupil.objects.get(surname="Haddad")

    assert answer.url == reverse("registers:earlier_school", args=[pupil.pk])
    assert (stay.starting_day, stay.agreed_with) == (NEXT_WEEK, "Mrs Haddad, by telephone")
    assert stay.entered_at.date() == THE_DAY
    assert (pupil.upn, pupil.last_school) == (UPN, "Oakmere Primary")
    assert list(
        GroupMembership.objects.filter(pupil=pupil).values_list("group", "first_day", "last_day")
    ) == [(group_3b.pk, NEXT_WEEK, None)]
    assert list(PupilStatus.objects.filter(pupil=pupil).values_list("kind", "value", "first_day")) == [
        ("year_group", "3", NEXT_WEEK)
    ]
    assert list(Care.objects.filter(pupil=pupil).values_list("contact__name", "priority", "lives_with")) == [
        ("Rana Haddad", 1, True)
    ]
    homes = Address.objects.order_by("contact").values_list("address", "pupil", "contact__name")
    assert list(homes) == [("4 Mill Lane", None, "Rana Haddad"), ("4 Mill Lane", pupil.pk, None)]
    days = [NEXT_WEEK - dt.timedelta(days=1), NEXT_WEEK]
    assert [Pupil.objects.on_roll(day).filter(pk=pupil.pk).exists() for day in days] == [False, True]


def test_sending_it_twice_admits_once(desk, group_3b):
    admit(desk, group_3b)
    assert admit(desk, group_3b).status_code == 200
    assert Admission.objects.filter(pupil__surname="Haddad").count() == 1


def test_without_a_upn_the_school_gives_a_temporary_one(desk, group_3b):
    admit(desk, group_3b, upn="")
    admit(desk, group_3b, upn="", surname="Ito", **{"first-name": "Ken Ito"})
    first, second = Pupil.objects.filter(surname__in=["Haddad", "Ito"]).order_by("surname")
    school = first.school
    assert first.upn[1:] == f"{school.la_code}{school.estab}2600A"
    assert second.upn[1:] == f"{school.la_code}{school.estab}2600B"


def test_a_wrong_upn_is_refused_before_anything_is_typed(desk):
    page = desk.post(reverse("registers:admit"), {"upn": "A123"})
    assert "A UPN has 13 characters; this has 4." in page.content.decode()


def test_the_upn_of_a_pupil_on_the_roll_is_refused(desk, pupils):
    page = desk.post(reverse("registers:admit"), {"upn": pupils[0].upn})
    assert f"{pupils[0].called} is on the roll here with that UPN." in page.content.decode()


def test_a_namesake_with_the_same_birthday_is_asked_about(desk, group_3b, school):
    PupilFactory(school=school, forename="Leila", surname="Haddad", dob=dt.date(2019, 3, 14))
    assert list(errors_of(admit(desk, group_3b))) == ["another_child"]
    admit(desk, group_3b, another_child="on")
    assert Pupil.objects.filter(surname="Haddad").count() == 2


def test_somebody_who_was_here_before_is_the_same_pupil_with_a_new_stay(desk, group_3b, pupils):
    old = pupils[4]
    Admission.objects.filter(pupil=old).update(deleted_on=THE_DAY - dt.timedelta(days=10))
    GroupMembership.objects.filter(pupil=old).update(last_day=THE_DAY - dt.timedelta(days=10))
    page = desk.get(f"{reverse('registers:admit_pupil')}?upn={old.upn}").content.decode()
    assert "Re-admit Noah Price" in page

    admit(
        desk,
        group_3b,
        upn=old.upn,
        **{"first-name": "", "first-relationship": "", "first-phone": ""},
        **NOBODY,
    )
    assert list(
        Admission.objects.filter(pupil=old).order_by("starting_day").values_list("deleted_on", flat=True)
    ) == [
        THE_DAY - dt.timedelta(days=10),
        None,
    ]
    assert Pupil.objects.filter(upn=old.upn).count() == 1


NOBODY = {"first-parental_responsibility": "", "first-lives_with": ""}


def test_a_brothers_parent_is_the_same_person(desk, group_3b, pupils, school):
    parent = ContactFactory(school=school, name="Rana Haddad", phone="07700 900321")
    CareFactory(pupil=pupils[0], contact=parent)
    admit(desk, group_3b)
    assert Care.objects.get(pupil__surname="Haddad").contact == parent


# --- no agreed day ---------------------------------------------------------------------------------------------------


def test_without_an_agreed_day_the_name_joins_only_when_the_pupil_attends(desk, group_3b):
    admit(desk, group_3b, day_agreed="none", starting_day="", agreed_with="")
    place = Place.objects.get()
    assert not Admission.objects.filter(pupil=place.pupil).exists()
    assert place.pupil.called in desk.get(reverse("registers:places")).content.decode()

    desk.post(reverse("registers:places"), {"place": place.pk, "do": "arrived"})
    assert the_stay().starting_day == THE_DAY
    assert list(Place.objects.waiting()) == []


def test_a_day_may_be_agreed_for_who_waits_and_a_place_given_back(desk, group_3b):
    admit(desk, group_3b, day_agreed="none")
    place = Place.objects.get()
    url = reverse("registers:places")
    agreed = {"starting_day": NEXT_WEEK.isoformat(), "agreed_with": "Mr Haddad"}
    desk.post(url, {"place": place.pk, "do": "agree", **agreed})
    assert (the_stay().starting_day, the_stay().agreed_with) == (NEXT_WEEK, "Mr Haddad")
    assert desk.post(url, {"place": place.pk, "do": "give_up", "why": "moved"}).status_code == 404


def test_an_agreed_day_says_with_whom(desk, group_3b):
    assert list(errors_of(admit(desk, group_3b, agreed_with=""))) == ["agreed_with"]


def test_nobody_joins_in_an_earlier_school_year(desk, group_3b):
    errors = errors_of(admit(desk, group_3b, starting_day="2025-09-03"))
    assert "lies in an earlier school year" in errors["__all__"][0]


# --- dual, and part-time ---------------------------------------------------------------------------------------------


def test_a_dual_registration_plans_d_for_the_half_days_at_the_other_school(desk, group_3b):
    dual = {"registration": "main", "other_school": "The Willows", "elsewhere": ["6", "7", "8", "9"]}
    admit(desk, group_3b, **dual)
    pattern = ExpectedPattern.objects.get(pupil__surname="Haddad")
    assert (pattern.code, pattern.expected, pattern.other_school) == ("D", "1111110000", "The Willows")
    assert (the_stay().registration, the_stay().other_school) == ("main", "The Willows")


def test_dual_registration_names_the_other_school(desk, group_3b):
    assert list(errors_of(admit(desk, group_3b, registration="subsidiary"))) == ["other_school"]


MORNINGS = {"staggered": ["0", "2", "4", "6", "8"], "staggered_until": "2026-12-18"}


def test_a_child_below_compulsory_school_age_may_start_part_time(desk, group_3b):
    small = {"dob_day": "1", "dob_month": "5", "dob_year": "2022", "year_group": "R"}
    admit(desk, group_3b, **small, **MORNINGS)
    pattern = ExpectedPattern.objects.get(pupil__surname="Haddad")
    assert (pattern.code, pattern.expected, pattern.last_day) == ("X", "1010101010", dt.date(2026, 12, 18))


def test_a_part_time_start_at_compulsory_school_age_is_refused_with_what_is_lawful(desk, group_3b):
    errors = errors_of(admit(desk, group_3b, **MORNINGS))
    assert "X is not lawful. A temporary part-time timetable is C2" in errors["staggered"][0]
    assert not Admission.objects.filter(pupil__surname="Haddad").exists()


# --- no-show, and the earlier school ---------------------------------------------------------------------------------


def test_who_does_not_arrive_on_the_starting_day_is_followed_up(desk, group_3b, office, teacher, pupils):
    Admission.objects.filter(pupil__in=pupils[:3]).update(starting_day=THE_DAY)
    mark(pupils[0], "N", by=teacher)
    mark(pupils[1], "/", by=teacher)
    found = did_not_arrive(office, on=THE_DAY)
    assert [(stay.pupil, stay.group_name) for stay in found] == [(pupils[0], "3B")]
    assert "Did not arrive" in desk.get("/").content.decode()

    mark(pupils[0], "L", by=teacher, when=at("08:53"), arrived_at=dt.time(8, 53), minutes_late=8)
    assert did_not_arrive(office, on=THE_DAY) == []


def test_the_absence_at_a_school_of_the_trust_is_taken_over_at_once(desk, group_3b, other_school, teacher):
    old = PupilFactory(school=other_school, upn=UPN, roll__deleted_on=THE_DAY)
    mark(old, "O", by=teacher, date=THE_DAY - dt.timedelta(days=1), when=at("09:00"))
    admit(desk, group_3b)
    assert list(PriorAbsence.objects.values_list("pupil__surname", "code", "from_school")) == [
        ("Haddad", "O", other_school.pk)
    ]


def test_without_an_earlier_school_the_entry_comes_next(desk, group_3b):
    answer = admit(desk, group_3b, last_school="")
    assert answer.url == reverse("registers:register_entry", args=[the_stay().pupil_id])


def test_the_home_is_held_from_the_day_on_which_it_was_given(desk, group_3b):
    admit(desk, group_3b)
    assert Address.objects.get(pupil=the_stay().pupil).first_day == THE_DAY


def test_a_number_of_another_child_of_the_trust_is_refused(desk, group_3b, other_school):
    PupilFactory(school=other_school, upn=UPN, dob=dt.date(2015, 5, 5))
    answer = admit(desk, group_3b)
    assert "another date of birth" in " ".join(errors_of(answer)["__all__"])
    assert not Admission.objects.filter(pupil__surname="Haddad").exists()


def test_nobody_younger_than_two_is_admitted(desk, group_3b):
    answer = admit(desk, group_3b, dob_day="23", dob_month="11", dob_year="2026")
    assert errors_of(answer)["dob"] == ["The pupil would be younger than two. Check the date."]


def test_the_page_says_at_once_that_somebody_is_on_the_roll(desk, pupils):
    page = desk.get(f"{reverse('registers:admit_pupil')}?upn={pupils[0].upn}")
    assert page.context["form"].errors["upn"] == [f"{pupils[0].called} is on the roll here with that UPN."]
