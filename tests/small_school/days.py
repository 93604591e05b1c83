"""Registers, plans and closures of the small school."""

import datetime as dt
import uuid

from absence.actions.meetings import Arranged, arrange_meeting
from registers.actions.closing import close_school
from registers.actions.clubs import make_club
from registers.actions.drills import end_drill, start_drill
from registers.actions.late_desk import sign_in_late
from registers.actions.plans import Trip, plan_marks
from registers.actions.register_day import complete_register
from registers.closing_plan import Closing
from registers.models import ClubMember
from registers.on_site import roll_at
from registers.plan_preview import Asked
from tests.cast import NAMES_OF_3B
from tests.factories import (
    THE_DAY,
    CareFactory,
    ClosureFactory,
    ContactFactory,
    PlannedMarkFactory,
    RegisterFactory,
    at,
    mark,
)
from tests.small_school.half import MONDAY


def rows(half):
    """A plan, a trip and a club to come, days on which the site closes, and a pupil who was late."""
    snow_to_come(half.school, half.head)
    return planned_ahead(half.pupil, half.on_a_trip, half.teacher, half.office) | late(
        half.pupil, half.office
    )


def a_morning(group, pupils, people):
    """Marks of yesterday and today, one amended, one late; a plan for tomorrow, a family."""
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
    PlannedMarkFactory(
        pupil=pupils[1], first_day=MONDAY, code="R", by=office
    )  # and was present: it does not add up
    late = {"reason": "Traffic", "brought_by": "Fatima Khan, mother", "code": "", "note": "", "insist": False}
    sign_in_late(pupils=[pupils[2]], arrived_at=at("08:58"), by=office, at=at("08:58"), **late)


def drill(school, office):
    drill = start_drill(kind="drill", by=office, at=at("09:05"))
    roll = roll_at(school=school, post=None, at=at("09:09"))
    end_drill(drill=drill, roll=roll, note="North gate stuck", by=office, at=at("09:09"))


def planned_ahead(pupil, on_a_trip, leader, by):
    """A plan and a report for one pupil, a trip today and a club with another, both led by somebody."""
    soon = {"pupil": pupil, "first_day": THE_DAY + dt.timedelta(days=2), "by": by}
    plans = [PlannedMarkFactory(**soon)]
    trip = plan_marks(
        school=pupil.school, kind="trip", title="Fen farm", pupils=[on_a_trip.pk], note="Fen farm",
        asked=Asked(THE_DAY, THE_DAY, "1" * 10, "V"), trip=Trip(leader=leader), operation=uuid.uuid4(),
        by=by, at=at("08:00"),
    )  # fmt: skip
    club = make_club(school=pupil.school, name="Breakfast club", starts=dt.time(7, 45), leader=leader)
    ClubMember.objects.create(school=pupil.school, club=club, pupil=on_a_trip, first_day=THE_DAY)
    return {"plan": plans[0].pk, "trips.pk": trip.pk, "clubs.pk": club.pk}


def snow_to_come(school, by):
    """The site closes unexpectedly on an afternoon to come."""
    day = THE_DAY + dt.timedelta(days=14)
    closing = Closing(day, "PM", day, "PM", "No heating")
    close_school(school=school, closing=closing, keep_present=True, by=by, at=at("08:00"))
    ClosureFactory(school=school, first_day=day + dt.timedelta(days=1), kind="planned", year_groups=["6"])


def late(pupil, by):
    """The pupil was late last week, and the family is asked to a meeting about it."""
    friday = THE_DAY - dt.timedelta(days=4)
    late = {"minutes_late": 6, "arrived_at": dt.time(8, 51), "note": "Overslept"}
    mark(pupil, "L", by=by, date=friday, **late)
    when = Arranged(at("15:30", THE_DAY + dt.timedelta(days=2)), "Room 4", "Joan Wright, Office")
    meeting = arrange_meeting(pupil=pupil, kind="punctuality", arranged=when, by=by, at=at("09:15"))
    return {"meetings.pk": meeting.pk}
