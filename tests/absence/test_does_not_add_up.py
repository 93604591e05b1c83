"""Does not add up: each kind of contradiction, and what is none."""

import datetime as dt

import pytest

from absence.actions.contradictions import settle_contradiction
from absence.does_not_add_up import count_contradictions, does_not_add_up
from registers.models import Admission
from tests.absence.contradicted import MONDAY, move, part_time, plan
from tests.factories import THE_DAY, CareFactory, ClosureFactory, ContactFactory, at, mark

# --- plan against mark -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["C", "C1", "T", "R", "J1"])
def test_leave_was_granted_and_the_pupil_was_marked_present(pupils, teacher, office, looked, code):
    plan(pupils[0], code, office, note="funeral")
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    [(kind, who, says)] = looked()
    assert (kind, who) == ("leave", "Ben")
    assert says.startswith(f"Planned {code}, ")
    assert "Marked /, present, by Meera Patel 8:47." in says


@pytest.mark.parametrize("code", ["M", "I", "E", "V"])
def test_planned_away_or_elsewhere_and_present(pupils, teacher, office, looked, code):
    plan(pupils[0], code, office)
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    mark(pupils[0], code, by=office, date=MONDAY, session="PM")
    assert [row[:2] for row in looked()] == [("away", "Ben")]


def test_an_appointment_for_which_the_pupil_was_signed_out_is_no_contradiction(
    pupils, teacher, office, looked
):
    plan(pupils[0], "M", office, halves="10" * 5)
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    move(pupils[0], "out", "10:15", by=office)
    assert looked() == []


@pytest.mark.parametrize("code", ["V", "B", "P", "W", "K"])
def test_planned_elsewhere_and_marked_absent(pupils, teacher, office, looked, code):
    plan(pupils[0], code, office, note="Fen farm", halves="10" * 5)
    mark(pupils[0], "N", by=teacher, date=MONDAY)
    [(kind, _, says)] = looked()
    assert (kind, "Fen farm" in says, "Marked N, no reason yet" in says) == ("elsewhere", True, True)


def test_an_absence_that_the_office_explained_after_the_plan_is_no_contradiction(
    pupils, teacher, office, looked
):
    plan(pupils[0], "V", office, halves="10" * 5)
    mark(pupils[0], "N", by=teacher, date=MONDAY)
    mark(pupils[0], "I", by=office, date=MONDAY, when=at("09:40", MONDAY), reason="mother rang")
    assert looked() == []


def test_a_visit_that_nobody_confirmed_is_one_row_for_all_its_pupils(pupils, office, school):
    for pupil in pupils[:3]:
        plan(pupil, "V", office, note="Fen farm")
        for session in ("AM", "PM"):
            mark(pupil, "V", by=office, date=MONDAY, session=session, source="planned", note="Fen farm")
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.halves, len(row.pupils), row.lines) == (
        "unconfirmed",
        "all day",
        3,
        ["V, Fen farm."],
    )


def test_a_visit_is_not_asked_about_before_its_session_has_ended(pupils, office, school):
    plan(pupils[0], "V", office, first=THE_DAY)
    assert does_not_add_up(school=school, post=office, at=at("11:00")).rows == ()


# --- part-time timetable and age -------------------------------------------------------------------------------------


def test_a_part_time_timetable_has_ended_and_its_marks_run_on(pupils, office, looked):
    part_time(pupils[0], MONDAY - dt.timedelta(weeks=5), MONDAY - dt.timedelta(days=4))
    mark(pupils[0], "C2", by=office, date=MONDAY, session="PM")
    assert looked() == [("part_time", "Ben", "The part-time timetable ended on Thu 19 Nov, and C2 goes on.")]


def test_a_part_time_timetable_comes_back_for_review_every_six_weeks(pupils, office, school):
    timetable = part_time(pupils[0], dt.date(2026, 9, 7), dt.date(2026, 12, 18))
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.day) == ("review", dt.date(2026, 10, 19))
    settle_contradiction(school=school, findings=row.findings, words="reviewed", by=office, at=at("15:30"))
    assert does_not_add_up(school=school, post=office, at=at("15:30")).rows == ()
    later = does_not_add_up(school=school, post=office, at=at("09:00", dt.date(2026, 12, 1)))
    assert [(row.kind, row.day) for row in later.rows] == [("review", dt.date(2026, 11, 30))]
    assert timetable.last_day == dt.date(2026, 12, 18)


@pytest.mark.parametrize(("code", "born"), [("C2", dt.date(2022, 3, 14)), ("X", dt.date(2019, 3, 14))])
def test_a_code_stands_on_the_wrong_side_of_compulsory_school_age(pupils, office, looked, code, born):
    part_time(pupils[0], MONDAY, MONDAY)
    pupils[0].dob = born
    pupils[0].save()
    mark(pupils[0], code, by=office, date=MONDAY)
    rows = [row for row in looked() if row[0] == "age"]
    assert len(rows) == 1
    assert f"Marked {code}, " in rows[0][2]


