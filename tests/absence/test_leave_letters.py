"""What a decision about leave brings: plans for the children, and letters to those who may be told."""

import datetime as dt

import pytest

from absence.actions.decide_leave import Chosen
from absence.leave_days import LeaveDays
from absence.leave_letters import other_parents
from registers.actions.calendar import change_calendar
from registers.actions.outgoing import cancel_fallen_away
from registers.calendar_shape import Edit
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Care, Closure, ContactLimit
from tests.absence.leave_asked import parent
from tests.absence.leave_decided import (
    FRIDAY,
    MONDAY,
    NOT_AGREED,
    REASON,
    WEEK,
    adult,
    decide,
    letters,
    plans,
    request_of,
)
from tests.factories import THE_DAY, PupilFactory, at


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, with whom Aisha and Zara live."""
    return parent(school, "Fatima Khan", pupils[2], pupils[3], lives_with=True)


@pytest.fixture
def asked(mother, pupils):
    return request_of(mother, pupils[2], pupils[3])


# --- what follows -----------------------------------------------------------------------------------------------------


def test_agreed_for_siblings_at_once_plans_both_and_writes_one_letter(asked, pupils, head, mother):
    made = decide(asked, head)
    assert [(each.pupil, each.outcome, each.code, each.name, each.position) for each in made] == [
        (pupil, "agreed", "C", "Ruth Adeyemi", "Headteacher") for pupil in pupils[2:4]
    ]
    week = [(MONDAY, FRIDAY, "1" * 10, "C", "leave LR-0001")]
    assert [plans(pupil) for pupil in pupils[2:4]] == [week, week]
    letter = letters().get()
    assert (letter.contact.name, letter.channel, letter.state, letter.not_before) == (
        "Fatima Khan",
        "email",
        "held",
        at("09:10"),
    )
    assert letter.subject == "Leave agreed for Aisha Khan and Zara Malik (LR-0001)"
    for words in (
        "Monday 7 December 2026 to Friday 11 December 2026",
        REASON,
        "back on Monday 14 December 2026",
        "Ruth Adeyemi, Headteacher",
    ):
        assert words in letter.body
    assert "£" not in letter.body


def test_agreed_in_part_plans_exactly_those_half_days_and_warns_about_the_others(asked, pupils, head):
    part = LeaveDays(dt.date(2026, 12, 8), "PM", dt.date(2026, 12, 10), "AM")
    decide(asked, head, Chosen("part", "C", part, reason=REASON), pupils=pupils[2:3])
    assert plans(pupils[2]) == [
        (dt.date(2026, 12, 8), dt.date(2026, 12, 8), "0001000000", "C", "leave LR-0001"),
        (dt.date(2026, 12, 9), dt.date(2026, 12, 9), "1" * 10, "C", "leave LR-0001"),
        (dt.date(2026, 12, 10), dt.date(2026, 12, 10), "0000001000", "C", "leave LR-0001"),
    ]
    assert plans(pupils[3]) == []
    body = letters().get().body
    for words in (
        "the afternoon of Tuesday 8 December 2026 to the morning of Thursday 10 December 2026",
        "• Monday 7 December 2026 to the morning of Tuesday 8 December 2026",
        "• the afternoon of Thursday 10 December 2026 to Friday 11 December 2026",
        "back on Thursday 10 December 2026, in the afternoon.",
        "£160, or £80 if it is paid within 21 days",
    ):
        assert words in body


def test_part_that_is_every_session_is_all(mother, pupils, head):
    over_the_weekend = LeaveDays(MONDAY, "AM", dt.date(2026, 12, 13), "PM")
    asked = request_of(mother, pupils[2], days=over_the_weekend)
    made = decide(asked, head, Chosen("part", "C", WEEK, reason=REASON))
    assert made[0].outcome == "agreed"


def test_not_agreed_plans_nothing_and_warns_the_asker(asked, pupils, head):
    decide(asked, head, NOT_AGREED)
    assert [plans(pupil) for pupil in pupils[2:4]] == [[], []]
    body = letters().get().body
    for words in ("joined on the Saturday", "10 half-days", "10 school weeks", "each parent, for each child"):
        assert words in body


def test_no_penalty_is_spoken_of_for_a_child_below_compulsory_school_age(school, group_3b, head, mother):
    small = PupilFactory(school=school, group=group_3b, dob=dt.date(2022, 5, 1), year="R")
    parent_care = Care.objects.filter(contact=adult(mother)).first()
    Care.objects.create(
        school=school, contact=parent_care.contact, pupil=small, relationship="Mother", priority=1,
        parental_responsibility=True, lives_with=True, portal=True,
    )  # fmt: skip
    decide(request_of(mother, small), head, NOT_AGREED)
    body = letters().get().body
    assert ("£" in body, "do not have to be in school by law" in body) == (False, True)


def test_a_day_without_sessions_is_not_planned_and_a_closure_later_takes_its_plan_out_of_play(
    mother, pupils, head, school
):
    inset_week = LeaveDays(dt.date(2026, 11, 26), "AM", dt.date(2026, 11, 30), "PM")  # Friday is an INSET day
    asked = request_of(mother, pupils[2], days=inset_week)
    decide(asked, head)
    monday = dt.date(2026, 11, 30)
    closure = Closure(school=school, kind="planned", first_day=monday, last_day=monday, note="Boiler")
    change_calendar(school=school, edit=Edit((), (closure,)), reason="", by=head, at=at("09:30"))
    days = [dt.date(2026, 11, day) for day in (26, 27, 30)]
    calendar = calendar_for(school=school, first=days[0], last=days[-1], pupils=[pupils[2].pk])
    known = pupils_on_days(school=school, wanted=[(pupils[2].pk, day) for day in days], by=head)
    planned = {
        day: calendar.has_session(day, "AM") and calendar.plan_for(known[pupils[2].pk, day], day, "AM").code
        for day in days
    }
    assert planned == {days[0]: "C", days[1]: False, days[2]: False}


def test_siblings_decided_apart_have_letters_of_their_own(asked, pupils, head):
    decide(asked, head, pupils=pupils[2:3])
    decide(asked, head, NOT_AGREED, pupils=pupils[3:4], when="09:05")
    assert [letter.subject for letter in letters().order_by("made_at")] == [
        "Leave agreed for Aisha Khan (LR-0001)",
        "Leave for Zara Malik is not agreed (LR-0001)",
    ]
    assert ([len(plans(pupil)) for pupil in pupils[2:4]]) == [1, 0]


# --- the other parent -------------------------------------------------------------------------------------------------


def test_another_parent_is_told_only_the_days_and_the_law_and_only_where_ticked(asked, pupils, head, school):
    father = parent(school, "Omar Siddiq", pupils[2], relationship="Father", lives_with=False)
    contact = adult(father)
    decide(asked, head, NOT_AGREED, others=[contact.pk])
    letter = letters(contact=contact).get()
    assert [words in letter.body for words in ("Aisha Khan", "£160")] == [True, True]
    for secret in ("Zara", "Fatima", "funeral", "wedding", "Saturday", "LR-0001", "asked"):
        assert secret not in letter.body + letter.subject


def test_nobody_under_a_limit_of_no_access_is_told_and_nobody_of_that_family_is_ticked(
    asked, pupils, head, school
):
    father = parent(school, "Omar Siddiq", pupils[2], lives_with=True)
    granny = parent(school, "Nadia Hussain", pupils[2], lives_with=True)
    care = Care.objects.get(contact=adult(father))
    ContactLimit.objects.create(school=school, care=care, scope="no_access", first_day=THE_DAY)
    found = other_parents(asked, [pupils[2].pk, pupils[3].pk], on=THE_DAY)
    assert [(each.contact, each.usual) for each in found] == [(adult(granny), False)]
    decide(asked, head, NOT_AGREED, others=[care.contact_id])
    assert [letter.contact.name for letter in letters()] == ["Fatima Khan"]


def test_a_limit_that_comes_in_the_ten_minutes_stops_the_letter(asked, head, school, mother, pupils):
    decide(asked, head)
    limit(adult(mother), pupils[3], entered_at=at("09:02"))
    assert (cancel_fallen_away(school=school, at=at("09:05")), letters().get().state) == (1, "cancelled")


def test_a_limit_about_one_child_leaves_the_letter_about_the_other(asked, head, school, mother, pupils):
    limit(adult(mother), pupils[3], entered_at=at("08:30"))
    decide(asked, head)
    assert letters().get().subject == "Leave agreed for Aisha Khan (LR-0001)"
    assert cancel_fallen_away(school=school, at=at("09:05")) == 0


def limit(contact, pupil, **more):
    care = Care.objects.get(contact=contact, pupil=pupil)
    fields = {"school": pupil.school, "care": care, "scope": "no_access", "first_day": THE_DAY}
    return ContactLimit.objects.create(**fields, **more)
