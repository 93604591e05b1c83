"""What may follow against the cases of each parent and child (1 to 8, 6a), and what may be noted of a notice."""

import datetime as dt

import pytest

from penalties.escalation import Amount, NextStep, Notice, Stage, counts_until, what_next

OCTOBER = dt.date(2024, 10, 10)
MARCH = dt.date(2026, 3, 5)
FIRST = Amount(160, 80)
SECOND = Amount(160, None)
ISSUED = Notice(OCTOBER)
TWO = [Notice(OCTOBER), Notice(MARCH)]

# case: (notices of this parent for this child, proposed on, stage, amount, how many count)
CASES: dict[str, tuple[list[Notice], dt.date, Stage, Amount | None, int]] = {
    "1": ([], MARCH, Stage.FIRST, FIRST, 0),
    "2": ([ISSUED], MARCH, Stage.SECOND, SECOND, 1),
    "3": ([ISSUED], MARCH, Stage.SECOND, SECOND, 1),  # unpaid and prosecuted: nothing of that matters here
    "4": ([Notice(OCTOBER, withdrawn=True)], MARCH, Stage.FIRST, FIRST, 0),
    "5": (TWO, dt.date(2026, 11, 12), Stage.OTHER, None, 2),
    "6": (TWO, dt.date(2027, 10, 11), Stage.SECOND, SECOND, 1),
    "6a": (TWO, dt.date(2027, 10, 10), Stage.OTHER, None, 2),
    "7 mother": ([ISSUED], MARCH, Stage.SECOND, SECOND, 1),
    "7 father": ([], MARCH, Stage.FIRST, FIRST, 0),
    "8": ([], MARCH, Stage.FIRST, FIRST, 0),  # the older sibling's notice is not handed over
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_law_allows_next(case):
    notices, proposed, stage, amount, count = CASES[case]
    found = what_next(notices, proposed=proposed)
    assert (found.stage, found.amount, len(found.counted), found.sure) == (stage, amount, count, True)
    assert found.allows_notice == (amount is not None)


def test_what_the_law_allows_in_words():
    assert [what_next(each, proposed=MARCH).words for each in ([], [ISSUED], TWO)] == [
        "a first notice, £160 within 28 days, or £80 within 21",
        "a second notice, £160 within 28 days, with no lower amount",
        "no notice, for 2 count in the 3 years up to that day",
    ]


def test_a_third_says_from_when_a_notice_is_allowed_again():
    again = dt.date(2027, 10, 11)
    found = what_next(TWO, proposed=dt.date(2026, 11, 12))
    assert found == NextStep(Stage.OTHER, None, tuple(TWO), True, again)
    day_before, day = (what_next(TWO, proposed=again - dt.timedelta(days=back)) for back in (1, 0))
    assert (day_before.allows_notice, day.allows_notice) == (False, True)


def test_a_notice_that_may_have_been_issued_counts_and_makes_the_answer_unsure():
    told = Notice(OCTOBER, sure=False)
    assert what_next([told], proposed=MARCH) == NextStep(Stage.SECOND, SECOND, (told,), False, None)
    undated = Notice(None)
    found = what_next([undated, Notice(OCTOBER)], proposed=MARCH)
    assert found == NextStep(Stage.OTHER, None, (Notice(OCTOBER), undated), False, dt.date(2027, 10, 11))


def test_notices_of_the_time_before_the_framework_do_not_count():
    july, late = Notice(dt.date(2024, 7, 1)), Notice(OCTOBER, last_absence=dt.date(2024, 7, 12))
    assert what_next([july, late], proposed=MARCH).counted == ()


def test_a_notice_that_came_after_the_day_does_not_count_for_it():
    assert what_next([Notice(MARCH)], proposed=OCTOBER).stage is Stage.FIRST


def test_three_years_after_a_leap_day():
    leap = dt.date(2028, 2, 29)
    assert counts_until(leap) == dt.date(2031, 2, 28)
    first_out = dt.date(2031, 3, 1)
    assert what_next([Notice(leap)], proposed=first_out).stage is Stage.FIRST
