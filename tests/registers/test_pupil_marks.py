"""The list of pupils, and one pupil's marks week by week."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.amend import amend_mark
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, at, mark


def test_the_list_shows_the_school_by_name(client, office, group_3b, on_the_day):
    page = sign_in(client, office).get(reverse("registers:pupils")).content.decode()

    names = ["Ben Archer", "Chloe Dean", "Aisha Khan", "Zara Malik", "Noah Price", "Oscar Reid"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)


def test_a_few_letters_find_a_pupil(client, office, group_3b, on_the_day):
    page = sign_in(client, office).get(reverse("registers:pupils"), {"name": "ai kh"}).content.decode()

    assert ("Aisha Khan" in page, "Ben Archer" in page) == (True, False)


def test_nobody_found_says_what_to_do(client, office, group_3b, on_the_day):
    page = sign_in(client, office).get(reverse("registers:pupils"), {"name": "zzz"}).content.decode()
    assert "Nobody found" in page


def test_a_teacher_sees_only_their_own_class(client, teacher, school, on_the_day):
    other = GroupFactory(school=school, name="4A", pupils=["Other Child"])
    sign_in(client, teacher)
    stranger = other.memberships.get().pupil

    assert "Other Child" not in client.get(reverse("registers:pupils")).content.decode()
    assert client.get(reverse("registers:pupil_marks", args=[stranger.pk])).status_code == 404


def test_marks_are_summed_from_sessions_and_amendments_are_listed(client, office, teacher, pupils, set_clock):
    set_clock("15:00")
    for day, codes in {23: "/N", 24: "I\\"}.items():
        for session, code in zip(["AM", "PM"], codes, strict=True):
            mark(pupils[0], code, by=teacher, date=THE_DAY.replace(day=day), session=session)
    amend_mark(
        pupil=pupils[0],
        day=THE_DAY.replace(day=23),
        session="PM",
        code="M",
        reason="Appointment confirmed",
        base_rev=1,
        by=office,
        at=at("14:00"),
    )
    page = sign_in(client, office).get(reverse("registers:pupil_marks", args=[pupils[0].pk])).content.decode()

    assert "Missed 2 of 4 sessions" in page
    assert "2 authorised, 0 unauthorised" in page
    assert "Appointment confirmed" in page


def test_a_period_the_wrong_way_round_is_explained(client, office, pupils, on_the_day):
    page = sign_in(client, office).get(
        reverse("registers:pupil_marks", args=[pupils[0].pk]), {"first": "2026-11-24", "last": "2026-11-01"}
    )
    assert "The first day comes after the last. Swap them." in page.content.decode()


def test_the_page_needs_no_more_queries_for_more_marks(client, office, teacher, pupils, set_clock):
    set_clock("15:00")
    sign_in(client, office)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("registers:pupil_marks", args=[pupils[0].pk]))
        return len(queries)

    mark(pupils[0], "/", by=teacher)
    count()
    first = count()
    for day in (18, 19, 20):
        mark(pupils[0], "N", by=teacher, date=THE_DAY.replace(day=day))
        amend_mark(
            pupil=pupils[0],
            day=THE_DAY.replace(day=day),
            session="AM",
            code="I",
            reason="phone",
            base_rev=1,
            by=office,
            at=at("14:00"),
        )
    assert count() == first
