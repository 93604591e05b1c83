"""Ten weeks drawn session by session, why each counts, and what lies ahead: against the cases of the threshold."""

import datetime as dt

import pytest

from penalties.outlook import Leaving, is_early_warning, leavings, reached_if_taken, remaining
from penalties.ten_weeks import counted_in, explained_in, ten_weeks, with_marks
from penalties.threshold import Absence, judge
from penalties.why_counted import Why, why_in_words
from registers.codes import THRESHOLD_NATIONAL
from registers.school_year import SchoolWeeks, compulsory_school_age
from tests.penalties.test_threshold import (
    CASES,
    DOB,
    LAST,
    NOTICED,
    SEPTEMBER,
    WEEKS,
    A,
    both,
    imported,
    mornings,
)
from tests.school_days import SCHOOL_DAYS, days

MEETS = {(day, session) for day in SCHOOL_DAYS for session in ("AM", "PM")}
GOU = THRESHOLD_NATIONAL - {"N"}


def drawn(absences, *, last, codes=THRESHOLD_NATIONAL, dob=DOB):
    past = [each for each in absences if each.date <= last]
    ages = compulsory_school_age(dob)
    return ten_weeks(past, last=last, weeks=WEEKS, met=MEETS, codes=codes, ages=ages)


def judged(absences, on, **more):
    return judge(absences, weeks=WEEKS, on=on, dob=DOB, **more)


@pytest.mark.parametrize("case", sorted(CASES))
@pytest.mark.parametrize("codes", [THRESHOLD_NATIONAL, GOU])
def test_what_is_drawn_as_counting_is_what_the_rule_counts(case, codes):
    absences = CASES[case][0]
    for last in [dt.date(2025, 9, 12), dt.date(2025, 11, 19), dt.date(2026, 1, 16), LAST]:
        cells = counted_in(drawn(absences, last=last, codes=codes))
        counted = judged(absences, last, codes=codes).sessions
        assert [(cell.day, cell.session) for cell in cells] == [each[:2] for each in counted]


def test_weeks_are_school_weeks_so_a_holiday_has_none():
    weeks = drawn(A, last=dt.date(2025, 11, 12))
    assert [(week.number, week.monday.isoformat(), week.counted) for week in weeks] == [
        (1, "2025-09-01", 0),
        (2, "2025-09-08", 10),
        (3, "2025-09-15", 0),
        (4, "2025-09-22", 0),
        (5, "2025-09-29", 0),
        (6, "2025-10-06", 0),
        (7, "2025-10-13", 0),
        (8, "2025-10-20", 0),
        (9, "2025-11-03", 0),
        (10, "2025-11-10", 0),
    ]


def test_early_in_a_calendar_there_are_fewer_weeks_and_the_last_is_the_tenth():
    weeks = drawn([], last=SEPTEMBER[0])
    assert [(week.number, week.monday.isoformat()) for week in weeks] == [
        (9, "2025-09-01"),
        (10, "2025-09-08"),
    ]
    assert drawn([], last=dt.date(2025, 8, 1)) == []


def test_a_week_at_the_earlier_school_is_a_week_of_this_pupil():
    weeks = drawn(imported(dt.date(2025, 10, 29)), last=dt.date(2025, 11, 14))
    assert [week.monday.isoformat() for week in weeks][-3:] == ["2025-10-27", "2025-11-03", "2025-11-10"]
    [cell] = explained_in(weeks)
    assert (cell.elsewhere, cell.is_here, cell.counts, cell.expected) == (
        "Old Mill Primary",
        False,
        True,
        True,
    )


def test_each_session_says_why_it_counts_or_is_left_out():
    absences = [
        *NOTICED[:1],
        *mornings("O", dt.date(2025, 11, 10)),
        *mornings("N", dt.date(2025, 11, 11)),
    ]
    cells = explained_in(drawn(absences, last=dt.date(2025, 11, 14)))
    assert [(cell.day.day, cell.code, cell.why, cell.is_unsettled) for cell in cells] == [
        (3, "G", Why.USED, False),
        (10, "O", Why.COUNTS, False),
        (11, "N", Why.COUNTS, True),
    ]
    assert cells[0].words == "Left out: a penalty notice has used it already."
    assert cells[2].words == "Counts, and is not yet settled: once a reason is known it may no longer."


