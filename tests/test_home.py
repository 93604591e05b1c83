"""The home page: the day of teachers, totals and other roles, a day without school, and the banner of a missing job."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance_site.home import home_for
from registers.actions.jobs import begin_sweep, end_sweep
from registers.actions.register_day import complete_register
from registers.actions.tokens import make_token
from registers.models import Post
from registers.roles import Role, Scope
from tests.cast import NAMES_OF_3B, person, sign_in
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    RegisterFactory,
    SchoolFactory,
    at,
    mark,
)

TOMORROW = THE_DAY + dt.timedelta(days=1)


@pytest.fixture
def jobs_run(db):
    """A worker looked at the timetable just now."""
    end_sweep(sweep=begin_sweep(at=at("09:00")), at=at("09:00"))


def page_of(client, post):
    return sign_in(client, post).get("/").content.decode()


def today_of(post, clock="09:00"):
    return home_for(post, at(clock))["today"]


# --- teacher and cover ------------------------------------------------------------------------------------------------


def test_a_teacher_is_led_to_the_register_to_take(client, teacher, group_3b, set_clock):
    set_clock("08:46:10")
    page = page_of(client, teacher)

    assert "Take the morning register of 3B" in page
    assert reverse("registers:take_register", args=[group_3b.pk, THE_DAY, "AM"]) in page
    assert "Not started. Registration is open until 8:55." in page


def test_in_the_afternoon_the_afternoon_register_comes_first(teacher, group_3b):
    assert today_of(teacher, "13:15").next_to_take.session.session == "PM"


def test_when_all_is_complete_nothing_is_to_take(client, teacher, group_3b, pupils, set_clock):
    for pupil in pupils:
        mark(pupil, "/", by=teacher)
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:52"))
    set_clock("08:53:10")
    page = page_of(client, teacher)

    assert "Your registers are complete." in page
    assert "Complete at 8:52 by Meera Patel" in page


def test_only_their_own_classes_are_shown(client, teacher, school, set_clock):
    GroupFactory(school=school, name="5C", pupils=2)
    set_clock("08:46:10")

    assert [each.group for each in today_of(teacher).day.registers] == ["3B", "3B"]
    assert "Take the morning register of 5C" not in page_of(client, teacher)


def test_pupils_planned_away_tomorrow_are_named(client, teacher, pupils, set_clock, office):
    PlannedMarkFactory(pupil=pupils[0], first_day=TOMORROW, halves="1010101010", by=office)
    PlannedMarkFactory(pupil=pupils[1], first_day=TOMORROW, code="C", note="", by=office)
    PlannedMarkFactory(pupil=pupils[2], first_day=TOMORROW, code="Y5", note="", by=office)
    set_clock("09:00:10")
    planned = [(pupil.called, words) for pupil, words in today_of(teacher).away_next_day]

    assert planned == [
        ("Ben Archer", "M, dentist, morning"),
        ("Chloe Dean", "C (leave of absence for other exceptional circumstance), all day"),
        ("Aisha Khan", "away, all day"),
    ]
    assert "Planned away on Wednesday 25 November" in page_of(client, teacher)


def test_the_holder_of_a_pass_sees_the_class_of_the_pass(client, group_3b, school, set_clock):
    cover = CoverFactory(group=group_3b, post__school=school)
    set_clock("08:46:10")

    assert "Take the morning register of 3B" in page_of(client, cover.post)


def test_a_teacher_without_a_class_is_told_who_gives_one(client, school, set_clock):
    set_clock("08:46:10")

    assert "The office gives teachers their classes" in page_of(client, PostFactory(school=school))


# --- totals, data officer, administrator ------------------------------------------------------------------------------


def test_a_governor_sees_totals_without_names(client, governor, teacher, pupils, set_clock):
    mark(pupils[0], "/", by=teacher)
    set_clock("09:00:10")
    page = page_of(client, governor)

    assert "100.0%" in page
    assert not any(name in page for name in NAMES_OF_3B)


def test_a_trust_officer_sees_each_school_of_the_trust(client, trust, school, other_school, set_clock):
    SchoolFactory(trust__name="Another Trust", name="Elsewhere School")
    post = Post.objects.create(
        user=PostFactory(school=school).user,
        trust=trust,
        role=Role.TRUST,
        position="Trust officer",
        first_day=dt.date(2026, 9, 1),
    )
    set_clock("09:00:10")
    page = page_of(client, post)

    assert (school.name in page, other_school.name in page, "Elsewhere" in page) == (True, True, False)


def test_a_data_officer_sees_guards_returns_and_jobs(client, school, set_clock, jobs_run):
    set_clock("09:00:10")
    page = page_of(client, person(school, Role.DATA_OFFICER, "Dana Off"))

    assert "No mark can change without its history." in page
    assert f"verify_register --school {school.urn}" in page
    assert "None made yet." in page
    assert "Nothing is late" in page


def test_an_administrator_sees_people_and_tokens(client, school, head, set_clock, jobs_run):
    admin = person(school, Role.ADMIN, "Ali Admin")
    person(school, Role.OFFICE, "Tess Ending")
    Post.objects.filter(user__name="Tess Ending").update(last_day=THE_DAY + dt.timedelta(days=3))
    make_token(
        school=school, label="Door kiosk", scopes=[Scope.PUPILS_READ], expires_at=at("09:00", dt.date(2027, 1, 1)),
        by=head, at=at("08:00"),
    )  # fmt: skip
    today = home_for(admin, at("09:00"))["today"]
    assert (today.people, [post.user.name for post in today.ending]) == (3, ["Tess Ending"])
    set_clock("09:00:10")
    page = page_of(client, admin)

    assert "Door kiosk" in page
    assert not any(name in page for name in NAMES_OF_3B)


def test_an_authority_officer_is_told_that_nothing_is_shared(client, school, set_clock):
    set_clock("09:00:10")

    assert "Nothing is shared with you now." in page_of(client, person(school, Role.LA, "Lara La"))


# --- days without school, jobs, statements ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICE, Role.HEAD])
@pytest.mark.parametrize(
    ("moment", "why", "then"),
    [
        ("2026-11-27T09:00", "INSET day", "Monday 30 November"),
        ("2026-11-28T09:00", "Saturdays are not school days", "Monday 30 November"),
        ("2026-10-27T09:00", "Half term", "Monday 2 November"),
    ],
)
def test_a_day_without_school_says_why_and_which_day_is_next(
    client, school, role, moment, why, then, set_clock
):
    set_clock(moment)
    page = page_of(client, person(school, role, "Una Idle"))

    assert why in page
    assert f"The next school day is {then}." in page


def test_after_the_last_day_it_says_who_can_change_the_calendar(client, office, set_clock):
    set_clock("2026-12-21T09:00")

    assert "No later school day is in the calendar" in page_of(client, office)


def test_a_school_that_is_closed_in_the_morning_only_opens_at_noon(
    client, office, school, group_3b, set_clock
):
    ClosureFactory(school=school, first_day=THE_DAY, sessions="AM", kind="planned", note="Polling station")
    from tests.factories import make_school_days

    make_school_days(school)
    set_clock("09:00:10")

    assert "Registration opens at 13:10." in page_of(client, office)


def test_a_banner_says_so_when_no_worker_was_seen_for_five_minutes(
    client, office, teacher, jobs_run, set_clock
):
    words = "No worker has been seen since 9:00"
    set_clock("09:04:30")
    assert words not in page_of(client, office)
    set_clock("09:05:30")
    assert words in page_of(client, office)
    assert words not in page_of(client, teacher)


def test_the_page_renews_itself_with_its_part_only(client, teacher, group_3b, set_clock):
    set_clock("08:46:10")
    page = sign_in(client, teacher).get("/", headers={"X-Polling": "1"}).content.decode()

    assert page.lstrip().startswith('<div id="today"')
