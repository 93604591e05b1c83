"""The home page of the office and of leaders: what waits for a person, and attendance so far."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from absence.actions.contradictions import settle_contradiction
from absence.does_not_add_up import does_not_add_up
from attendance_site.home import home_for
from registers.actions.confirm_attendance import NothingToConfirm, confirm_attendance
from registers.actions.jobs import begin_sweep, end_sweep
from registers.actions.late_desk import sign_in_late
from registers.actions.register_day import complete_register
from registers.models import Mark
from registers.refusals import SessionNotStarted
from registers.roles import Role
from registers.school_year import DayRange
from reporting.enrolments import enrolments
from reporting.measures import total
from reporting.year_so_far import years_so_far
from tests.cast import person, sign_in
from tests.factories import (
    THE_DAY,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PupilFactory,
    RegisterFactory,
    StatusFactory,
    at,
    mark,
)

YESTERDAY = THE_DAY - dt.timedelta(days=1)


@pytest.fixture
def jobs_run(db):
    """A worker looked at the timetable just now."""
    end_sweep(sweep=begin_sweep(at=at("09:00")), at=at("09:00"))


def page_of(client, post):
    return sign_in(client, post).get("/").content.decode()


def today_of(post, clock="09:00"):
    return home_for(post, at(clock))["today"]


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

    words = re.sub(r"<[^>]+>", "", page)
    assert "75.0% of the 4 pupils marked so far attend (3 attending, 1 absent; 6 pupils due)" in words
    assert "This year 85.7%: 6 sessions attended of 7 possible sessions, Wednesday 2 September" in words
    opened = re.findall(r'<a href="(/figures/[^"]+)"><b>(75.0%|85.7%)</b></a>', page)
    shares = [client.get(html.unescape(url)).context["figure"].share for url, _ in opened]
    assert [(share.part, share.whole) for share in shares] == [(3, 4), (6, 7)]


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
