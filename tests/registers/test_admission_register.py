"""The admission register on any day: who was on the roll, in which class, who joined and left; past class lists."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.stays import begin_class_and_year
from registers.admission_list import Show, entries
from registers.models import Admission, GroupMembership
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PupilFactory

pytestmark = pytest.mark.usefixtures("on_the_day")
OCTOBER = dt.date(2026, 10, 6)
MOVED = dt.date(2026, 11, 2)


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


@pytest.fixture
def other_class(school, pupils):
    """Ben left on 6 November, Chloe moved to 3C on 2 November, Aisha joined on 9 November."""
    ben, chloe, aisha = pupils[:3]
    group = GroupFactory(school=school, name="3C")
    Admission.objects.filter(pupil=ben).update(deleted_on=dt.date(2026, 11, 6), ground="a")
    GroupMembership.objects.filter(pupil=ben).update(last_day=dt.date(2026, 11, 6))
    begin_class_and_year(pupil=chloe, group=group, year_group="4", first_day=MOVED)
    Admission.objects.filter(pupil=aisha).update(starting_day=dt.date(2026, 11, 9))
    GroupMembership.objects.filter(pupil=aisha).update(first_day=dt.date(2026, 11, 9))
    return group


def listed(office, on, show=Show.ON_ROLL, **chosen):
    found = entries(office, on=on, show=show, **chosen)
    return [(stay.pupil.forename, stay.group_name, stay.year_group) for stay in found]


def test_the_register_of_a_past_day_is_that_of_the_day(office, other_class):
    assert listed(office, OCTOBER) == [
        ("Ben", "3B", "3"),
        ("Chloe", "3B", "3"),
        ("Zara", "3B", "3"),
        ("Noah", "3B", "3"),
        ("Oscar", "3B", "3"),
    ]
    assert listed(office, THE_DAY)[:2] == [("Chloe", "3C", "4"), ("Aisha", "3B", "3")]


def test_it_is_narrowed_by_class_and_year_of_that_day(office, other_class):
    assert listed(office, OCTOBER, group=other_class) == []
    assert listed(office, THE_DAY, group=other_class) == [("Chloe", "3C", "4")]
    assert listed(office, THE_DAY, year_group="4") == [("Chloe", "3C", "4")]


def test_who_joined_and_who_left_in_the_school_year(office, other_class):
    assert listed(office, THE_DAY, Show.LEAVERS) == [("Ben", "3B", "3")]
    assert listed(office, OCTOBER, Show.LEAVERS) == []
    assert listed(office, OCTOBER, Show.TO_COME) == [("Aisha", "3B", "3")]
    assert ("Aisha", "3B", "3") in listed(office, THE_DAY, Show.STARTERS)


def test_the_page_takes_the_day_from_its_address(desk, other_class):
    url = reverse("registers:admission_register")
    assert "Archer, Ben" in desk.get(f"{url}?on={OCTOBER}").content.decode()
    assert "Archer, Ben" not in desk.get(url).content.decode()


def test_class_lists_of_a_past_day_are_those_of_that_day(desk, other_class, group_3b):
    def printed(group, day):
        url = f"{reverse('registers:blank_registers')}?day={day}&group={group.pk}"
        words = desk.get(url).content.decode()
        return [name for name in ("Ben Archer", "Chloe Dean", "Aisha Khan", "Noah Price") if name in words]

    assert printed(group_3b, OCTOBER) == ["Ben Archer", "Chloe Dean", "Noah Price"]
    assert printed(group_3b, THE_DAY) == ["Aisha Khan", "Noah Price"]
    assert printed(other_class, THE_DAY) == ["Chloe Dean"]
    page = desk.get(reverse("registers:take_register", args=[group_3b.pk, OCTOBER, "AM"])).content.decode()
    assert ("Archer" in page, "Khan" in page) == (True, False)


def test_the_statements_do_not_grow(desk, school, group_3b, pupils):
    url = reverse("registers:admission_register")
    desk.get(url)
    with CaptureQueriesContext(connection) as first:
        desk.get(url)
    for _ in range(5):
        PupilFactory(school=school, group=group_3b)
    with CaptureQueriesContext(connection) as second:
        desk.get(url)
    assert len(second) == len(first)
