"""The home page: today's work for each role, a day without school, and the banner of a missing job."""

import datetime as dt

import pytest
from django.urls import reverse

from absence.actions.contradictions import settle_contradiction
from absence.does_not_add_up import does_not_add_up
from attendance_site.home import home_for
from registers.actions.confirm_attendance import NothingToConfirm, confirm_attendance
from registers.actions.jobs import begin_sweep, end_sweep
from registers.actions.late_desk import sign_in_late
from registers.actions.register_day import complete_register
from registers.actions.tokens import make_token
from registers.models import Mark, Post
from registers.refusals import SessionNotStarted
from registers.roles import Role, Scope
from registers.school_year import DayRange
from reporting.enrolments import enrolments
from reporting.measures import total
from reporting.year_so_far import years_so_far
from tests.cast import NAMES_OF_3B, person, sign_in
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    PupilFactory,
    RegisterFactory,
    SchoolFactory,
    StatusFactory,
    at,
    mark,
)

TOMORROW = THE_DAY + dt.timedelta(days=1)
YESTERDAY = THE_DAY - dt.timedelta(days=1)


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


# --- office and leaders -----------------------------------------------------------------------------------------------


def test_the_office_sees_its_figures(client, office, teacher, group_3b, pupils, set_clock, jobs_run):
    for pupil in pupils[2:]:
        mark(pupil, "/", by=teacher)
    mark(pupils[0], "N", by=teacher)
    mark(pupils[1], "N", by=teacher)
    sign_in_late(
        pupils=[pupils[1]], arrived_at=at("08:58"), reason="Bus", brought_by="", by=office, at=at("08:58")
    )
    today = today_of(office)

    assert (today.complete, len(today.due), today.came_late, today.on_site, len(today.on_roll)) == (
        0,
        1,
        1,
        5,
        6,
    )
    assert [each.pupil.called for each in today.without_reason] == ["Ben Archer"]
    set_clock("09:00:10")
    page = page_of(client, office)
    assert "0 of 1" in page
    assert "5 of 6" in page
    assert reverse("registers:amend_mark", args=[pupils[0].pk, THE_DAY, "AM"]) in page


def test_n_marks_to_settle_come_with_the_overdue_first(client, office, teacher, pupils, set_clock):
    mark(pupils[0], "N", by=teacher, date=dt.date(2026, 11, 16))
    mark(pupils[1], "N", by=teacher, date=YESTERDAY)
    today = today_of(office)

    assert [(each.mark.pupil.called, each.overdue) for each in today.unsettled] == [
        ("Ben Archer", True),
        ("Chloe Dean", False),
    ]
    set_clock("09:00:10")
    page = page_of(client, office)
    assert "1 overdue" in page
    assert "2 N marks wait for a reason" in page


def test_a_visit_stays_listed_until_a_person_confirms_it(
    client, office, teacher, group_3b, pupils, set_clock
):
    for pupil in pupils[:2]:
        PlannedMarkFactory(pupil=pupil, code="V", note="museum", by=office)
    PlannedMarkFactory(pupil=pupils[2], by=office)
    for pupil in pupils[3:]:
        mark(pupil, "/", by=teacher)
    before = [(each.code, each.note, each.group, len(each.pupils)) for each in today_of(office).to_confirm]
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:54"))
    after = [(each.code, each.note, each.group, len(each.pupils)) for each in today_of(office).to_confirm]
    assert before == after == [("V", "museum", "3B", 2)]

    set_clock("2026-11-25T09:00:10")
    sign_in(client, office)
    assert "To confirm with the trip leader" in client.get("/").content.decode()
    page = client.post(
        reverse("registers:confirm_attendance"),
        {"date": "2026-11-24", "session": "AM", "pupil": [pupil.pk for pupil in pupils[:2]]},
        follow=True,
    ).content.decode()
    assert "Confirmed for 2 pupils." in page
    assert "To confirm with the trip leader" not in page
    confirmed = Mark.objects.get(pupil=pupils[0], date=THE_DAY, session="AM")
    assert (confirmed.code, confirmed.note, confirmed.source, confirmed.rev, confirmed.name) == (
        "V",
        "museum, confirmed",
        "confirmed",
        2,
        "Joan Wright",
    )


def test_a_visit_may_be_confirmed_before_the_register_is_complete(office, school, pupils):
    PlannedMarkFactory(pupil=pupils[0], code="V", note="museum", by=office)
    them = {
        "school": school,
        "pupils": [pupils[0].pk, pupils[1].pk],
        "day": THE_DAY,
        "sessions": ["AM"],
        "by": office,
    }

    with pytest.raises(SessionNotStarted):
        confirm_attendance(**them, at=at("08:00"))
    assert confirm_attendance(**them, at=at("09:00")) == 1
    with pytest.raises(NothingToConfirm):
        confirm_attendance(**them, at=at("09:01"))
    assert list(Mark.objects.values_list("pupil", "code", "note")) == [
        (pupils[0].pk, "V", "museum, confirmed")
    ]


