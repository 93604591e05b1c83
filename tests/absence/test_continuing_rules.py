import datetime as dt

from absence.continuing import Continuing, continuing
from tests.school_days import SCHOOL_DAYS

NOVEMBER = [day for day in SCHOOL_DAYS if day >= dt.date(2025, 11, 3)]
"""Ten of them are 3 to 14 November, twenty 3 to 28 November (vectors.md section 5)."""


def absent(count, code="N"):
    return {day: [code, code] for day in NOVEMBER[:count]}


def state(codes, on, **more):
    return continuing(school_days=SCHOOL_DAYS, on=on, codes=codes, **more)


def test_ten_school_days_without_contact_make_a_referral_due():
    ninth, tenth = state(absent(9), NOVEMBER[8]), state(absent(10), NOVEMBER[9])
    assert (ninth.days, ninth.referral_due, ninth.referral_by) == (9, False, dt.date(2025, 11, 14))
    assert (tenth.days, tenth.referral_due, tenth.referral_by) == (10, True, dt.date(2025, 11, 14))


def test_a_holiday_counts_for_nothing():
    days = [day for day in SCHOOL_DAYS if dt.date(2025, 10, 20) <= day <= dt.date(2025, 11, 7)]
    found = state({day: ["N", "N"] for day in days}, days[-1])
    assert (found.days, found.referral_due, found.without_attempt) == (10, True, tuple(days[:-1]))


def test_contact_a_reason_or_coming_begins_the_count_anew():
    on = NOVEMBER[9]
    reached = state(absent(10), on, reached=[NOVEMBER[6]])
    ill = state(absent(10) | {NOVEMBER[6]: ["I", "I"]}, on)
    here = state(absent(10) | {NOVEMBER[6]: ["N", "\\"]}, on)
    late = state(absent(10) | {NOVEMBER[6]: ["U", "N"]}, on)
    assert [each.days for each in (reached, ill, here, late)] == [3, 3, 3, 3]
    assert [each.unauthorised for each in (reached, ill, here, late)] == [10, 3, 3, 3]


def test_days_without_an_attempt_are_listed_except_today():
    found = state(absent(4), NOVEMBER[3], tried=[NOVEMBER[1]])
    assert found.without_attempt == (NOVEMBER[0], NOVEMBER[2])


def test_a_day_on_which_the_pupil_was_not_expected_says_nothing():
    codes = absent(5) | {NOVEMBER[2]: ["X", "X"], NOVEMBER[3]: ["N", "X"]}
    assert state(codes, NOVEMBER[4]).without_contact == (NOVEMBER[0], NOVEMBER[1], NOVEMBER[3], NOVEMBER[4])
    assert state(codes, NOVEMBER[4]).unauthorised == 4


def test_today_counts_from_its_first_mark():
    waiting = state(absent(9), NOVEMBER[9])
    morning = state(absent(9) | {NOVEMBER[9]: ["N"]}, NOVEMBER[9])
    assert [(each.days, each.unauthorised) for each in (waiting, morning)] == [(9, 9), (10, 10)]


def test_ten_days_without_authority_are_reached_although_the_family_was_reached():
    holiday = absent(10, "G")
    found = state(holiday, NOVEMBER[9], reached=NOVEMBER[:10])
    assert (found.days, found.unauthorised, found.return_reached, found.ground_i_reached) == (
        0,
        10,
        True,
        False,
    )


def test_ground_i_is_reached_after_twenty_days_and_one_other_mark_begins_it_anew():
    twenty, late = state(absent(20, "O"), NOVEMBER[19]), absent(20, "O") | {NOVEMBER[9]: ["O", "U"]}
    assert (NOVEMBER[19], twenty.unauthorised_since) == (dt.date(2025, 11, 28), dt.date(2025, 11, 3))
    assert (twenty.ground_i_reached, state(late, NOVEMBER[19]).ground_i_reached) == (True, False)
    assert not state(absent(19, "O"), NOVEMBER[18]).ground_i_reached


def test_a_day_without_a_register_breaks_the_run_without_authority_and_not_the_wait_for_contact():
    codes = absent(5)
    del codes[NOVEMBER[2]]
    found = state(codes, NOVEMBER[4])
    assert (found.days, found.unauthorised) == (4, 2)


def test_nobody_absent_is_nobody_absent():
    found = state({NOVEMBER[0]: ["/", "\\"]}, NOVEMBER[0])
    assert found == Continuing((), (), 0, None, None)
