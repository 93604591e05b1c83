"""The day's list of registers: how far each is, on any date."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registers.actions.register_day import complete_register, get_register
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, at, mark

pytestmark = pytest.mark.usefixtures("on_the_day")
URL = reverse("registers:registers")


def test_a_teacher_sees_their_own_classes_with_the_state_of_each_half(client, teacher, school, group_3b):
    GroupFactory(school=school, name="5C", pupils=2)

    html = sign_in(client, teacher).get(URL).content.decode()

    assert "3B" in html
    assert "5C" not in html
    assert "<b>Open</b>" in html
    assert "0 of 6 marked" in html
    assert "<b>From 13:10</b>" in html


def test_the_office_sees_every_class_and_who_completed_it(client, office, teacher, school, group_3b, pupils):
    GroupFactory(school=school, name="5C", pupils=2)
    for pupil in pupils:
        mark(pupil, "/", by=teacher)
    register = get_register(school=school, group=group_3b, date=THE_DAY, session="AM", at=at("08:50"))
    complete_register(register=register, by=teacher, at=at("08:52"))

    html = sign_in(client, office).get(URL).content.decode()

    assert "<b>Taken 8:52</b>" in html
    assert "6 of 6 here, by Meera Patel" in html
    assert "5C" in html


def test_a_register_that_nobody_took_is_missing_after_the_close(client, office, group_3b, set_clock):
    set_clock("09:30")
    assert "<b>Missing</b>" in sign_in(client, office).get(URL).content.decode()


def test_any_date_can_be_opened(client, office, group_3b):
    html = sign_in(client, office).get(URL, {"date": "2026-11-23"}).content.decode()

    assert "Monday 23 November 2026" in html
    assert reverse("registers:take_register", args=[group_3b.pk, THE_DAY - timedelta(days=1), "AM"]) in html


def test_a_day_without_school_names_the_closure_and_the_next_day(client, office, group_3b):
    html = sign_in(client, office).get(URL, {"date": "2026-11-27"}).content.decode()

    assert "There is no session in the morning of Friday 27 November 2026: INSET day." in html
    assert "Go to Monday 30 November" in html


def test_a_date_that_is_none_shows_today_and_says_so(client, office, group_3b):
    html = sign_in(client, office).get(URL, {"date": "tomorrow"}).content.decode()

    assert "Enter a valid date, such as" in html
    assert "Tuesday 24 November 2026" in html


def test_a_teacher_without_a_class_is_told_who_gives_classes(client, teacher):
    teacher.teaching.all().delete()
    html = sign_in(client, teacher).get(URL).content.decode()

    assert "You have no class on this day." in html
    assert "The office gives teachers their classes" in html


def test_a_governor_may_not_see_it(client, governor):
    assert sign_in(client, governor).get(URL).status_code == 403


def test_the_list_takes_the_same_statements_for_any_number_of_classes(
    client, office, school, django_assert_num_queries, group_3b
):
    client = sign_in(client, office)
    client.get(URL)
    with django_assert_num_queries(STATEMENTS):
        client.get(URL)
    for name in ("5C", "6A"):
        GroupFactory(school=school, name=name, pupils=2)
    with django_assert_num_queries(STATEMENTS):
        client.get(URL)


STATEMENTS = 11