def test_x_is_still_planned_after_compulsory_school_age_began(pupils, office, school):
    pupils[0].dob = dt.date(2021, 7, 14)  # five in July: of compulsory school age from 31 August 2026
    pupils[0].save()
    plan(pupils[0], "X", office, first=dt.date(2026, 8, 3), last=dt.date(2026, 12, 18), halves="01" * 5)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.day, row.is_about_plans) == ("age", dt.date(2026, 8, 31), True)


# --- plans against each other ----------------------------------------------------------------------------------------


def test_two_plans_for_one_half_day_and_the_newest_holds(pupils, office, looked):
    ahead = THE_DAY + dt.timedelta(days=2)
    plan(pupils[0], "C", office, first=ahead, note="wedding", when="08:00")
    plan(pupils[0], "V", office, first=ahead, note="Fen farm", when="12:00")
    [(kind, _, says)] = looked()
    assert kind == "overlap"
    assert says.startswith("Planned V, visit or trip: Fen farm")
    assert says.endswith("The newer plan holds: V, visit or trip.")


def test_two_plans_with_the_same_code_are_no_contradiction(pupils, office, looked):
    for when in ("08:00", "12:00"):
        plan(pupils[0], "C", office, first=THE_DAY + dt.timedelta(days=2), when=when)
    assert looked() == []


# --- calendar and roll -----------------------------------------------------------------------------------------------


def test_the_plan_made_a_mark_and_then_the_site_was_closed(pupils, office, looked):
    mark(pupils[0], "C", by=office, date=MONDAY, source="planned")
    ClosureFactory(school=office.school, kind="unexpected", first_day=MONDAY, note="snow")
    [(kind, _, says)] = looked()
    assert (kind, "The site was closed" in says) == ("closed", True)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"starting_day": THE_DAY}, "The starting day is Tue 24 Nov."),
        ({"deleted_on": MONDAY - dt.timedelta(days=3)}, "The last day on the roll is Fri 20 Nov."),
        ({"last_attended": MONDAY - dt.timedelta(days=3)}, "The last day attended is Fri 20 Nov."),
    ],
)
def test_a_mark_off_the_roll(pupils, teacher, looked, fields, says):
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    Admission.objects.filter(pupil=pupils[0]).update(**fields)
    [(kind, _, words)] = looked()
    assert (kind, words) == ("roll", f"Marked /, present, by Meera Patel 8:47. {says}")


# --- the door --------------------------------------------------------------------------------------------------------


def test_present_while_signed_out_with_no_movement_back(pupils, teacher, office, looked):
    move(pupils[0], "out", "11:40", by=office)
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    mark(pupils[0], "\\", by=teacher, date=MONDAY, session="PM")
    [(kind, _, says)] = looked()
    assert (kind, says.startswith("Signed out 11:40, nobody signed them back in.")) == ("signed_out", True)


def test_who_was_signed_back_in_is_no_contradiction(pupils, teacher, office, looked):
    move(pupils[0], "out", "11:40", by=office)
    move(pupils[0], "back", "12:50", by=office)
    mark(pupils[0], "\\", by=teacher, date=MONDAY, session="PM")
    assert looked() == []


def test_late_after_the_close_with_no_movement_at_the_desk(pupils, teacher, office, looked):
    mark(pupils[0], "U", by=teacher, date=MONDAY, arrived_at=dt.time(9, 20))
    mark(pupils[1], "L", by=office, date=MONDAY)
    mark(pupils[2], "L", by=teacher, date=MONDAY)  # came while the register was taken: past the desk
    mark(pupils[3], "U", by=office, date=MONDAY, source="late_desk")
    mark(pupils[4], "U", by=teacher, date=MONDAY)
    move(pupils[4], "in", "09:25", by=office)
    assert [row[:2] for row in looked()] == [("no_desk", "Ben"), ("no_desk", "Chloe")]


# --- hints, and what has a page of its own ---------------------------------------------------------------------------


def test_a_whole_family_ill_and_one_child_in_school_is_only_a_hint(pupils, teacher, office, school):
    mother = ContactFactory(school=school)
    for pupil in pupils[:2]:
        CareFactory(pupil=pupil, contact=mother)
    mark(pupils[0], "I", by=office, date=MONDAY, note="whole family ill")
    mark(pupils[1], "/", by=teacher, date=MONDAY)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    counted = count_contradictions(school=school, post=office, at=at("15:30"))
    assert (row.kind, row.is_hint, counted) == ("family", True, 0)
    assert row.lines == ["The reason given was “whole family ill”. Chloe Dean is in school."]


def test_an_illness_of_one_child_says_nothing_about_the_other(pupils, teacher, office, school, looked):
    mother = ContactFactory(school=school)
    for pupil in pupils[:2]:
        CareFactory(pupil=pupil, contact=mother)
    mark(pupils[0], "I", by=office, date=MONDAY, note="sickness, both ears")
    mark(pupils[1], "/", by=teacher, date=MONDAY)
    assert looked() == []
