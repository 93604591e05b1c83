"""The threshold against the published cases (O1 to O4) and those worked out from the rule (A to Tb)."""

import datetime as dt

import pytest

from penalties.threshold import Absence, Judgement, Origin, as_row, judge
from registers.school_year import DayRange, SchoolWeeks
from tests.school_days import SCHOOL_DAYS, between, days

WEEKS = SchoolWeeks(SCHOOL_DAYS)
DOB = dt.date(2016, 5, 1)
LAST = SCHOOL_DAYS[-1]
EARLIER = Origin(None, "Old Mill Primary")


def both(code: str, *dates: dt.date) -> list[Absence]:
    return [Absence(date, session, code) for date in dates for session in ("AM", "PM")]


def mornings(code: str, *dates: dt.date) -> list[Absence]:
    return [Absence(date, "AM", code) for date in dates]


def used(absences: list[Absence]) -> list[Absence]:
    return [absence._replace(used=True) for absence in absences]


def imported(*dates: dt.date, code: str = "O", origin: Origin = EARLIER) -> list[Absence]:
    return [Absence(date, "AM", code, origin=origin) for date in dates]


def in_weeks(weekday: int, *weeks: int) -> list[dt.date]:
    """One day of each school week, by its number (Monday = 0)."""
    return [WEEKS.starts[week - 1] + dt.timedelta(days=weekday) for week in weeks]


SEPTEMBER = days(8, 9, 10, 11, 12, month=9)
HALF_TERM = dt.date(2025, 10, 29)
A = both("G", *SEPTEMBER)
J = [*both("O", *days(3, 4, 5, 6, month=11)), *mornings("O", dt.date(2025, 11, 7))]
J_LAST = Absence(dt.date(2025, 11, 7), "PM", "N")
NOTICED = used(both("G", *days(3, 4, 5, 6, 7, month=11)))
DECEMBER = both("O", *days(1, 2, month=12))
JANUARY = both("O", *between(dt.date(2026, 1, 12), dt.date(2026, 1, 16)))


def nine_from(first: dt.date) -> list[Absence]:
    return both("O", *between(first, first + dt.timedelta(days=4)))[:9]


# case: (sessions, (met on, in the), most in ten weeks)
CASES: dict[str, tuple[list[Absence], tuple[dt.date, str] | None, int]] = {
    "O1": (A, (dt.date(2025, 9, 12), "PM"), 10),
    "O2": (
        [*both("G", *days(8, 9, month=9)), *mornings("U", *in_weeks(2, 3, 4, 5, 6, 7, 8))],
        (dt.date(2025, 10, 22), "AM"),
        10,
    ),
    "O3": (
        [*both("O", *days(8, 9, 10, month=9)), *mornings("O", *in_weeks(1, 3, 4, 5, 6))],
        (dt.date(2025, 10, 7), "AM"),
        10,
    ),
    "O4": (
        [*both("G", dt.date(2026, 7, 16)), *both("O", *days(7, 8, 9, 10, month=9, year=2026))],
        (dt.date(2026, 9, 10), "PM"),
        10,
    ),
    "A": (A, (dt.date(2025, 9, 12), "PM"), 10),
    "B": (A[:-1], None, 9),
    "C": (
        [*both("O", *days(8, 9, 10, month=9)), *mornings("O", *in_weeks(1, 3, 4, 5, 6))],
        (dt.date(2025, 10, 7), "AM"),
        10,
    ),
    "D": (
        [*both("G", *days(8, 9, month=9)), *mornings("U", *in_weeks(2, *range(3, 9)))],
        (dt.date(2025, 10, 22), "AM"),
        10,
    ),
    "E": (mornings("U", *in_weeks(2, *range(2, 12))), (dt.date(2025, 11, 19), "AM"), 10),
    "F": (mornings("U", *in_weeks(2, *range(2, 11), 12)), None, 9),
    "G": (
        [*both("G", dt.date(2026, 7, 16)), *both("O", *days(7, 8, 9, 10, month=9, year=2026))],
        (dt.date(2026, 9, 10), "PM"),
        10,
    ),
    "H": (
        [*both("G", *days(20, 21, 22, month=10)), *both("G", *days(6, 7, month=1, year=2026))],
        (dt.date(2026, 1, 7), "PM"),
        10,
    ),
    "I": (both("I", *days(3, 4, 5, 6, 7, month=11)), None, 0),
    "J": ([*J, J_LAST], (dt.date(2025, 11, 7), "PM"), 10),
    "K": ([*J, J_LAST._replace(code="I")], None, 9),
    "L": ([*both("O", dt.date(2025, 9, 8)), *both("O", *days(24, 25, 26, 27, month=11))], None, 8),
    "M": (
        [*both("O", dt.date(2025, 9, 8)), *both("O", *days(17, 18, 19, 20, month=11))],
        (dt.date(2025, 11, 20), "PM"),
        10,
    ),
    "N": (mornings("L", *in_weeks(2, *range(2, 14))), None, 0),
    "P": ([*NOTICED, *DECEMBER], None, 4),
    "Q": ([*NOTICED, *DECEMBER, *JANUARY], (dt.date(2026, 1, 14), "PM"), 14),
    "Qa": ([*NOTICED, *JANUARY], (dt.date(2026, 1, 16), "PM"), 10),
    "S": (
        [*imported(*days(8, 9, 10, 11, 12, 15, month=9)), *both("O", *days(6, 7, month=10))],
        (dt.date(2025, 10, 7), "PM"),
        10,
    ),
    "T": (
        [*imported(HALF_TERM), *nine_from(dt.date(2025, 11, 10))],
        (dt.date(2025, 11, 14), "AM"),
        10,
    ),
    "Ta": (
        [*imported(HALF_TERM), *nine_from(dt.date(2026, 1, 12))],
        (dt.date(2026, 1, 16), "AM"),
        10,
    ),
    "Tb": ([*imported(HALF_TERM), *nine_from(dt.date(2026, 1, 19))], None, 9),
}


