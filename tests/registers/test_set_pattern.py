"""Weekly patterns: who may have which, one at a time, and X that ends by itself at compulsory school age."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registers.actions.patterns import PatternNotAllowed, Wanted, agree_full_time, set_pattern
from registers.actions.plans import plan_mark
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import ExpectedPattern, PlannedMark
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked
from registers.register_page import register_page
from registers.turning_age import turning_soon
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PlannedMarkFactory, PupilFactory, TermFactory, at

MORNINGS = "1010101010"
BEGINS = dt.date(2026, 12, 31)
"""For a child born in the autumn of 2021."""
JANUARY = dt.date(2027, 1, 5)


@pytest.fixture
def reception(school):
    TermFactory(school=school, name="Spring", first_day=JANUARY, last_day=dt.date(2027, 3, 26))
    return GroupFactory(school=school, name="R1")


@pytest.fixture
def ada(school, reception):
    return PupilFactory(
        school=school, group=reception, forename="Ada", surname="Stone", dob=dt.date(2021, 10, 9), year="R"
    )


def pattern(pupil, by, expected=MORNINGS, code="X", first=THE_DAY, last=None, **facts):
    wanted = Wanted(expected=expected, code=code, first_day=first, last_day=last, **facts)
    return set_pattern(pupil=pupil, wanted=wanted, by=by, at=at("09:00"))


def spans(pupil):
    found = ExpectedPattern.objects.standing().filter(pupil=pupil).order_by("first_day")
    return [(each.expected, each.code, each.first_day, each.last_day) for each in found]


def planned(pupil, by, day, session="PM"):
    """What the register of that half-day has planned."""
    calendar = calendar_for(school=pupil.school, first=day, last=day)
    known = pupils_on_days(school=pupil.school, wanted=[(pupil.pk, day)], by=by)[pupil.pk, day]
    plan = calendar.plan_for(known, day, session)
    return plan and plan.code


def test_a_pattern_ends_the_one_before_it_and_full_time_ends_it_without_another(ada, office):
    pattern(ada, office, first=dt.date(2026, 9, 7))
    pattern(ada, office, "1111101010", first=THE_DAY)
    assert spans(ada) == [
        (MORNINGS, "X", dt.date(2026, 9, 7), THE_DAY - dt.timedelta(days=1)),
        ("1111101010", "X", THE_DAY, None),
    ]
    assert pattern(ada, office, "1" * 10, first=dt.date(2026, 12, 1)) is None
    assert [each[3] for each in spans(ada)] == [THE_DAY - dt.timedelta(days=1), dt.date(2026, 11, 30)]


def test_a_pattern_that_was_to_begin_later_is_taken_back_and_kept(ada, office):
    pattern(ada, office, first=dt.date(2026, 12, 7))
    pattern(ada, office, "1111111010", first=THE_DAY)
    assert spans(ada) == [("1111111010", "X", THE_DAY, None)]
    assert ExpectedPattern.objects.filter(pupil=ada, withdrawn_at=at("09:00")).count() == 1


def test_the_database_refuses_two_patterns_at_once(ada, office):
    pattern(ada, office)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpectedPattern.objects.create(
            school=ada.school, pupil=ada, expected=MORNINGS, code="X", first_day=THE_DAY
        )


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("X", {}, "outside compulsory school age"),
        ("D", {}, "which other school"),
        ("C2", {"last": dt.date(2026, 12, 18)}, "who agreed"),
        ("C2", {"agreed_with": "mother"}, "on which day it ends"),
        ("C2", {"agreed_with": "mother", "last": dt.date(2026, 11, 1)}, "before the first"),
        ("C2", {"agreed_with": "mother", "last": dt.date(2036, 11, 1)}, "cannot run past"),
    ],
)
def test_a_pupil_of_compulsory_age_has_no_x_and_c2_only_as_agreed(pupils, office, code, facts, words):
    with pytest.raises(PatternNotAllowed, match=words):
        pattern(pupils[0], office, code=code, **facts)


def test_c2_is_not_for_a_child_outside_compulsory_age(ada, office):
    with pytest.raises(PatternNotAllowed, match="only for a pupil of compulsory school age"):
        pattern(ada, office, code="C2", agreed_with="mother", last=dt.date(2026, 12, 18))


def test_the_editor_keeps_who_set_it_and_the_other_school(client, office, pupils, on_the_day):
    page = reverse("registers:set_pattern", args=[pupils[0].pk])
    said = {"expected": [str(n) for n in range(8)], "code": "D", "first_day": "2026-11-24"}
    assert "which other school" in sign_in(client, office).post(page, said).content.decode()
    client.post(page, said | {"other_school": "Meadow Bank School"})
    made = ExpectedPattern.objects.get()
    assert (made.expected, made.code, made.other_school, made.name) == (
        "1111111100",
        "D",
        "Meadow Bank School",
        "Joan Wright",
    )
    text = client.get(reverse("registers:pupil_plans", args=[pupils[0].pk])).content.decode()
    assert "the other half-days at Meadow Bank School" in text


def test_x_holds_until_the_day_compulsory_age_begins_and_not_from_it(ada, office):
    pattern(ada, office)
    assert (planned(ada, office, dt.date(2026, 12, 18)), planned(ada, office, JANUARY)) == ("X", None)


def test_a_plan_of_x_across_the_day_ends_there_too(ada, office):
    plan_mark(
        pupil=ada,
        asked=Asked(dt.date(2026, 12, 14), dt.date(2027, 1, 8), halves_of(["PM"]), "X"),
        note="",
        by=office,
        at=at("09:00"),
    )
    PlannedMarkFactory(pupil=ada, code="X", first_day=THE_DAY, last_day=dt.date(2027, 2, 1), note="imported")
    assert (planned(ada, office, dt.date(2026, 12, 18)), planned(ada, office, JANUARY)) == ("X", None)
    assert PlannedMark.objects.filter(pupil=ada, source="office", last_day__gte=BEGINS).count() == 1


def test_the_plan_shown_for_the_next_school_day_goes_by_the_age_on_that_day(ada, office):
    """On the last day of term the child is not of compulsory age yet; on the next school day it is."""
    pattern(ada, office)
    last = dt.date(2026, 12, 18)
    calendar = calendar_for(school=ada.school, first=last, last=JANUARY)
    today = pupils_on_days(school=ada.school, wanted=[(ada.pk, last)], by=office)[ada.pk, last]
    assert calendar.plan_for(today, JANUARY, "PM") is None


def test_the_register_after_the_day_expects_the_child_in_the_afternoon(ada, reception, office):
    pattern(ada, office)
    for day, planned_code in ((dt.date(2026, 12, 18), "X"), (JANUARY, None)):
        page = register_page(school=ada.school, group=reception, date=day, session="PM", at=at("13:15", day))
        assert [row.planned and row.planned.code for row in page.rows] == [planned_code]


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (dt.date(2026, 11, 24), False),
        (dt.date(2026, 12, 4), False),
        (dt.date(2026, 12, 7), True),  # ten school days before the holidays in which the day lies
        (dt.date(2026, 12, 17), True),
        (JANUARY, True),  # it has begun, and nobody has said what was agreed
        (dt.date(2027, 1, 15), False),
    ],
)
def test_the_warning_comes_two_weeks_before(ada, office, on, listed):
    pattern(ada, office)
    found = turning_soon(school=ada.school, on=on)
    assert [(each.begins, each.first_school_day, each.group) for each in found] == (
        [(BEGINS, JANUARY, "R1")] if listed else []
    )


def test_a_child_who_comes_full_time_is_not_listed(ada, office):
    assert turning_soon(school=ada.school, on=dt.date(2026, 12, 17)) == []
    pattern(ada, office, last=dt.date(2026, 12, 18))
    assert turning_soon(school=ada.school, on=dt.date(2026, 12, 17)) == []


def test_full_time_is_agreed_with_one_button(client, ada, office, set_clock):
    set_clock("2026-12-17T09:00")
    pattern(ada, office)
    PlannedMarkFactory(pupil=ada, code="X", first_day=THE_DAY, last_day=dt.date(2027, 2, 1))
    page = reverse("registers:turning_compulsory_age")
    text = sign_in(client, office).get(page).content.decode()
    assert "X is planned until Wednesday 30 December." in text
    assert "Turning compulsory school age soon" in client.get("/").content.decode()
    assert client.post(reverse("registers:agree_full_time", args=[ada.pk]), follow=True).status_code == 200
    assert spans(ada) == [(MORNINGS, "X", THE_DAY, dt.date(2026, 12, 30))]
    assert PlannedMark.objects.get(pupil=ada).last_day == dt.date(2026, 12, 30)
    assert "Nobody in the next two weeks." in client.get(page).content.decode()
    assert "Turning compulsory school age soon" not in client.get("/").content.decode()
    assert agree_full_time(pupil=ada, by=office, at=at("09:01")) == BEGINS
