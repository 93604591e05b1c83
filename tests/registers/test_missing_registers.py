"""Missing registers: exact for the day, gone when complete, and real gaps only for earlier days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from registers.actions.register_day import complete_register
from registers.codes import present_for
from registers.day_registers import class_order, registers_of_the_day
from registers.missing_registers import missing_on_earlier_days
from registers.models import Admission, Closure, GroupMembership, Register, Term
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    YEAR_STARTS,
    ClosureFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    RegisterFactory,
    TermFactory,
    at,
    make_school_days,
    mark,
)

YESTERDAY = THE_DAY - timedelta(days=1)
PAGE = "/missing-registers/"


@pytest.fixture
def seen(school, office):
    """The day's registers as the office sees them at a time of day: (class, session, how far, due)."""

    def look(clock="09:00", day=THE_DAY):
        found = registers_of_the_day(school=school, day=day, at=at(clock, day), by=office)
        return [(each.group, each.session.session, each.words, each.due_words) for each in found.not_complete]

    return look


def mark_everybody(pupils, teacher, **fields):
    for pupil in pupils:
        mark(pupil, present_for(fields.get("session", "AM")), by=teacher, **fields)


def test_a_register_is_due_for_a_class_with_pupils_and_not_for_an_empty_one(seen, school, group_3b):
    GroupFactory(school=school, name="5C")

    assert seen() == [("3B", "AM", "Not started", "missing since 8:55")]


def test_it_says_how_far_the_register_is(seen, group_3b, pupils, teacher):
    mark(pupils[0], "/", by=teacher)
    mark(pupils[1], "N", by=teacher)

    assert seen("08:50") == [("3B", "AM", "2 of 6 marked", "open until 8:55")]


def test_before_registration_nothing_is_listed(seen, group_3b):
    assert seen("08:40") == []


def test_in_the_afternoon_the_morning_is_still_listed(seen, group_3b):
    assert seen("13:15") == [
        ("3B", "AM", "Not started", "missing since 8:55"),
        ("3B", "PM", "Not started", "open until 13:20"),
    ]


def test_a_complete_register_is_gone_and_says_when_and_by_whom(
    seen, school, group_3b, pupils, teacher, office
):
    mark_everybody(pupils, teacher)
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:52"))

    assert seen() == []
    (morning, _) = registers_of_the_day(school=school, day=THE_DAY, at=at("09:00"), by=office).registers
    assert morning.words == "Complete at 8:52 by Meera Patel"


def test_all_marked_but_not_complete_is_still_listed(seen, group_3b, pupils, teacher):
    mark_everybody(pupils, teacher)

    assert seen() == [("3B", "AM", "6 of 6 marked", "missing since 8:55")]


def test_a_class_that_is_closed_expects_nobody(seen, school, group_3b):
    ClosureFactory(
        school=school, first_day=THE_DAY, kind="planned", classes=["3B"], note="Visit to the theatre"
    )

    assert seen() == []


def test_a_year_that_is_closed_in_the_afternoon_only_is_due_in_the_morning(seen, school, group_3b):
    ClosureFactory(school=school, first_day=THE_DAY, kind="planned", year_groups=["3"], sessions="PM")

    assert [row[:2] for row in seen("13:30")] == [("3B", "AM")]


def test_nobody_is_chased_for_a_register_of_a_site_that_closed_unexpectedly(seen, school, group_3b):
    ClosureFactory(school=school, first_day=THE_DAY, kind=Closure.Kind.UNEXPECTED, note="Burst pipe")

    assert seen() == []


def test_a_class_planned_away_whole_is_not_due_and_one_with_a_single_pupil_left_is(
    seen, group_3b, pupils, office
):
    for pupil in pupils[1:]:
        PlannedMarkFactory(pupil=pupil, code="D", by=office, note="")
    assert [row[:2] for row in seen()] == [("3B", "AM")]

    PlannedMarkFactory(pupil=pupils[0], code="C2", by=office, note="")
    assert seen() == []