def judged(
    absences: list[Absence], *, on: dt.date = LAST, dob: dt.date = DOB, **settings: object
) -> Judgement:
    return judge(absences, weeks=WEEKS, on=on, dob=dob, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES)
def test_the_threshold_is_met_when_the_case_says_so(case: str) -> None:
    absences, met, peak = CASES[case]
    found = judged(absences)
    assert (found.met_on, found.met_session) == (met or (None, None))
    assert (found.peak, found.excluded) == (peak, None)


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][1]])
def test_the_threshold_is_met_on_that_day_and_not_the_day_before(case: str) -> None:
    absences, met, _ = CASES[case]
    assert met is not None
    assert judged(absences, on=met[0]).met_on == met[0]
    assert judged(absences, on=met[0] - dt.timedelta(days=1)).met_on is None


def test_case_p_counts_fourteen_when_used_sessions_are_asked_for() -> None:
    found = judged([*NOTICED, *DECEMBER], on=dt.date(2025, 12, 2), include_used=True)
    assert (found.current, found.met_on) == (14, dt.date(2025, 11, 7))


def test_case_r_a_reception_child_before_compulsory_school_age_is_excluded() -> None:
    found = judged(both("O", *SEPTEMBER), dob=dt.date(2020, 9, 1), on=dt.date(2025, 9, 12))
    assert found == Judgement(
        met_on=None,
        met_session=None,
        peak=0,
        window=DayRange(dt.date(2025, 9, 1), dt.date(2025, 9, 14)),
        sessions=(),
        excluded="below_compulsory_school_age",
    )
    assert found.listed


def test_nine_sessions_below_compulsory_school_age_are_no_exclusion() -> None:
    found = judged(both("O", *SEPTEMBER)[:9], dob=dt.date(2020, 9, 1))
    assert (found.excluded, found.listed) == (None, False)


def test_sessions_on_both_sides_of_the_prescribed_day_do_not_add_up() -> None:
    before, after = days(16, 17, 18, month=12), days(6, 7, month=1, year=2026)
    found = judged(both("O", *before, *after), dob=dt.date(2020, 9, 1), on=dt.date(2026, 1, 7))
    assert (found.current, found.met_on, found.excluded) == (4, None, "below_compulsory_school_age")


def test_sessions_after_the_last_friday_of_june_are_above_the_age() -> None:
    dob = dt.date(2010, 1, 1)
    late = between(dt.date(2026, 6, 24), dt.date(2026, 6, 30))
    found = judged(both("O", *late), dob=dob, on=dt.date(2026, 7, 1))
    assert (found.current, found.excluded) == (6, "above_compulsory_school_age")


def test_a_pupil_who_met_it_in_time_is_not_excluded_by_later_sessions() -> None:
    dob = dt.date(2010, 1, 1)
    absences = both("O", *between(dt.date(2026, 6, 15), dt.date(2026, 7, 3)))
    found = judged(absences, dob=dob, on=dt.date(2026, 7, 3))
    assert (found.met_on, found.excluded, found.peak) == (dt.date(2026, 6, 19), None, 20)


