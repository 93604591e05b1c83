"""A small school in which every page has something to show, and the people who may or may not see it.

Each topic is a module: its `rows(half)` makes what its pages show of one pupil, here and in the school next door,
and answers what then stands in addresses.
"""

from dataclasses import dataclass

import pytest

from attendance_site.celery import TIMETABLE
from registers.actions.jobs import begin_sweep, end_sweep, expect_runs
from registers.models import Post, Pupil, RegistrationGroup, School
from tests.addresses import arguments_of
from tests.factories import ContactFactory, GroupFactory, at, mark
from tests.small_school import (
    absences,
    days,
    families,
    informed,
    messages,
    penalties,
    reports,
    returns,
    roll,
    support,
)
from tests.small_school.half import MONDAY, ONE_PIXEL, Half
from tests.small_school.people import EVERY_DAY, ROLES, people_of

__all__ = ["EVERY_DAY", "MONDAY", "ONE_PIXEL", "ROLES", "SmallSchool", "small_school"]

TOPICS = [days, messages, families, roll, absences, support, penalties, reports, informed, returns]


@dataclass(frozen=True)
class SmallSchool:
    """The school, its people by role, and what stands in its addresses and in those of the school next door."""

    school: School
    group: RegistrationGroup
    pupils: list
    people: dict[str, Post]
    own: dict[str, object]
    next_door: dict[str, object]
    code_of_pass: str


@pytest.fixture
def small_school(trust, school, other_school, group_3b, pupils):
    people = people_of(trust, school, other_school, group_3b)
    stranger, office = people["stranger"], people["office"]
    days.a_morning(group_3b, pupils, people)
    roll.joining_and_leaving(pupils, office)
    days.drill(school, office)
    reports.names_for_the_trust(people["head"])
    roll.next_year(group_3b, pupils[5], people["head"])
    other_group = GroupFactory(school=other_school, name="Kestrel", pupils=["Stranger Child"])
    other_pupil = other_group.memberships.get().pupil
    mark(other_pupil, "N", by=stranger)
    expect_runs(timetable=TIMETABLE, at=at("09:20"))
    end_sweep(sweep=begin_sweep(at=at("09:20")), at=at("09:20"))
    on_a_trip = Pupil.objects.get(surname="Venn")
    here = Half(
        pupils[0],
        office,
        people["parent"],
        people["la"],
        people["teacher"],
        on_a_trip,
        people["head"],
        people["admin"],
    )
    there = Half(other_pupil, stranger, stranger, stranger, stranger, other_pupil, stranger, stranger)
    return SmallSchool(
        school=school,
        group=group_3b,
        pupils=pupils,
        people=people,
        own=_stands_in_addresses(here, group_3b, ContactFactory(school=school, name="Anna Archer")),
        next_door=_stands_in_addresses(
            there, other_group, ContactFactory(school=other_school, name="Unknown Parent")
        ),
        code_of_pass="ABCD2345",
    )


def _stands_in_addresses(half, group, adult):
    found = {}
    for topic in TOPICS:
        found |= topic.rows(half)
    letter = messages.letter(half.school, adult)
    return arguments_of(half.school, group, half.pupil, half.office, letter) | found