def test_a_class_on_a_trip_is_due_because_the_trip_leader_confirms_it(seen, pupils, office):
    for pupil in pupils:
        PlannedMarkFactory(pupil=pupil, code="V", by=office, note="museum")

    assert [row[:2] for row in seen()] == [("3B", "AM")]


def test_a_class_whose_pupils_have_left_the_roll_expects_nobody(seen, group_3b):
    Admission.objects.update(deleted_on=YESTERDAY)

    assert seen() == []


@pytest.mark.parametrize(
    "day", [date(2026, 11, 27), date(2026, 11, 28), date(2026, 10, 28), date(2026, 12, 24)]
)
def test_no_register_is_missing_on_a_day_without_school(seen, group_3b, day):
    assert seen(day=day) == []


def test_classes_come_in_the_order_of_the_school():
    assert sorted(["10A", "3B", "R1", "3A", "Nursery"], key=class_order) == [
        "Nursery",
        "R1",
        "3A",
        "3B",
        "10A",
    ]


# --- earlier days -----------------------------------------------------------------------------------------------------


@pytest.fixture
def gaps(school, office):
    def look(before=THE_DAY):
        found = missing_on_earlier_days(school=school, before=before, by=office)
        return [(gap.date, gap.session, gap.group, gap.names) for gap in found]

    return look


@pytest.fixture
def marked_yesterday(pupils, teacher):
    mark_everybody(pupils, teacher, date=YESTERDAY)
    mark_everybody(pupils, teacher, date=YESTERDAY, session="PM")


def test_a_pupil_without_a_mark_yesterday_is_a_gap(gaps, pupils, teacher):
    mark_everybody(pupils[:5], teacher, date=YESTERDAY)
    mark_everybody(pupils, teacher, date=YESTERDAY, session="PM")

    assert gaps() == [(YESTERDAY, "AM", "3B", "Oscar Reid")]


def test_days_before_the_first_mark_of_the_term_are_no_gaps(gaps, marked_yesterday):
    assert gaps() == []


def test_without_any_mark_there_are_no_gaps(gaps, pupils):
    assert gaps() == []


def test_gaps_of_the_term_before_are_never_shown(gaps, school, pupils, teacher):
    Term.objects.filter(school=school).update(last_day=date(2026, 11, 20))
    TermFactory(school=school, name="Autumn 2", first_day=date(2026, 11, 23))
    mark(pupils[0], "/", by=teacher, date=date(2026, 11, 20))

    assert gaps() == []
    mark(pupils[0], "/", by=teacher, date=YESTERDAY)
    assert {gap[0] for gap in gaps()} == {YESTERDAY}


def test_a_holiday_has_no_earlier_days(gaps, pupils, teacher):
    mark(pupils[0], "/", by=teacher, date=YESTERDAY)

    assert gaps(before=date(2026, 12, 24)) == []


def test_a_pupil_who_came_or_changed_class_since_is_no_gap(gaps, marked_yesterday, pupils, school):
    Admission.objects.filter(pupil=pupils[0]).update(starting_day=THE_DAY)
    GroupFactory(school=school, name="3C", pupils=["Ivy New"], pupils__roll__starting_day=THE_DAY)

    assert gaps() == []


def test_a_pupil_planned_away_for_good_is_no_gap_and_an_appointment_is(gaps, pupils, teacher, office, school):
    mark_everybody(pupils[2:], teacher, date=YESTERDAY)
    mark_everybody(pupils, teacher, date=YESTERDAY, session="PM")
    PlannedMarkFactory(pupil=pupils[0], code="D", first_day=YESTERDAY, by=office, note="")
    PlannedMarkFactory(pupil=pupils[1], code="M", first_day=YESTERDAY, by=office)

    assert gaps() == [(YESTERDAY, "AM", "3B", "Chloe Dean")]