def test_a_school_that_leaves_n_out_sees_it_apart():
    [cell] = explained_in(drawn(mornings("N", SEPTEMBER[0]), last=SEPTEMBER[-1], codes=GOU))
    assert (cell.why, cell.counts, cell.is_unsettled) == (Why.OTHER_CODE, False, True)
    assert cell.words.startswith("Apart: the school does not count N")


def test_a_child_below_compulsory_school_age_has_the_reason_beside_each_session():
    weeks = drawn(both("O", *SEPTEMBER), last=SEPTEMBER[-1], dob=dt.date(2020, 9, 1))
    assert {cell.why for cell in explained_in(weeks)} == {Why.AGE}


def test_before_the_framework_nothing_counts():
    before = Absence(dt.date(2024, 7, 15), "AM", "O")
    assert "before the national framework" in why_in_words(before, Why.BEFORE)


def test_a_used_report_wins_over_the_same_session_unused():
    twice = [*NOTICED[:1], NOTICED[0]._replace(used=False)]
    assert [cell.why for cell in explained_in(drawn(twice, last=dt.date(2025, 11, 7)))] == [Why.USED]


def test_the_other_marks_are_filled_in_and_absences_stay():
    weeks = drawn(mornings("O", SEPTEMBER[0]), last=SEPTEMBER[-1])
    marks = {(SEPTEMBER[0], "AM"): "/", (SEPTEMBER[0], "PM"): "I"}
    monday = with_marks(weeks, marks)[-1].cells[:3]
    assert [(cell.code, cell.meaning != "") for cell in monday] == [("O", True), ("I", True), ("", False)]


def test_sessions_drop_out_week_by_week_and_not_before_the_calendar_ends():
    found = leavings(judged(CASES["C"][0], dt.date(2025, 10, 10)), WEEKS)
    assert found == [
        Leaving(6, dt.date(2025, 11, 24)),
        Leaving(1, dt.date(2025, 12, 1)),
        Leaving(1, dt.date(2025, 12, 8)),
        Leaving(1, dt.date(2025, 12, 15)),
        Leaving(1, dt.date(2026, 1, 5)),  # after Christmas, whose weeks have no session
    ]
    on = SCHOOL_DAYS[-1]
    assert leavings(judged(mornings("O", on), on), WEEKS) == [Leaving(1, None)]


def test_near_is_six_to_nine():
    sessions = both("O", *SEPTEMBER)
    counts = [(n, judged(sessions[:n], SEPTEMBER[-1])) for n in (5, 6, 9, 10)]
    assert [(n, is_early_warning(found), remaining(found)) for n, found in counts] == [
        (5, False, 5),
        (6, True, 4),
        (9, True, 1),
        (10, False, 0),
    ]


def test_leave_to_come_says_at_which_session_ten_would_be_reached():
    so_far, taken = both("O", *days(3, 4, 5, month=11)), both("G", *days(17, 18, 19, month=11))
    reached = reached_if_taken(so_far, taken, weeks=WEEKS, dob=DOB)
    assert reached == Absence(dt.date(2025, 11, 18), "PM", "G")
    assert reached_if_taken(so_far, taken[:3], weeks=WEEKS, dob=DOB) is None
    assert reached_if_taken(so_far, [], weeks=WEEKS, dob=DOB) is None


def test_leave_after_the_calendar_ends_is_not_counted_into_weeks_that_are_unknown():
    short = SchoolWeeks(SCHOOL_DAYS[:5])
    far = both("G", *days(17, 18, month=11))
    assert reached_if_taken([], far, weeks=short, dob=DOB) is None
