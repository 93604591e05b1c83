"""Plans, movements and timetables of the day before, and the rows that follow from them."""

import datetime as dt

import pytest

from absence.does_not_add_up import does_not_add_up
from registers.models import ExpectedPattern, Movement
from tests.factories import THE_DAY, PlannedMarkFactory, at

MONDAY = THE_DAY - dt.timedelta(days=1)


@pytest.fixture
def looked(school, office):
    """The rows that stand at half past three: kind, pupil and what is said."""

    def look():
        found = does_not_add_up(school=school, post=office, at=at("15:30"))
        return [(row.kind.value, row.pupil.forename, " ".join(row.lines)) for row in found.rows]

    return look


def plan(pupil, code, office, *, first=MONDAY, last=None, note="", when="08:00", halves="1" * 10, **more):
    return PlannedMarkFactory(
        pupil=pupil, code=code, first_day=first, last_day=last or first, note=note, by=office, halves=halves,
        at=at(when, first - dt.timedelta(days=3)), **more,
    )  # fmt: skip


def move(pupil, kind, clock, *, by, day=MONDAY):
    return Movement.objects.create(
        school=pupil.school, pupil=pupil, kind=kind, date=day, at=at(clock, day), by=by, name=by.user.name,
        position=by.position, recorded_at=at(clock, day),
    )  # fmt: skip


def part_time(pupil, first, last):
    return ExpectedPattern.objects.create(
        school=pupil.school, pupil=pupil, expected="1" * 8 + "00", code="C2", first_day=first, last_day=last,
        agreed_with="Fatima Khan",
    )  # fmt: skip
