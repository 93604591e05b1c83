"""A school of three classes whose year turns, and what the tables hold before and after."""

from datetime import date

import pytest

from registers.actions.turn_run import run_turn
from registers.actions.year_turn import (
    assign_teachers,
    keep_rehearsal,
    route_classes,
    settle_calendar,
    start_turn,
)
from registers.models import (
    Admission,
    Closure,
    ExpectedPattern,
    GroupMembership,
    GroupTeacher,
    Mark,
    MarkHistory,
    PlannedMark,
    Post,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    SchoolDay,
    Term,
    YearTurn,
)
from registers.next_calendar import proposed
from registers.turn_facts import calendar_of, holidays_of, turn_digest, turn_facts
from registers.year_turn import Route
from tests.factories import THE_DAY, GroupFactory, PostFactory, at

EVE, FIRST_DAY = date(2027, 8, 31), date(2027, 9, 1)
NOW = at("16:00", date(2027, 7, 12))
TOUCHED = [GroupMembership, PupilStatus, GroupTeacher, Term, Closure, SchoolDay, RegistrationGroup]
UNTOUCHED = [PlannedMark, ExpectedPattern, Mark, MarkHistory, Admission, Pupil, Post]


def everything(models):
    return {
        model.__name__: sorted(
            map(str, model.objects.values_list(*[f.attname for f in model._meta.concrete_fields]))
        )
        for model in models
    }


def class_list(group, day):
    members = GroupMembership.objects.on(day).filter(group=group)
    return sorted(members.values_list("pupil__forename", flat=True))


def years_on(day):
    found = PupilStatus.objects.on(day).filter(kind="year_group")
    return dict(found.values_list("pupil__forename", "value"))


@pytest.fixture
def classes(school):
    """A school of three classes: RA, 1A and 2A, with twins in 1A; year 2 is the top."""
    return {
        "RA": GroupFactory(school=school, name="RA", pupils=["Amy Lee", "Bea Moss"], pupils__year="R"),
        "1A": GroupFactory(
            school=school, name="1A", pupils=["Cai Orr", "Dot Orr", "Eli Poe"], pupils__year="1"
        ),
        "2A": GroupFactory(school=school, name="2A", pupils=["Fay Quin", "Gus Rae"], pupils__year="2"),
    }


@pytest.fixture
def teachers(school, classes):
    return {
        name: PostFactory(school=school, teaches=group, user__name=f"Teacher {name}")
        for name, group in classes.items()
    }


@pytest.fixture
def turn(school, classes, teachers, head):
    return start_turn(school=school, academic_year="2027-28", by=head, on=THE_DAY, at=NOW)


def next_class(turn, name):
    return next(each for each in turn.classes.select_related("group") if each.called == name)


def prepare(turn, classes, teachers, head):
    """Everybody moves up; the top year leaves; teachers keep their rooms."""
    said = {"by": head, "at": NOW}
    year = proposed(calendar_of(turn.school, "2026-27"), holidays_of("2027-28"))
    settle_calendar(turn=turn, plan=year, **said)
    routes = {
        classes["RA"].pk: Route("whole", next_class(turn, "1A").pk),
        classes["1A"].pk: Route("whole", next_class(turn, "2A").pk),
        classes["2A"].pk: Route("leave"),
    }
    route_classes(turn=turn, routes=routes, **said)
    rooms = {next_class(turn, name).pk: [teachers[name].pk] for name in classes}
    assign_teachers(turn=turn, teachers=rooms, **said)
    keep_rehearsal(facts=turn_facts(again(turn)), **said)
    return again(turn)


def again(turn):
    return YearTurn.objects.select_related("school").get(pk=turn.pk)


def run(turn, head, **changes):
    turn = again(turn)
    return run_turn(turn=turn, **{"agreed": turn_digest(turn_facts(turn)), "by": head, "at": NOW} | changes)


@pytest.fixture
def ready(turn, classes, teachers, head):
    return prepare(turn, classes, teachers, head)