def test_a_school_may_leave_no_reason_yet_out() -> None:
    found = judged([*J, J_LAST], codes=frozenset("GOU"))
    assert (found.met_on, found.peak) == (None, 9)


def test_absences_before_the_national_framework_do_not_count() -> None:
    weeks = SchoolWeeks(between(dt.date(2024, 8, 12), dt.date(2024, 8, 30)))
    absences = both("O", *between(dt.date(2024, 8, 14), dt.date(2024, 8, 23)))
    found = judge(absences, weeks=weeks, on=dt.date(2024, 8, 30), dob=DOB)
    assert (found.peak, found.met_on) == (10, dt.date(2024, 8, 23))


def test_in_a_holiday_the_window_ends_with_the_last_school_week() -> None:
    found = judged(mornings("U", *in_weeks(2, *range(1, 9))), on=HALF_TERM)
    assert found.window == DayRange(dt.date(2025, 9, 1), dt.date(2025, 10, 26))
    assert found.current == 8


def test_the_window_moves_on_with_each_school_week_and_peak_stays() -> None:
    found = judged(mornings("U", *in_weeks(2, *range(2, 12))), on=dt.date(2025, 11, 24))
    assert (found.current, found.peak) == (9, 10)
    assert found.window == DayRange(dt.date(2025, 9, 15), dt.date(2025, 11, 30))


def test_later_sessions_are_not_looked_at() -> None:
    found = judged(A, on=dt.date(2025, 9, 10))
    assert (found.current, found.sessions) == (6, tuple(A[:6]))


def test_a_week_that_starts_on_another_day_moves_the_edges() -> None:
    weeks = SchoolWeeks(SCHOOL_DAYS, "wednesday")
    absences = mornings("U", *in_weeks(1, *range(2, 11)), dt.date(2025, 9, 9))
    found = judge(absences, weeks=weeks, on=dt.date(2025, 9, 9), dob=DOB)
    assert found.window == DayRange(dt.date(2025, 9, 3), dt.date(2025, 9, 9))


def test_an_imported_session_makes_its_week_a_school_week_even_when_it_does_not_count() -> None:
    absences = both("O", dt.date(2025, 9, 8)) + both("O", *days(17, 18, 19, 20, month=11))
    assert judged(absences).met_on == dt.date(2025, 11, 20)
    for other in (used(imported(HALF_TERM)), imported(HALF_TERM, code="N")):
        found = judged([*absences, *other], codes=frozenset("GOU"))
        assert (found.met_on, found.peak) == (None, 8)


def test_one_session_reported_twice_counts_once() -> None:
    found = judged([*A[:9], *imported(A[0].date)])
    assert found.peak == 9
    assert judged([*A, *used(A[:1])]).peak == 9


def test_a_pupil_without_sessions_is_not_listed() -> None:
    found = judged([], on=dt.date(2025, 9, 12))
    assert (found.current, found.peak, found.listed) == (0, 0, False)


def test_a_school_without_a_calendar_has_no_window() -> None:
    found = judge([], weeks=SchoolWeeks([]), on=LAST, dob=DOB)
    assert (found.window, found.listed) == (None, False)


def test_a_row_says_where_each_session_was() -> None:
    site = Origin("123457", "Fen View Primary")
    absences = [
        *imported(dt.date(2025, 9, 8)),
        *imported(dt.date(2025, 9, 9), origin=site),
        *mornings("G", dt.date(2025, 9, 15)),
    ]
    found = judged(absences, on=dt.date(2025, 9, 16))
    assert as_row(found, upn="F874204525001", school_urn="123456", school_name="Marsh Lane Primary") == {
        "upn": "F874204525001",
        "school_urn": "123456",
        "current": 3,
        "peak": 3,
        "met_on": None,
        "met_session": None,
        "window_first_day": "2025-09-01",
        "window_last_day": "2025-09-21",
        "sessions": [
            {
                "date": "2025-09-08",
                "session": "AM",
                "code": "O",
                "school_urn": None,
                "school_name": "Old Mill Primary",
            },
            {
                "date": "2025-09-09",
                "session": "AM",
                "code": "O",
                "school_urn": "123457",
                "school_name": "Fen View Primary",
            },
            {
                "date": "2025-09-15",
                "session": "AM",
                "code": "G",
                "school_urn": "123456",
                "school_name": "Marsh Lane Primary",
            },
        ],
        "excluded": None,
    }
