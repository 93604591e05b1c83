import datetime as dt

import pytest

from absence.deadlines import (
    CONTINUOUS,
    DayOfCodes,
    PayBy,
    Run,
    attendance_return_days,
    by_day,
    days_left_to_settle,
    days_reaching,
    deemed_received,
    ground_h_after,
    ground_i_after,
    is_overdue,
    keep_until,
    new_pupil_return_by,
    pay_by,
    runs,
    settle_by,
    sickness_return_due,
)
from tests.school_days import BANK_HOLIDAYS, SCHOOL_DAYS

NOVEMBER = [day for day in SCHOOL_DAYS if day >= dt.date(2025, 11, 3)]


def absent(count: int, code: str = "O") -> list[DayOfCodes]:
    return [DayOfCodes(day, (code, code)) for day in NOVEMBER[:count]]


@pytest.mark.parametrize(
    ("session", "last"),
    [
        pytest.param(dt.date(2025, 10, 24), dt.date(2025, 11, 7), id="half-term skipped"),
        pytest.param(dt.date(2025, 9, 15), dt.date(2025, 9, 22), id="ordinary week"),
        pytest.param(SCHOOL_DAYS[-3], None, id="the calendar ends first"),
    ],
)
def test_no_reason_yet_goes_within_five_school_days(session: dt.date, last: dt.date | None) -> None:
    assert settle_by(session, SCHOOL_DAYS) == last


def test_no_reason_yet_is_overdue_the_day_after_its_last_day() -> None:
    session = dt.date(2025, 10, 24)
    asked = [dt.date(2025, 11, 7), dt.date(2025, 11, 8)]
    assert [is_overdue("N", session, on, SCHOOL_DAYS) for on in asked] == [False, True]
    assert not is_overdue("I", session, dt.date(2025, 12, 1), SCHOOL_DAYS)
    assert not is_overdue("N", SCHOOL_DAYS[-3], dt.date(2027, 1, 1), SCHOOL_DAYS)


def test_the_days_left_to_settle_count_school_days() -> None:
    session = dt.date(2025, 10, 24)
    asked = [
        session,
        dt.date(2025, 10, 31),
        dt.date(2025, 11, 3),
        dt.date(2025, 11, 7),
        dt.date(2025, 11, 10),
    ]
    assert [days_left_to_settle(session, on, SCHOOL_DAYS) for on in asked] == [5, 5, 4, 0, -1]


def test_the_new_pupil_return_is_due_by_the_fifth_day_after_entry() -> None:
    entered = dt.date(2025, 11, 12)
    due = dt.date(2025, 11, 17)
    assert new_pupil_return_by(entered, most_junior_class=False, first_day_of_school_year=False) == due
    assert new_pupil_return_by(entered, most_junior_class=True, first_day_of_school_year=False) == due
    assert new_pupil_return_by(entered, most_junior_class=False, first_day_of_school_year=True) == due
    assert new_pupil_return_by(entered, most_junior_class=True, first_day_of_school_year=True) is None


def test_ten_school_days_without_authority_are_reached_on_14_november() -> None:
    mixed = [DayOfCodes(day, ("O", "NG"[n % 2])) for n, day in enumerate(NOVEMBER[:10])]
    assert list(attendance_return_days(mixed)) == [dt.date(2025, 11, 14)]
    assert list(attendance_return_days(mixed[:9])) == []


def test_twenty_school_days_are_reached_on_28_november() -> None:
    assert ground_i_after(absent(20)) == dt.date(2025, 11, 28)
    assert ground_i_after(absent(19)) is None


@pytest.mark.parametrize(
    "breaker", ["U", "I", "/", ""], ids=["late after close", "ill", "present", "cleared"]
)
def test_any_other_mark_breaks_a_continuous_absence(breaker: str) -> None:
    history = absent(25)
    history[10] = DayOfCodes(history[10].day, ("O", breaker))
    assert ground_i_after(history) is None
    assert list(attendance_return_days(history)) == [history[9].day, history[20].day]
    assert list(runs(history)) == [
        Run(history[0].day, history[9].day, 10),
        Run(history[11].day, history[24].day, 14),
    ]


def test_a_pupil_who_came_back_is_no_longer_continuously_absent() -> None:
    assert ground_i_after([*absent(22), DayOfCodes(NOVEMBER[22], ("/", "\\"))]) is None


def test_a_day_without_marks_breaks_a_run() -> None:
    assert list(days_reaching([*absent(2), DayOfCodes(NOVEMBER[2], ())], 3)) == []


def test_whether_a_late_arrival_breaks_the_run_is_the_callers_choice() -> None:
    history = absent(10, "U")
    assert list(attendance_return_days(history)) == []
    assert list(attendance_return_days(history, CONTINUOUS | {"U"})) == [NOVEMBER[9]]


def test_sessions_are_gathered_into_days() -> None:
    first, second = NOVEMBER[:2]
    assert list(by_day([(first, "O"), (first, ""), (second, "N")])) == [
        DayOfCodes(first, ("O", "")),
        DayOfCodes(second, ("N",)),
    ]


def test_ground_h_waits_ten_school_days_after_granted_leave() -> None:
    assert ground_h_after(dt.date(2025, 11, 21), SCHOOL_DAYS) == dt.date(2025, 12, 5)


def test_fifteen_days_of_illness_need_one_return_for_each_spell() -> None:
    apart = NOVEMBER[0:28:2]
    spell = NOVEMBER[30:34]
    assert not sickness_return_due(apart, school_days=SCHOOL_DAYS)
    assert sickness_return_due([*apart, spell[0]], school_days=SCHOOL_DAYS)
    assert not sickness_return_due([*apart, *spell], school_days=SCHOOL_DAYS, returns=[spell[1]])
    assert sickness_return_due([*apart, *spell, NOVEMBER[35]], school_days=SCHOOL_DAYS, returns=[spell[1]])


def test_illness_expected_to_reach_fifteen_days_needs_a_return() -> None:
    assert sickness_return_due(NOVEMBER[:1], school_days=SCHOOL_DAYS, expected_days=14)
    assert not sickness_return_due(NOVEMBER[:1], school_days=SCHOOL_DAYS, expected_days=13)
    assert not sickness_return_due([], school_days=SCHOOL_DAYS, expected_days=30)


def test_a_holiday_does_not_end_a_spell_of_illness() -> None:
    around = [day for day in SCHOOL_DAYS if dt.date(2025, 10, 13) <= day <= dt.date(2025, 11, 7)]
    assert len(around) == 15
    assert not sickness_return_due(around, school_days=SCHOOL_DAYS, returns=[dt.date(2025, 10, 20)])


def test_a_notice_received_on_1_december_is_payable_to_the_21st_and_the_28th() -> None:
    assert pay_by(dt.date(2025, 12, 1)) == PayBy(lower=dt.date(2025, 12, 21), full=dt.date(2025, 12, 28))


def test_a_posted_notice_counts_as_received_on_the_second_working_day() -> None:
    assert deemed_received(dt.date(2025, 12, 1)) == dt.date(2025, 12, 3)
    assert deemed_received(dt.date(2025, 12, 5)) == dt.date(2025, 12, 9)
    assert deemed_received(dt.date(2026, 5, 1), BANK_HOLIDAYS) == dt.date(2026, 5, 6)


def test_an_entry_is_kept_for_six_years() -> None:
    assert keep_until(dt.date(2025, 9, 15)) == dt.date(2031, 9, 15)
    assert keep_until(dt.date(2024, 2, 29)) == dt.date(2030, 3, 1)
