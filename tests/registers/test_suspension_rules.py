"""Suspension: day six, 45 days a year, who is told, when a permanent exclusion may come off the roll. No database."""

import datetime as dt

import pytest

from registers.suspension_rules import (
    HalfDay,
    Outcome,
    PlanRow,
    Whom,
    days_words,
    half_days_over,
    plan_rows,
    provision_due_on,
    review_is_over,
    who_is_told,
)
from tests.school_days import SCHOOL_DAYS, days

SEPTEMBER = [day for day in SCHOOL_DAYS if (day.year, day.month) == (2025, 9)]


@pytest.mark.parametrize(
    ("suspended", "due"),
    [
        (days(8, 9, 10, 11, 12, month=9), None),
        (days(8, 9, 10, 11, 12, 15, month=9), dt.date(2025, 9, 15)),
        (days(10, 11, 12, 15, 16, 17, 18, month=9), dt.date(2025, 9, 17)),
        # A day in school between them: two runs, neither of which reaches day six.
        (days(8, 9, 10, 12, 15, 16, 17, month=9), None),
    ],
)
def test_education_is_due_on_the_sixth_consecutive_school_day(suspended, due):
    assert provision_due_on(suspended[0], set(suspended), SEPTEMBER) == due


def test_half_term_does_not_break_the_run_and_does_not_count():
    suspended = [*days(22, 23, 24, month=10), *days(3, 4, 5, month=11)]
    assert provision_due_on(suspended[0], set(suspended), SCHOOL_DAYS) == dt.date(2025, 11, 5)


def test_a_second_suspension_that_follows_at_once_goes_on_counting():
    suspended = set(days(8, 9, 10, 11, 12, month=9) + days(15, 16, month=9))
    assert provision_due_on(dt.date(2025, 9, 15), suspended, SEPTEMBER) == dt.date(2025, 9, 15)


@pytest.mark.parametrize(("halves", "over"), [(0, 0), (89, 0), (90, 0), (91, 1), (96, 6)])
def test_a_school_year_holds_at_most_45_days(halves, over):
    assert half_days_over(halves) == over


@pytest.mark.parametrize(
    ("halves", "words"),
    [(0, "no days"), (1, "half a day"), (2, "1 day"), (3, "1½ days"), (4, "2 days"), (15, "7½ days")],
)
def test_half_days_are_said_in_days(halves, words):
    assert days_words(halves) == words


def test_parents_and_the_authority_are_always_told_the_others_where_the_pupil_has_one():
    assert who_is_told(has_social_worker=False, is_looked_after=False) == (Whom.PARENT, Whom.AUTHORITY)
    assert who_is_told(has_social_worker=True, is_looked_after=True) == tuple(Whom)


REVIEWED = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("outcomes", "over"),
    [
        ([], False),
        ([(REVIEWED, Outcome.UPHELD)], False),
        ([(REVIEWED, Outcome.UPHELD), (dt.date(2026, 12, 11), Outcome.ENDED)], False),
        ([(dt.date(2026, 11, 3), Outcome.UPHELD), (REVIEWED, Outcome.ENDED)], True),
        ([(REVIEWED, Outcome.ENDED), (REVIEWED, Outcome.REINSTATED)], False),
    ],
)
def test_an_exclusion_comes_off_the_roll_only_when_every_review_has_ended(outcomes, over):
    assert review_is_over(outcomes, dt.date(2026, 11, 24)) is over


def test_plans_are_exactly_the_half_days_in_the_fewest_rows():
    def halves(day, *sessions):
        return {HalfDay(dt.date(2026, 11, day), session): ("E", "away") for session in sessions}

    planned = halves(19, "PM") | halves(20, "AM", "PM")
    for monday in (23, 30):
        for n in range(5):
            date = dt.date(2026, 11, monday) + dt.timedelta(days=n)
            planned |= {HalfDay(date, session): ("E", "away") for session in ("AM", "PM")}
    planned[HalfDay(dt.date(2026, 12, 4), "PM")] = ("K", "tuition")

    assert plan_rows(planned) == [
        PlanRow(dt.date(2026, 11, 19), dt.date(2026, 11, 20), "0000000111", "E", "away"),
        PlanRow(dt.date(2026, 11, 23), dt.date(2026, 11, 27), "1111111111", "E", "away"),
        PlanRow(dt.date(2026, 11, 30), dt.date(2026, 12, 4), "1111111110", "E", "away"),
        PlanRow(dt.date(2026, 12, 4), dt.date(2026, 12, 4), "0000000001", "K", "tuition"),
    ]
