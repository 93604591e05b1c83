import datetime as dt

import pytest

from registers.school_year import (
    DayRange,
    SchoolWeeks,
    academic_year,
    academic_year_days,
    compulsory_school_age,
    is_session_weekday,
    next_school_day,
    nth_school_day_after,
    of_compulsory_school_age,
    school_days_after,
    septembers_between,
    usual_year_group,
    week_start_of,
    weeks_of,
    year_group_at,
)
from tests.school_days import SCHOOL_DAYS


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (dt.date(2026, 8, 31), "2025-26"),
        (dt.date(2026, 9, 1), "2026-27"),
        (dt.date(2026, 1, 5), "2025-26"),
        (dt.date(1999, 12, 1), "1999-00"),
    ],
)
def test_the_academic_year_of_a_date(on: dt.date, name: str) -> None:
    assert academic_year(on) == name
    assert academic_year_days(name).holds(on)


def test_an_academic_year_has_its_days_and_no_other_name() -> None:
    assert academic_year_days("2025-26") == DayRange(dt.date(2025, 9, 1), dt.date(2026, 8, 31))
    with pytest.raises(ValueError, match="2025-26"):
        academic_year_days("2025-27")


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        (dt.date(2020, 8, 31), dt.date(2025, 8, 31)),
        (dt.date(2020, 9, 1), dt.date(2025, 12, 31)),
        (dt.date(2020, 12, 31), dt.date(2025, 12, 31)),
        (dt.date(2021, 1, 1), dt.date(2026, 3, 31)),
        (dt.date(2021, 3, 31), dt.date(2026, 3, 31)),
        (dt.date(2021, 4, 1), dt.date(2026, 8, 31)),
        (dt.date(2020, 2, 29), dt.date(2025, 3, 31)),
    ],
    ids=lambda value: str(value),
)
def test_compulsory_school_age_starts_on_the_prescribed_day(born: dt.date, starts: dt.date) -> None:
    assert compulsory_school_age(born).first == starts
    assert not of_compulsory_school_age(born, starts - dt.timedelta(days=1))
    assert of_compulsory_school_age(born, starts)


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (dt.date(2009, 9, 1), dt.date(2026, 6, 26)),
        (dt.date(2010, 2, 28), dt.date(2026, 6, 26)),
        (dt.date(2010, 8, 31), dt.date(2026, 6, 26)),
        (dt.date(2010, 9, 1), dt.date(2027, 6, 25)),
        (dt.date(2012, 2, 29), dt.date(2028, 6, 30)),
    ],
    ids=lambda value: str(value),
)
def test_compulsory_school_age_ends_with_the_last_friday_of_june(born: dt.date, ends: dt.date) -> None:
    assert compulsory_school_age(born).last == ends
    assert of_compulsory_school_age(born, ends)
    assert not of_compulsory_school_age(born, ends + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("born", "on", "group"),
    [
        (dt.date(2020, 8, 31), dt.date(2025, 9, 3), "1"),
        (dt.date(2020, 9, 1), dt.date(2025, 9, 3), "R"),
        (dt.date(2021, 8, 31), dt.date(2025, 9, 3), "R"),
        (dt.date(2021, 9, 1), dt.date(2025, 9, 3), "N2"),
        (dt.date(2022, 9, 1), dt.date(2025, 9, 3), "N1"),
        (dt.date(2009, 9, 1), dt.date(2025, 9, 3), "11"),
        (dt.date(2024, 9, 1), dt.date(2025, 9, 3), None),
        (dt.date(2000, 9, 1), dt.date(2025, 9, 3), None),
    ],
)
def test_the_usual_year_group_of_an_age(born: dt.date, on: dt.date, group: str | None) -> None:
    assert usual_year_group(born, on) == group


@pytest.mark.parametrize(
    ("group", "as_of", "on", "then"),
    [
        ("R", dt.date(2026, 7, 1), dt.date(2026, 9, 1), "1"),
        ("3", dt.date(2025, 11, 24), dt.date(2023, 9, 4), "1"),
        ("1", dt.date(2025, 9, 1), dt.date(2025, 8, 31), "R"),
        ("N1", dt.date(2025, 9, 1), dt.date(2024, 9, 2), None),
        ("14", dt.date(2025, 9, 1), dt.date(2026, 9, 1), None),
        ("6", dt.date(2025, 9, 1), dt.date(2026, 8, 31), "6"),
    ],
)
def test_a_year_group_moves_one_step_each_september(
    group: str, as_of: dt.date, on: dt.date, then: str | None
) -> None:
    assert year_group_at(group, as_of=as_of, on=on) == then


