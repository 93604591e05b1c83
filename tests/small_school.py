"""A small school in which every page has something to show, and the people who may or may not see it."""

import datetime as dt
from dataclasses import dataclass

import pytest

from attendance_site.celery import TIMETABLE
from registers.actions.closing import close_school
from registers.actions.drills import end_drill, start_drill
from registers.actions.jobs import begin_sweep, end_sweep, expect_runs
from registers.actions.late_desk import sign_in_late
from registers.actions.register_day import complete_register
from registers.closing_plan import Closing
from registers.models import Message, Post, RegistrationGroup, School
from registers.on_site import roll_at
from registers.roles import Role
from tests.addresses import arguments_of
from tests.cast import NAMES_OF_3B, person
from tests.factories import (
    THE_DAY,
    CareFactory,
    ClosureFactory,
    ContactFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    RegisterFactory,
    SuspensionFactory,
    at,
    mark,
)

MONDAY = THE_DAY - dt.timedelta(days=1)
EVERY_DAY = ["office", "champion", "safeguarding", "head"]
ROLES = ["anonymous", "teacher", "other_teacher", "cover", *EVERY_DAY, "governor", "trust", "la"]
ROLES += ["data_officer", "admin", "parent", "stranger"]
"""`other_teacher` takes another class; `stranger` is the office of another school of the trust."""


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
    people = _people(trust, school, other_school, group_3b)
    code = "ABCD2345"
    _a_morning(group_3b, pupils, people)
    _snow_to_come(school, people["head"])
    _snow_to_come(other_school, people["stranger"])
    letter = _letter(school, ContactFactory(school=school, name="Anna Archer"))
    stranger = people["stranger"]
    other_group = GroupFactory(school=other_school, name="Kestrel", pupils=["Stranger Child"])
    other_pupil = other_group.memberships.get().pupil
    mark(other_pupil, "N", by=stranger)
    other_letter = _letter(other_school, ContactFactory(school=other_school, name="Unknown Parent"))
    suspensions = [
        SuspensionFactory(pupil=pupil, by=post)
        for pupil, post in ((pupils[0], people["office"]), (other_pupil, stranger))
    ]
    expect_runs(timetable=TIMETABLE, at=at("09:20"))
    end_sweep(sweep=begin_sweep(at=at("09:20")), at=at("09:20"))
    return SmallSchool(
        school=school,
        group=group_3b,
        pupils=pupils,
        people=people,
        own=arguments_of(school, group_3b, pupils[0], people["office"], letter)
        | {"suspensions.pk": suspensions[0].pk},
        next_door=arguments_of(other_school, other_group, other_pupil, stranger, other_letter)
        | {"suspensions.pk": suspensions[1].pk},
        code_of_pass=code,
    )


def _people(trust, school, other_school, group):
    people = {
        role: person(school, role, f"Sam {role.replace('_', '').capitalize()}")
        for role in [*EVERY_DAY, "governor", "la", "data_officer", "admin", "parent"]
    }
    people["trust"] = PostFactory(school=None, trust=trust, role=Role.TRUST, user__name="Sam Trust")
    people["teacher"] = PostFactory(school=school, role="teacher", teaches=group, user__name="Meera Patel")
    away = GroupFactory(school=school, name="5C", pupils=["Uma Venn", "Will Xu"])
    people["other_teacher"] = PostFactory(
        school=school, role="teacher", teaches=away, user__name="Olga Stein"
    )
    people["stranger"] = person(other_school, "office", "Next Door")
    pass_ = CoverFactory(group=group, post__school=school, given_by=people["office"])
    people["cover"] = pass_.post
    for post in people.values():
        post.user.is_demo = True  # a second factor is looked at by itself
        post.user.save()
    return people


def _a_morning(group, pupils, people):
    """Marks of yesterday and today, one amended, one late; a plan for tomorrow, a family, a drill."""
    office, teacher = people["office"], people["teacher"]
    assert len(pupils) == len(NAMES_OF_3B)
    for pupil, code in zip(pupils, "///N/C", strict=True):
        mark(pupil, code, by=office, date=MONDAY)
    for pupil, code in zip(pupils, "//N/N/", strict=True):
        mark(pupil, code, by=teacher)
    complete_register(register=RegisterFactory(group=group), by=teacher, at=at("08:52"))
    mark(pupils[0], "M", by=office, when=at("09:02"), reason="wrong code put in", note="dentist")
    mother = ContactFactory(school=group.school, name="Fatima Khan")
    CareFactory(pupil=pupils[2], contact=mother)
    CareFactory(pupil=pupils[3], contact=mother)
    PlannedMarkFactory(pupil=pupils[1], first_day=THE_DAY + dt.timedelta(days=1), by=office)
    late = {"reason": "Traffic", "brought_by": "Fatima Khan, mother", "code": "", "note": "", "insist": False}
    sign_in_late(pupils=[pupils[2]], arrived_at=at("08:58"), by=office, at=at("08:58"), **late)
    drill = start_drill(kind="drill", by=office, at=at("09:05"))
    roll = roll_at(school=group.school, post=None, at=at("09:09"))
    end_drill(drill=drill, roll=roll, note="North gate stuck", by=office, at=at("09:09"))


def _snow_to_come(school, by):
    """The site closes unexpectedly on an afternoon to come."""
    day = THE_DAY + dt.timedelta(days=14)
    closing = Closing(day, "PM", day, "PM", "No heating")
    close_school(school=school, closing=closing, keep_present=True, by=by, at=at("08:00"))
    ClosureFactory(school=school, first_day=day + dt.timedelta(days=1), kind="planned", year_groups=["6"])


def _letter(school, contact):
    return Message.objects.create(
        school=school,
        cause="absence/7/2026-11-24/first-day/1",
        contact=contact,
        channel="letter",
        subject="Not in school",
        body="Dear parent,\n\nPlease tell us why.",
        state="held",
        not_before=at("09:20"),
        made_at=at("09:18"),
        made_name="Joan Wright",
        changed_at=at("09:18"),
    )
