"""Which code leave may take, and which half-days it holds: cases, without a database."""

import datetime as dt

import pytest

from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.leave_rules import BY_KIND, GRANTS, age_words, code_refusal, grants_for, may_lead_to_penalty
from absence.leave_spans import left_over, lies_in, pieces

MON, TUE, WED, FRI = (dt.date(2026, 12, day) for day in (7, 8, 9, 11))
YEAR_3, YEAR_11, NURSERY = dt.date(2019, 3, 14), dt.date(2011, 3, 14), dt.date(2022, 11, 30)
ASKED = dt.date(2026, 11, 24)


def refusal(code, kind=Kind.OTHER, *, dob=YEAR_3, days=(MON,), asked_on=ASKED, recorded=""):
    return code_refusal(code, kind=kind, dob=dob, days=days, asked_on=asked_on, recorded=recorded)


def test_each_kind_leads_to_codes_that_the_table_knows_and_never_to_c2():
    assert {code for codes in BY_KIND.values() for code in codes} == set(GRANTS)
    assert "C2" not in GRANTS
    assert "part-time timetable" in refusal("C2")
    assert sorted(BY_KIND) == sorted(Kind)


@pytest.mark.parametrize(
    ("kind", "dob", "codes"),
    [
        (Kind.HOLIDAY, YEAR_3, ["C"]),
        (Kind.BEREAVEMENT, NURSERY, ["C"]),
        (Kind.RELIGIOUS, YEAR_3, ["R", "C"]),
        (Kind.MEDICAL, YEAR_3, ["M", "C"]),
        (Kind.PERFORMANCE, YEAR_3, ["C1", "C"]),
        (Kind.STUDY, YEAR_3, ["J1", "C"]),
        (Kind.STUDY, YEAR_11, ["S", "J1", "C"]),
        (Kind.TRAVELLER, YEAR_3, ["T", "C"]),
    ],
)
def test_what_may_be_chosen_by_kind_and_date_of_birth(kind, dob, codes):
    assert [grant.code for grant in grants_for(kind, dob, MON)] == codes


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (refusal("T", Kind.HOLIDAY), "Choose the code that the leave takes: C."),
        (refusal("C1"), "C1 needs a record. The licence"),
        (refusal("R", recorded=" "), "R needs a record. Which day of which faith"),
        (refusal("R", days=(MON, TUE), recorded="Eid"), "R is one day."),
        (refusal("S", Kind.STUDY, recorded="GCSE"), "S is for the last school year"),
        (refusal("C", asked_on=MON), "C is only for leave that was asked for in advance"),
        (refusal("J1", asked_on=TUE, recorded="Interview"), "J1 is only for leave that was asked for in advance"),
    ],
)  # fmt: skip
def test_why_a_code_cannot_be_chosen(refused, words):
    assert refused.startswith(words)


@pytest.mark.parametrize("code", ["M", "T"])
def test_an_appointment_and_travelling_may_be_told_on_the_day(code):
    assert refusal(code, asked_on=MON, recorded="Circus, 07700 900123") == ""


def test_age_speaks_only_where_it_changes_something():
    assert age_words(YEAR_3, MON, FRI) == ""
    assert age_words(NURSERY, MON, FRI).startswith(
        "Not of compulsory school age until Friday 31 December 2027"
    )
    assert age_words(dt.date(2009, 5, 1), MON, FRI).startswith("Over compulsory school age since")
    assert [may_lead_to_penalty(dob, MON, FRI) for dob in (YEAR_3, NURSERY)] == [True, False]


def days(first, first_half, last, last_half):
    return LeaveDays(first, first_half, last, last_half)


@pytest.mark.parametrize(
    ("leave", "found"),
    [
        (days(MON, "AM", FRI, "PM"), [(MON, FRI, "1" * 10)]),
        (days(TUE, "PM", TUE, "PM"), [(TUE, TUE, "0001000000")]),
        (days(TUE, "AM", TUE, "AM"), [(TUE, TUE, "0010000000")]),
        (days(MON, "PM", TUE, "AM"), [(MON, MON, "0100000000"), (TUE, TUE, "0010000000")]),
        (
            days(MON, "PM", WED, "AM"),
            [(MON, MON, "0100000000"), (TUE, TUE, "1" * 10), (WED, WED, "0000100000")],
        ),
        (days(dt.date(2026, 12, 12), "PM", dt.date(2026, 12, 13), "AM"), []),
    ],
)
def test_a_leave_in_pieces_for_the_planned_marks(leave, found):
    assert pieces(leave) == found


@pytest.mark.parametrize(
    ("agreed", "left"),
    [
        (days(MON, "AM", FRI, "PM"), []),
        (days(TUE, "AM", FRI, "PM"), [days(MON, "AM", MON, "PM")]),
        (days(MON, "AM", TUE, "AM"), [days(TUE, "PM", FRI, "PM")]),
        (days(MON, "PM", TUE, "PM"), [days(MON, "AM", MON, "AM"), days(WED, "AM", FRI, "PM")]),
    ],
)
def test_what_is_left_over_of_a_week(agreed, left):
    week = days(MON, "AM", FRI, "PM")
    assert (left_over(week, agreed), lies_in(agreed, week)) == (left, True)
    assert not lies_in(days(MON, "AM", dt.date(2026, 12, 14), "AM"), week)
