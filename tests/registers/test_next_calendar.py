"""Next year's calendar from the shape of this one. No database."""

from datetime import date

import pytest

from registers.holiday_rules import by_rule
from registers.next_calendar import (
    ClosedDays,
    TermDays,
    YearPlan,
    mistakes,
    plan_from,
    proposed,
    remarks,
    turn_day,
)

HOLIDAYS = by_rule(2027) | by_rule(2028)
THIS = YearPlan(
    terms=(
        TermDays("Autumn 1", date(2026, 9, 2), date(2026, 10, 23)),
        TermDays("Autumn 2", date(2026, 11, 2), date(2026, 12, 18)),
        TermDays("Spring 1", date(2027, 1, 5), date(2027, 2, 12)),
        TermDays("Spring 2", date(2027, 2, 22), date(2027, 3, 19)),
        TermDays("Summer 1", date(2027, 4, 5), date(2027, 5, 28)),
        TermDays("Summer 2", date(2027, 6, 7), date(2027, 7, 16)),
    ),
    closures=(
        ClosedDays("inset", date(2026, 9, 1), date(2026, 9, 1), note="INSET day"),
        ClosedDays("bank_holiday", date(2027, 5, 3), date(2027, 5, 3), note="Early May bank holiday"),
        ClosedDays("planned", date(2027, 5, 6), date(2027, 5, 6), note="Polling station"),
    ),
)


def test_the_weeks_stay_easter_has_its_holiday_and_the_days_are_190():
    assert len(THIS.days) == 190
    plan = proposed(THIS, HOLIDAYS)
    assert [(str(term.first), str(term.last)) for term in plan.terms] == [
        ("2027-09-01", "2027-10-22"),
        ("2027-11-01", "2027-12-17"),
        ("2028-01-04", "2028-02-11"),
        ("2028-02-21", "2028-04-07"),
        ("2028-04-24", "2028-05-26"),
        ("2028-06-05", "2028-07-13"),
    ]
    assert plan.closures == (
        ClosedDays("inset", date(2027, 8, 31), date(2027, 8, 31), note="INSET day"),
        ClosedDays("bank_holiday", date(2028, 5, 1), date(2028, 5, 1), note="Early May bank holiday"),
    )
    assert (len(plan.days), mistakes(plan, "2027-28"), remarks(plan, HOLIDAYS)) == (190, [], [])


def test_a_year_that_began_in_september_does_not_begin_in_august():
    this = YearPlan(terms=(TermDays("Autumn", date(2027, 9, 1), date(2027, 12, 17)),))
    assert proposed(this, {}).terms == (TermDays("Autumn", date(2028, 9, 6), date(2028, 12, 22)),)


def test_a_school_whose_year_begins_in_august_keeps_to_that():
    this = YearPlan(terms=(TermDays("Autumn", date(2026, 8, 26), date(2026, 12, 18)),))
    plan = proposed(this, {})
    assert plan.terms[0].first == date(2027, 8, 25)
    assert turn_day("2027-28", plan.terms[0].first) == date(2027, 8, 25)
    assert turn_day("2027-28", date(2027, 9, 3)) == turn_day("2027-28", None) == date(2027, 9, 1)


def test_without_terms_nothing_is_proposed():
    plan = proposed(YearPlan(), HOLIDAYS)
    assert (plan.terms, mistakes(plan, "2027-28")) == ((), ["Enter at least one term."])


def test_an_inset_day_on_a_bank_holiday_moves_to_the_next_free_day():
    this = YearPlan(
        terms=(TermDays("Spring", date(2027, 1, 5), date(2027, 3, 19)),),
        closures=(ClosedDays("inset", date(2027, 1, 4), date(2027, 1, 4)),),
    )
    moved = [each.first for each in proposed(this, HOLIDAYS).closures]
    assert moved == [date(2028, 1, 4)]


def test_another_number_of_days_and_a_bank_holiday_in_term_are_remarked():
    plan = YearPlan(terms=(TermDays("Summer", date(2028, 5, 1), date(2028, 5, 5)),))
    assert remarks(plan, HOLIDAYS) == [
        "This makes 5 days. Maintained schools meet on 190 (380 sessions) a year.",
        "Early May bank holiday, 1 May, is a school day here.",
    ]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ([("A", date(2027, 9, 6), date(2027, 9, 1))], ["A ends before it begins."]),
        ([("A", date(2026, 9, 6), date(2026, 12, 1))], ["A does not lie in 2027-28."]),
        (
            [("A", date(2027, 9, 6), date(2027, 12, 1)), ("B", date(2027, 12, 1), date(2028, 2, 1))],
            ["A and B overlap."],
        ),
        (
            [("A", date(2027, 9, 6), date(2027, 12, 1)), ("a", date(2028, 1, 10), date(2028, 2, 1))],
            ["Two terms are called a."],
        ),
    ],
)
def test_what_is_no_calendar_is_said(terms, words):
    assert mistakes(YearPlan(terms=tuple(TermDays(*each) for each in terms)), "2027-28") == words


def test_a_plan_is_kept_whole():
    assert plan_from(THIS.as_json()) == YearPlan(THIS.terms, THIS.closures)


def test_bank_holidays_by_rule_have_their_substitute_days():
    assert [str(day) for day in by_rule(2027)] == [
        "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03",
        "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28",
    ]  # fmt: skip