def test_septembers_are_counted_either_way() -> None:
    assert septembers_between(dt.date(2024, 8, 31), dt.date(2026, 9, 1)) == 3
    assert septembers_between(dt.date(2026, 9, 1), dt.date(2024, 8, 31)) == -3
    assert septembers_between(dt.date(2025, 9, 1), dt.date(2026, 8, 31)) == 0


def test_sessions_are_monday_to_friday() -> None:
    week = [dt.date(2025, 11, 3) + dt.timedelta(days=n) for n in range(7)]
    assert [is_session_weekday(day) for day in week] == [True] * 5 + [False] * 2


def test_the_school_year_of_the_cases_has_190_days_in_39_weeks() -> None:
    weeks = weeks_of(SCHOOL_DAYS)
    year = {day: week for day, week in weeks.items() if day < dt.date(2026, 8, 1)}
    assert (len(year), max(year.values())) == (190, 39)
    expected = {
        dt.date(2025, 9, 3): 1,
        dt.date(2025, 10, 20): 8,
        dt.date(2025, 11, 3): 9,
        dt.date(2025, 12, 15): 15,
        dt.date(2026, 1, 6): 16,
        dt.date(2026, 7, 13): 39,
        dt.date(2026, 9, 3): 40,
        dt.date(2026, 9, 7): 41,
    }
    assert {day: weeks[day] for day in expected} == expected


def test_the_nth_school_day_skips_weekends_and_holidays() -> None:
    assert nth_school_day_after(dt.date(2025, 10, 24), 1, SCHOOL_DAYS) == dt.date(2025, 11, 3)
    assert nth_school_day_after(dt.date(2025, 10, 27), 1, SCHOOL_DAYS) == dt.date(2025, 11, 3)
    assert nth_school_day_after(dt.date(2026, 5, 1), 1, SCHOOL_DAYS) == dt.date(2026, 5, 5)
    assert nth_school_day_after(SCHOOL_DAYS[-1], 1, SCHOOL_DAYS) is None


def test_school_days_between_two_dates_are_counted() -> None:
    assert school_days_after(dt.date(2025, 10, 24), dt.date(2025, 11, 7), SCHOOL_DAYS) == 5
    assert school_days_after(dt.date(2025, 11, 7), dt.date(2025, 10, 24), SCHOOL_DAYS) == 0


def test_the_next_school_day_may_be_the_day_itself() -> None:
    assert next_school_day(dt.date(2025, 11, 3), SCHOOL_DAYS) == dt.date(2025, 11, 3)
    assert next_school_day(dt.date(2025, 10, 25), SCHOOL_DAYS) == dt.date(2025, 11, 3)
    assert next_school_day(dt.date(2030, 1, 1), SCHOOL_DAYS) is None


def test_a_week_begins_on_the_day_that_the_school_set() -> None:
    friday = dt.date(2025, 11, 7)
    assert week_start_of(friday) == dt.date(2025, 11, 3)
    assert week_start_of(friday, "friday") == friday
    assert week_start_of(friday, "saturday") == dt.date(2025, 11, 1)


def test_school_weeks_know_the_week_before_a_holiday_and_their_days() -> None:
    weeks = SchoolWeeks(SCHOOL_DAYS)
    assert weeks.number(dt.date(2025, 10, 29)) is None
    assert weeks.latest(dt.date(2025, 10, 29)) == 8
    assert weeks.latest(dt.date(2025, 1, 1)) == 0
    assert weeks.days_of(8, 9) == DayRange(dt.date(2025, 10, 20), dt.date(2025, 11, 9))


def test_more_days_make_more_weeks_and_leave_the_first_ones_alone() -> None:
    weeks = SchoolWeeks(SCHOOL_DAYS)
    own = weeks.including([dt.date(2025, 10, 29)])
    assert (own.number(dt.date(2025, 10, 31)), own.number(dt.date(2025, 11, 3))) == (9, 10)
    assert weeks.number(dt.date(2025, 11, 3)) == 9
    assert weeks.including([dt.date(2025, 11, 3)]) is weeks
