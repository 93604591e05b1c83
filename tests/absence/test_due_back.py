"""Not back when leave ends: who stands on the board the next morning, for how long, and when ground (h) comes up."""

import datetime as dt
import uuid

import pytest

from absence.board import board_of
from absence.models import LeaveChild, LeaveDecision, LeaveRequest
from registers.message_causes import leave_decided
from tests.absence.absent import days_before, miss, take
from tests.factories import THE_DAY, ContactFactory, PlannedMarkFactory, at, mark

MONDAY = THE_DAY - dt.timedelta(days=1)


def granted(pupil, by, *, last, last_half="PM", first=None, number=412):
    """Leave that was agreed until then."""
    who = {"by": by, "name": by.user.name, "position": by.position}
    first = first or last
    days = {"first_day": first, "first_half": "AM", "last_day": last, "last_half": last_half}
    moment = at("08:10", dt.date(2026, 10, 1))
    request = LeaveRequest.objects.create(
        school=pupil.school, number=number, contact=ContactFactory(school=pupil.school), asked_name="Anna Archer",
        lives_with=True, received_on=dt.date(2026, 10, 1), kind="exceptional", why="A wedding", started_at=moment,
        sent_at=moment, answer_by=dt.date(2026, 10, 8), **days, **who,
    )  # fmt: skip
    LeaveChild.objects.create(school=pupil.school, request=request, pupil=pupil, lives_with=True)
    press = uuid.uuid4()
    return LeaveDecision.objects.create(
        school=pupil.school, request=request, version=1, pupil=pupil, press=press, outcome="agreed", code="C",
        reason="Exceptional", cause=leave_decided(press), at=moment, **days, **who,
    )  # fmt: skip


@pytest.fixture
def morning_after(office, teacher, pupils, group_3b):
    """Ben is absent today without a reason, and the register is taken."""
    mark(pupils[0], "N", by=teacher)
    for pupil in pupils[1:]:
        mark(pupil, "/", by=teacher)
    take(group_3b, teacher)

    def look(clock="09:20"):
        return [
            (row.section, row.back_words, row.back_more)
            for row in board_of(school=office.school, post=office, at=at(clock)).rows
        ]

    return look


def test_leave_ended_yesterday_by_its_decision(pupils, office, morning_after):
    granted(pupils[0], office, last=MONDAY)
    miss(pupils[0], [MONDAY], by=office, code="C")
    assert morning_after() == [
        (
            "back",
            "Leave agreed ended Mon 23 Nov",
            "LR-0412: 1 school day not back. Ground (h) may not be considered before Tue 8 Dec is over.",
        )
    ]


@pytest.mark.parametrize(
    ("school_days", "says"),
    [
        (10, "10 school days not back. Ground (h) may not be considered before Tue 24 Nov is over."),
        (11, "11 school days not back. 10 school days are over: ground (h) may be considered"),
    ],
)
def test_after_ten_school_days_ground_h_stands_beside_it(
    pupils, office, school, morning_after, school_days, says
):
    days = days_before(school, school_days)
    granted(pupils[0], office, last=days[0])
    miss(pupils[0], days[1:], by=office)
    [(section, _, more)] = morning_after()
    assert section == "back"
    assert more.startswith(f"LR-0412: {says}")


def test_leave_that_ends_at_midday_is_over_in_the_afternoon(pupils, office, teacher, group_3b, school):
    granted(pupils[0], office, last=THE_DAY, last_half="AM")
    mark(pupils[0], "C", by=office)
    mark(pupils[0], "N", by=teacher, session="PM")
    [row] = board_of(school=school, post=office, at=at("13:25")).due_back
    assert row.back_words == "Leave agreed ended Tue 24 Nov at midday"


def test_leave_that_a_later_decision_extends_has_not_ended(pupils, office, morning_after):
    granted(pupils[0], office, last=MONDAY)
    granted(pupils[0], office, last=THE_DAY + dt.timedelta(days=1), first=THE_DAY, number=413)
    assert [section for section, *_ in morning_after()] == ["find"]


def test_a_decision_that_was_undone_ends_nothing(pupils, office, morning_after):
    decision = granted(pupils[0], office, last=MONDAY)
    LeaveDecision.objects.filter(pk=decision.pk).update(undone_at=at("08:15"), undone_name="Ruth Adeyemi")
    assert [section for section, *_ in morning_after()] == ["find"]


def test_who_came_back_and_is_away_again_is_to_be_found(pupils, office, school, morning_after):
    days = days_before(school, 3)
    granted(pupils[0], office, last=days[0])
    mark(pupils[0], "/", by=office, date=days[1])
    assert [section for section, *_ in morning_after()] == ["find"]


def test_leave_planned_without_a_request_is_counted_too(pupils, office, school, morning_after):
    days = days_before(school, 12)
    PlannedMarkFactory(pupil=pupils[0], first_day=days[0], code="R", by=office, note="")
    [(section, words, more)] = morning_after()
    assert (section, words) == ("back", f"Religious observance ended {days[0]:%a} {days[0].day} {days[0]:%b}")
    assert more.startswith("12 school days not back. 10 school days are over")


def test_an_illness_has_no_ground(pupils, office, morning_after):
    PlannedMarkFactory(pupil=pupils[0], first_day=MONDAY, code="I", by=office, note="")
    assert morning_after() == [("back", "Illness ended Mon 23 Nov", "")]
