"""Suspensions in the register: exactly their sessions, day six, the year's 45 days, marks and plans."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.confirm_attendance import confirm_attendance
from registers.actions.provision import ProvisionRefused, record_provision, withdraw_provision
from registers.actions.register_day import complete_register
from registers.actions.suspensions import NobodyDecided, NoSessionToTake, Overlapping, TooManyDays
from registers.models import ExpectedPattern, Mark, MarkHistory, Suspension
from registers.suspension_rules import HalfDay
from registers.suspensions import suspensions_of
from tests.cast import sign_in
from tests.factories import THE_DAY, ClosureFactory, RegisterFactory, at, mark
from tests.registers.suspended import december, november, now, planned

pytestmark = pytest.mark.usefixtures("on_the_day")


# --- sessions and totals ---------------------------------------------------------------------------------------------


def test_it_takes_the_sessions_of_the_calendar_and_no_others(suspend, head):
    shown = now(suspend(), head)
    assert shown.taken.words_taken() == [
        (dt.date(2026, 11, 24), "afternoon"),
        (dt.date(2026, 11, 25), "morning and afternoon"),
        (dt.date(2026, 11, 26), "morning and afternoon"),
        (dt.date(2026, 11, 30), "morning and afternoon"),
        (dt.date(2026, 12, 1), "morning and afternoon"),
        (dt.date(2026, 12, 2), "morning and afternoon"),
    ]
    assert shown.taken.words_left_out() == [(dt.date(2026, 11, 27), "INSET day")]
    assert (shown.length, shown.due_on) == ("5½ days", dt.date(2026, 12, 2))


def test_a_closure_of_the_pupils_class_and_the_pupils_own_week_are_left_out(suspend, head, ben, school):
    ClosureFactory(
        school=school, kind="planned", first_day=dt.date(2026, 11, 25), classes=["3B"], note="Boiler"
    )
    ExpectedPattern.objects.create(
        school=school, pupil=ben, expected="1111111101", code="D", first_day=dt.date(2026, 9, 1)
    )
    shown = now(suspend(last=december(4)), head)
    assert shown.taken.words_left_out() == [
        (dt.date(2026, 11, 25), "Boiler"),
        (dt.date(2026, 11, 27), "INSET day"),
        (dt.date(2026, 12, 4), "morning: D, at the other school"),
    ]
    assert planned(ben) == [
        (24, 27, "0001111101", "E"),
        (30, 4, "1111111101", "E"),
    ]


def test_the_year_counts_recorded_days_and_e_marks_from_before(suspend, head, ben, office):
    for session in ("AM", "PM"):
        mark(ben, "E", by=office, session=session, date=dt.date(2026, 11, 9))
    suspend(last=november(25, "PM"))
    found = suspensions_of(pupils=[ben.pk], school=head.school, on=THE_DAY, post=head)
    year = found.years[ben.pk, "2026-27"]
    assert (year.words, year.unrecorded) == ("2½ days of at most 45", 2)


def test_more_than_45_days_in_a_year_are_refused(suspend, ben):
    suspend(first=november(2), last=december(18))
    with pytest.raises(TooManyDays, match="45") as refused:
        suspend(first=HalfDay(dt.date(2026, 9, 1), "AM"), last=HalfDay(dt.date(2026, 10, 23), "PM"))
    assert "more than the 45 that the law allows" in refused.value.words
    assert Suspension.objects.count() == 1


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NobodyDecided, {"decided_by": " "}),
        (NoSessionToTake, {"first": november(27), "last": november(27, "PM")}),
    ],
)
def test_what_cannot_be_recorded_is_refused(suspend, refusal, said, ben):
    with pytest.raises(refusal):
        suspend(**said)
    assert planned(ben) == []


def test_two_suspensions_of_one_session_are_refused(suspend):
    suspend()
    with pytest.raises(Overlapping, match="Wednesday 2 December"):
        suspend(first=december(2, "AM"), last=december(4))


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_suspension_from_midday_leaves_the_mornings_mark_and_makes_the_afternoons(
    suspend, ben, teacher, group_3b, pupils
):
    for pupil in pupils:
        mark(pupil, "/", by=teacher)
    suspend()
    for pupil in pupils[1:]:
        mark(pupil, "\\", by=teacher, session="PM")
    complete_register(register=RegisterFactory(group=group_3b, session="PM"), by=teacher, at=at("13:20"))
    marks = Mark.objects.filter(pupil=ben).order_by("session").values_list("session", "code", "source")
    assert list(marks) == [("AM", "/", "register"), ("PM", "E", "planned")]


def test_marked_at_school_although_suspended_is_listed(client, suspend, head, ben, office):
    suspension = suspend(first=november(24))
    mark(ben, "/", by=office)
    assert now(suspension, head).contradictions == [(november(24), "/")]
    assert "Marked at school" in sign_in(client, head).get(reverse("registers:suspensions")).content.decode()


def test_from_day_six_the_sessions_take_the_code_of_the_education_and_are_confirmed(
    suspend, head, ben, office, teacher
):
    suspension = suspend(first=november(23), last=december(3))
    assert (now(suspension, head).due_on, planned(ben)[-1]) == (
        dt.date(2026, 12, 1),
        (30, 3, "1111111100", "E"),
    )
    given = record_provision(
        suspension=suspension,
        first_day=dt.date(2026, 12, 1),
        code="K",
        session="",
        provider="The Bridge",
        nature="full-time, core subjects",
        times="9:30 to 14:30",
        confirmed=True,
        by=office,
        at=at("09:00"),
    )
    assert planned(ben) == [
        (1, 3, "0011111100", "K"),
        (23, 27, "1111111111", "E"),
        (30, 30, "1100000000", "E"),
    ]
    day, later = dt.date(2026, 12, 1), at("09:30", dt.date(2026, 12, 1))
    confirm_attendance(school=head.school, pupils=[ben.pk], day=day, sessions=["AM"], by=office, at=later)
    made = Mark.objects.get(pupil=ben, date=day, session="AM")
    assert (made.code, made.note) == (
        "K",
        "The Bridge, full-time, core subjects, 9:30 to 14:30, confirmed",
    )
    withdraw_provision(provision=given, reason="no transport", by=office, at=later)
    assert planned(ben) == [(23, 27, "1111111111", "E"), (30, 3, "1111111100", "E")]


def test_education_recorded_afterwards_amends_the_e_marks_with_the_reason(suspend, ben, office):
    suspension = suspend(first=november(16), last=november(25, "PM"))
    for day in (20, 23):
        mark(ben, "E", by=office, date=dt.date(2026, 11, day), source="planned")
    record_provision(
        suspension=suspension,
        first_day=dt.date(2026, 11, 23),
        code="B",
        session="",
        provider="City Farm",
        nature="animal care",
        times="",
        confirmed=False,
        by=office,
        at=at("09:00"),
    )
    marks = dict(Mark.objects.filter(pupil=ben).values_list("date__day", "code"))
    amended = Mark.objects.get(pupil=ben, date__day=23)
    assert marks == {20: "E", 23: "B"}
    assert (amended.reason, amended.source) == ("provision recorded afterwards: City Farm", "planned")
    assert MarkHistory.objects.get(pupil=ben).code == "E"


def test_d_is_for_pupils_who_are_registered_at_two_schools(suspend, office):
    with pytest.raises(ProvisionRefused, match="registered at two schools"):
        record_provision(
            suspension=suspend(),
            first_day=dt.date(2026, 12, 2),
            code="D",
            session="",
            provider="Elm House",
            nature="lessons",
            times="",
            confirmed=False,
            by=office,
            at=at("09:00"),
        )
