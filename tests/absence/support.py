"""Worlds for support: a pupil at home with a parent, a plan that runs, a part-time timetable."""

import datetime as dt
import uuid

from absence.actions.part_time import Agreed, agree_part_time
from absence.actions.support_plans import Begun, PlanSays, ToDo, add_action, begin_plan
from absence.part_time import steps_from
from registers.models import Care
from tests.absence.absent import mother_of
from tests.factories import THE_DAY, at

MONDAY_NEXT = THE_DAY + dt.timedelta(days=6)
MORNINGS = "10" * 5
FOUR_DAYS = "1" * 8 + "00"


def day(number):
    """So many days after the day."""
    return THE_DAY + dt.timedelta(days=number)


def plan_of(pupil, by, *, first_day=THE_DAY, review_in=14, **says):
    """A plan about anxiety and lunch."""
    says = {"barriers": ["anxiety", "lunch"], "child_view": "The hall is loud.", **says}
    return begin_plan(
        pupil=pupil,
        begun=Begun(first_day, "Tom Hale", first_day + dt.timedelta(days=review_in)),
        says=PlanSays(**says),
        operation=uuid.uuid4(),
        by=by,
        at=at("09:00"),
    )


def action_of(plan, by, *, due_on=THE_DAY, what="A quiet place at lunch"):
    return add_action(
        plan=plan,
        action=ToDo(what, "Miss Patel", due_on),
        operation=uuid.uuid4(),
        by=by,
        at=at("09:01"),
    )


def at_home(pupil, name="Fatima Khan"):
    """The care of a parent the pupil lives with."""
    return Care.objects.get(contact=mother_of(pupil, name, lives_with=True), pupil=pupil)


def agreed_with(care, head, *, first_day=MONDAY_NEXT, ends=None, **more):
    """Mornings until the end of a week, then four days a week for another."""
    friday = first_day + dt.timedelta(days=4)
    ends = ends or [(friday, MORNINGS), (friday + dt.timedelta(days=7), FOUR_DAYS)]
    said = {"why": "Panic in the hall", "agreed_on": THE_DAY, "involved": "", **more}
    said = {"review_on": friday, **said}
    return Agreed(authorised=head, parent=care, steps=steps_from(first_day, ends), **said)


def part_time_of(plan, care, head, by, **more):
    return agree_part_time(
        plan=plan, agreed=agreed_with(care, head, **more), operation=uuid.uuid4(), by=by, at=at("09:05")
    )