def test_a_closed_class_has_no_gap(gaps, pupils, teacher, school):
    mark(pupils[0], "/", by=teacher, date=YESTERDAY)
    ClosureFactory(school=school, first_day=YESTERDAY, kind="planned", classes=["3B"])

    assert gaps() == []


def test_another_school_is_not_looked_into(gaps, marked_yesterday, other_school):
    make_school_days(other_school)
    GroupFactory(school=other_school, name="9Z", pupils=3)

    assert gaps() == []


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_office_sees_the_class_its_teacher_and_the_way_to_the_page(
    client, office, teacher, group_3b, set_clock
):
    set_clock("09:00:10")
    page = sign_in(client, office).get(PAGE).content.decode()

    assert "1 register is not complete." in page
    assert "Missing since 8:55" in page
    assert "Meera Patel" in page
    assert reverse("registers:take_register", args=[group_3b.pk, THE_DAY, "AM"]) in page
    assert f"{reverse('registers:blank_registers')}?day=2026-11-24&amp;group={group_3b.pk}" in page
    assert "Nothing is missing from earlier days of this term." in page


def test_the_holder_of_a_pass_is_named(client, office, group_3b, set_clock):
    CoverFactory(group=group_3b, post__user__name="Ivy Marsh")
    set_clock("09:00:10")

    assert "Ivy Marsh" in sign_in(client, office).get(PAGE).content.decode()


def test_when_all_is_taken_it_says_so(client, office, teacher, group_3b, pupils, set_clock):
    mark_everybody(pupils, teacher)
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:52"))
    set_clock("09:00:10")

    assert "Every register is complete." in sign_in(client, office).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-27T09:00", "INSET day"),
        ("2026-11-24T08:00", "Registration has not started yet."),
    ],
)
def test_it_says_why_nothing_is_listed(client, office, group_3b, set_clock, moment, words):
    set_clock(moment)

    assert words in sign_in(client, office).get(PAGE).content.decode()


def test_the_list_renews_itself_without_the_rest_of_the_page(client, office, group_3b, set_clock):
    set_clock("09:00:10")
    page = sign_in(client, office).get(PAGE, headers={"X-Polling": "1"}).content.decode()

    assert page.lstrip().startswith('<div id="missing-today"')
    assert "earlier days" not in page


def test_only_people_who_chase_registers_may_open_it(client, teacher, governor, on_the_day):
    assert [sign_in(client, post).get(PAGE).status_code for post in (teacher, governor)] == [403, 403]


def test_the_statements_do_not_grow_with_the_classes(
    client, office, school, teacher, pupils, set_clock, django_assert_num_queries
):
    mark(pupils[0], "/", by=teacher, date=YESTERDAY)
    set_clock("09:00:10")
    sign_in(client, office).get(PAGE)
    with django_assert_num_queries(11):
        client.get(PAGE)
    for name in ("4A", "4B"):
        group = GroupFactory(school=school, name=name, pupils=4)
        PostFactory(school=school, teaches=group)
        RegisterFactory(group=group)
    with django_assert_num_queries(11):
        client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE, headers={"X-Polling": "1"})


def test_the_register_opens_from_the_list_and_leaves_it_when_complete(
    client, office, teacher, group_3b, pupils, set_clock
):
    set_clock("09:00:10")
    sign_in(client, office)
    mark_everybody(pupils, teacher)
    client.post(
        reverse("api:complete_register", args=[group_3b.pk, THE_DAY, "AM"]), content_type="application/json"
    )
    assert Register.objects.get(group=group_3b, session="AM").taken_name == "Joan Wright"

    assert "Every register is complete." in client.get(PAGE).content.decode()


def test_a_pupil_in_no_class_is_on_no_register(seen, group_3b):
    GroupMembership.objects.update(last_day=YEAR_STARTS)

    assert seen() == []
