"""Part-time timetables: agreed as the law asks, C2 on just the sessions outside, counted, ended."""

import datetime as dt
import uuid

import pytest

from absence.actions import part_time as actions
from absence.actions.support_plans import PlanRefused, end_plan
from absence.models import PartTimeTimetable
from absence.part_time import Counted, Step, counted, refusal_of, steps_from
from absence.part_time_page import part_time_page
from registers.models import ExpectedPattern, PupilStatus
from tests.absence.support import (
    FOUR_DAYS,
    MONDAY_NEXT,
    MORNINGS,
    agreed_with,
    at_home,
    day,
    part_time_of,
    plan_of,
)
from tests.cast import sign_in
from tests.factories import THE_DAY, at

FRIDAY = MONDAY_NEXT + dt.timedelta(days=4)
WEEK = {MONDAY_NEXT + dt.timedelta(days=n): (True, True) for n in range(5)}


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([], "Say on which half-days the pupil comes, and until when."),
        (
            [(FRIDAY, "1" * 10)],
            "Step 1: choose some half-days, not all. After the last step it is full time.",
        ),
        (
            [(FRIDAY, "0" * 10)],
            "Step 1: choose some half-days, not all. After the last step it is full time.",
        ),
        ([(MONDAY_NEXT - dt.timedelta(days=1), MORNINGS)], "Step 1 ends before it begins."),
        (
            [(FRIDAY, FOUR_DAYS), (FRIDAY + dt.timedelta(days=7), MORNINGS)],
            "Step 2 has no more half-days than the one before it: each leads towards full time.",
        ),
        ([(FRIDAY, MORNINGS), (FRIDAY + dt.timedelta(days=7), FOUR_DAYS)], ""),
    ],
)
def test_steps_lead_back_to_full_time(steps, why):
    assert refusal_of(steps_from(MONDAY_NEXT, steps)) == why


def test_every_session_left_out_counts_as_absence_and_closed_ones_do_not():
    week = WEEK | {FRIDAY: (True, False)}
    assert counted(Step(MONDAY_NEXT, FRIDAY, MORNINGS), week) == Counted(9, 4)
    assert counted(Step(FRIDAY, FRIDAY, MORNINGS), week) == Counted(1, 0)


def test_agreeing_plans_c2_on_just_the_sessions_of_each_step(pupils, head, champion):
    aisha = pupils[2]
    plan, care = plan_of(aisha, champion), at_home(aisha)
    made = part_time_of(plan, care, head, champion)
    patterns = ExpectedPattern.objects.standing().filter(pupil=aisha).order_by("first_day")
    second = FRIDAY + dt.timedelta(days=3)
    assert list(patterns.values_list("first_day", "last_day", "expected", "code")) == [
        (MONDAY_NEXT, FRIDAY, MORNINGS, "C2"),
        (second, FRIDAY + dt.timedelta(days=7), FOUR_DAYS, "C2"),
    ]
    assert patterns[0].agreed_with == (
        "Fatima Khan (Mother); Ruth Adeyemi, Headteacher; Tuesday 24 November 2026"
    )
    page = part_time_page(made, on=THE_DAY)
    assert [each.counted for each in page.steps] == [Counted(10, 5), Counted(10, 2)]
    assert (page.together, page.attended_at_best) == (Counted(20, 7), 65)
    assert [each.changed for each in page.steps] == [False, False]


def test_pressing_twice_agrees_once(pupils, head, champion):
    plan, care, operation = plan_of(pupils[2], champion), at_home(pupils[2]), uuid.uuid4()
    for _ in range(2):
        actions.agree_part_time(
            plan=plan, agreed=agreed_with(care, head), operation=operation, by=champion, at=at("09:05")
        )
    assert PartTimeTimetable.objects.count() == 1


def test_a_parent_at_home_and_the_head_agree_before_it_begins(pupils, head, office, champion):
    aisha = pupils[2]
    plan, care = plan_of(aisha, champion), at_home(aisha)
    elsewhere = at_home(aisha, "Imran Khan")
    elsewhere.lives_with = False
    elsewhere.save()
    for said, why in [
        ({"care": elsewhere}, "A parent with whom the pupil normally lives must agree."),
        ({"head": office}, "The head agrees for the school, or somebody whom the head has named in writing."),
        ({"first_day": day(-1)}, "A part-time timetable begins today or later"),
        ({"agreed_on": day(1)}, "It is agreed before it begins, and that day has come."),
        ({"review_on": day(60)}, "The first review lies between the first day and the last."),
        ({"why": " "}, "Say what the exceptional circumstances are."),
    ]:
        with pytest.raises(PlanRefused, match=why):
            part_time_of(plan, **{"care": care, "head": head, "by": champion, **said})
    assert not ExpectedPattern.objects.filter(pupil=aisha).exists()


def test_with_an_education_health_and_care_plan_somebody_else_is_asked_first(pupils, head, champion):
    aisha = pupils[2]
    PupilStatus.objects.create(school=aisha.school, pupil=aisha, kind="sen", value="E", first_day=day(-30))
    plan, care = plan_of(aisha, champion), at_home(aisha)
    with pytest.raises(PlanRefused, match="Say who outside the school was asked about it, and when"):
        part_time_of(plan, care, head, champion)
    assert part_time_of(plan, care, head, champion, involved="SEN team, 20 November").steps.count() == 2


def test_full_time_sooner_takes_the_later_c2_back(pupils, head, champion):
    aisha = pupils[2]
    plan = plan_of(aisha, champion)
    made = part_time_of(plan, at_home(aisha), head, champion)
    wednesday = MONDAY_NEXT + dt.timedelta(days=2)
    with pytest.raises(PlanRefused, match="The part-time timetable of this plan still runs"):
        end_plan(
            plan=plan,
            on=THE_DAY,
            outcome="helped",
            words="x",
            operation=uuid.uuid4(),
            by=champion,
            at=at("10:00"),
        )
    who = {"operation": uuid.uuid4(), "by": champion, "at": at("10:00")}
    actions.end_part_time(timetable=made, on=wednesday, words="The mother no longer agrees", **who)
    standing = ExpectedPattern.objects.standing().filter(pupil=aisha)
    assert list(standing.values_list("first_day", "last_day")) == [
        (MONDAY_NEXT, wednesday - dt.timedelta(days=1))
    ]
    assert not PartTimeTimetable.objects.running(wednesday).exists()


def test_the_page_agrees_a_timetable_and_says_what_it_adds(client, on_the_day, pupils, head, champion):
    aisha = pupils[2]
    plan, care = plan_of(aisha, champion), at_home(aisha)
    sign_in(client, champion)
    said = {
        "operation": uuid.uuid4(), "why": "Panic in the hall", "authorised": head.pk, "parent": care.pk,
        "agreed_on": THE_DAY, "first_day": MONDAY_NEXT, "review_on": FRIDAY, "until1": FRIDAY,
        "halves1": ["0", "2", "4", "6", "8"],
    }  # fmt: skip
    address = f"/support/plans/{plan.pk}/part-time/"
    gap = client.post(address, said | {"halves3": ["1"]})
    assert "Fill in the steps one after another, without a gap." in gap.text
    shown = client.post(address, said, follow=True)
    assert "5 sessions of the 10 in these weeks are absent with authority (C2)" in shown.text
    assert "attendance over them is 50.0 per cent at most" in shown.text