def test_a_pupil_who_is_here_although_planned_away_is_listed(office, teacher, pupils):
    PlannedMarkFactory(pupil=pupils[0], by=office)
    mark(pupils[0], "/", by=teacher)
    mark(pupils[1], "I", by=office, when=at("08:40"))
    mark(pupils[1], "/", by=teacher)
    mark(pupils[2], "I", by=teacher, when=at("08:40"))
    mark(pupils[2], "/", by=office, reason="keyed for the wrong pupil")

    assert [(each.pupil.called, each.words) for each in today_of(office).contradictions] == [
        ("Ben Archer", "Planned M, dentist; Meera Patel marked /"),
        ("Chloe Dean", "The office had I; Meera Patel marked /"),
    ]


def test_a_pupil_whom_the_class_let_in_after_registration_closed_is_listed(office, teacher, pupils):
    late = {"minutes_late": 25, "arrived_at": at("09:10").time()}
    mark(pupils[0], "U", by=teacher, when=at("09:11"), **late)
    mark(pupils[1], "U", by=office, when=at("09:11"), source="late_desk", **late)

    assert [(each.pupil.called, each.words) for each in today_of(office).contradictions] == [
        ("Ben Archer", "Came at 9:10, said Meera Patel after registration had closed")
    ]


def test_what_somebody_has_settled_under_does_not_add_up_is_not_listed_again(
    client, office, teacher, pupils, set_clock
):
    PlannedMarkFactory(pupil=pupils[0], by=office)
    mark(pupils[0], "/", by=teacher)
    set_clock("09:00:10")
    assert "The class says otherwise" in page_of(client, office)
    [row] = does_not_add_up(school=office.school, post=office, at=at("09:00")).rows
    settle_contradiction(
        school=office.school, findings=row.findings, words="was here", by=office, at=at("09:01")
    )
    assert "The class says otherwise" not in page_of(client, office)


def test_passes_of_the_day_are_named(office, group_3b):
    CoverFactory(group=group_3b, post__user__name="Ivy Marsh")

    assert today_of(office).passes == [("Ivy Marsh", "3B")]


@pytest.mark.parametrize("role", [Role.HEAD, Role.CHAMPION, Role.SAFEGUARDING])
def test_leaders_also_see_attendance_in_words(client, school, role, teacher, pupils, set_clock):
    for pupil in pupils[:3]:
        mark(pupil, "/", by=teacher)
        mark(pupil, "/", by=teacher, date=YESTERDAY)
    mark(pupils[3], "I", by=teacher)
    set_clock("09:00:10")
    page = page_of(client, person(school, role, "Ada Leader"))

    assert "<b>75.0%</b> of the 4 pupils marked so far attend (3 attending, 1 absent; 6 pupils due)" in page
    assert "This year <b>85.7%</b>: 6 sessions attended of 7 possible sessions, Wednesday 2 September" in page


def test_the_year_agrees_with_the_figures_and_leaves_nursery_out(school, teacher, pupils):
    child = PupilFactory(school=school, group=None, year="N2")
    for pupil in [*pupils[:3], child]:
        mark(pupil, "/", by=teacher, date=YESTERDAY)
        mark(pupil, "I", by=teacher, date=YESTERDAY, session="PM")
        mark(pupil, "/", by=teacher, date=dt.date(2026, 9, 2))
    (year,) = years_so_far(schools=[school], on=THE_DAY)
    days = DayRange(dt.date(2026, 9, 1), THE_DAY)
    figures = total(
        each.measures for each in enrolments(school=school, first=days.first, last=days.last)
    ).measures

    assert (year.attended, year.possible) == (figures.attended, figures.possible) == (6, 9)


def test_a_child_who_leaves_nursery_in_september_counts_from_then(school, teacher):
    child = PupilFactory(school=school, year="R")
    StatusFactory(pupil=child, value="N2", first_day=dt.date(2026, 1, 5), last_day=dt.date(2026, 8, 31))
    mark(child, "/", by=teacher, date=dt.date(2026, 9, 2))

    assert [year.possible for year in years_so_far(schools=[school], on=THE_DAY)] == [1]


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


@pytest.mark.parametrize("role", [Role.OFFICE, Role.HEAD])
def test_the_statements_of_the_office_do_not_grow(
    client, school, office, teacher, pupils, role, set_clock, django_assert_max_num_queries
):
    set_clock("09:00:10")
    mark(pupils[0], "N", by=teacher, date=YESTERDAY)
    sign_in(client, office if role == Role.OFFICE else person(school, role, "Ada Leader")).get("/")
    most = 27 if role == Role.OFFICE else 29

    with django_assert_max_num_queries(most) as first:
        client.get("/")
    for n, pupil in enumerate(pupils[1:4]):
        mark(pupil, "N", by=teacher, date=YESTERDAY)
        PlannedMarkFactory(pupil=pupil, code="V", by=office)
        GroupFactory(school=school, name=f"4{n}", pupils=3)
    with django_assert_max_num_queries(len(first)):
        client.get("/")


def test_the_page_renews_itself_with_its_part_only(client, teacher, group_3b, set_clock):
    set_clock("08:46:10")
    page = sign_in(client, teacher).get("/", headers={"X-Polling": "1"}).content.decode()

    assert page.lstrip().startswith('<div id="today"')
