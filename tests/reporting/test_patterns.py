"""Patterns of absence, from marks alone: what is one, and what is not."""

import datetime as dt

from reporting.patterns import (
    Kind,
    Pattern,
    away_together,
    beside_holidays,
    broken_weeks,
    days_beside_holidays,
    illness_in_class,
    makes_pattern,
    one_weekday,
    runs,
)

FIRST = dt.date(2026, 9, 7)  # a Monday


def school_days(weeks, *, without=()):
    days = [FIRST + dt.timedelta(weeks=week, days=day) for week in range(weeks) for day in range(5)]
    return [day for day in days if day not in without]


def day(week, weekday):
    return FIRST + dt.timedelta(weeks=week, days=weekday)


def away(*days, code="I"):
    return {(each, session): code for each in days for session in ("AM", "PM")}


DAYS = school_days(10)


def test_a_week_is_broken_where_the_pupil_came_and_an_absence_began():
    attended = dict.fromkeys({each - dt.timedelta(days=each.weekday()) for each in DAYS}, 8)
    missed = away(*(day(week, 2) for week in (2, 4, 6, 9)))
    assert broken_weeks(7, missed, attended, DAYS) == Pattern(
        Kind.BROKEN_WEEKS, (7,), 4, 8, tuple(sorted(missed))
    )
    # one long illness begins once, three weeks are no pattern, and in a week without a session attended nobody came
    assert broken_weeks(7, away(*DAYS[12:45]), attended, DAYS) is None
    assert broken_weeks(7, away(*(day(week, 2) for week in (1, 2, 4, 6))), attended, DAYS) is None
    assert broken_weeks(7, missed, {**attended, day(9, 0): 0}, DAYS) is None


def test_days_beside_holidays_are_those_before_and_after_more_than_a_weekend():
    days = school_days(10, without=[day(3, 4), *(day(5, each) for each in range(5)), day(8, 0)])
    assert days_beside_holidays(days) == {
        day(3, 3), day(4, 0), day(4, 4), day(6, 0), day(7, 4), day(8, 1),
    }  # fmt: skip
    before_each = away(day(3, 3), day(4, 4), day(7, 4), code="O")
    assert beside_holidays(7, before_each, days) == Pattern(
        Kind.BESIDE_HOLIDAYS, (7,), 3, 6, tuple(sorted(before_each))
    )
    assert beside_holidays(7, away(day(3, 3), day(4, 4)), days) is None
    # who is often away is away beside holidays, too: that is no pattern
    assert beside_holidays(7, before_each | away(*days[::2]), days) is None


def test_one_day_of_the_week_stands_out_over_several_weeks():
    fridays = away(*(day(week, 4) for week in (1, 4, 6)), code="N")
    missed = fridays | away(day(2, 1), day(2, 2), day(3, 0))
    assert one_weekday(7, missed) == Pattern(Kind.WEEKDAY, (7,), 6, 12, tuple(sorted(fridays)))
    assert one_weekday(7, missed | {(day(5, 1), "AM"): "I"}) is None
    assert one_weekday(7, away(day(1, 4), day(4, 4))) is None
    assert one_weekday(7, {}) is None


def test_brothers_and_sisters_are_away_together_on_occasions_not_on_days():
    missed = {
        1: away(day(1, 0), day(1, 1), day(3, 4), day(4, 0), day(7, 2)),
        2: away(*DAYS[5:8], day(3, 4), day(7, 2)),
    }
    found = away_together(1, 2, missed, DAYS)
    assert found == Pattern(
        Kind.TOGETHER, (1, 2), 3, 3, tuple(sorted(away(day(1, 0), day(1, 1), day(3, 4), day(7, 2))))
    )
    assert found.days == [day(1, 0), day(1, 1), day(3, 4), day(7, 2)]
    assert away_together(1, 2, missed | {2: away(*DAYS[5:8], day(3, 4))}, DAYS) is None
    assert away_together(1, 3, missed, DAYS) is None


def test_several_pupils_of_a_class_fall_ill_within_three_days():
    missed = {
        1: away(*DAYS[44:50]),
        2: away(DAYS[45]),
        3: away(DAYS[46]),
        4: away(DAYS[46]),
        5: away(DAYS[47]),
    }
    assert illness_in_class(range(1, 29), missed, DAYS) == Pattern(
        Kind.ILLNESS, (1, 2, 3, 4), 4, 28, tuple((each, "AM") for each in DAYS[44:47])
    )
    missed[4] = away(DAYS[46], code="O")
    assert illness_in_class(range(1, 29), missed, DAYS) is None
    # who fell ill earlier and is still away did not fall ill then; and before the first school day nobody did
    missed[4] = away(*DAYS[30:47])
    assert illness_in_class(range(1, 29), missed, DAYS) is None
    assert illness_in_class(range(1, 29), missed, []) is None


def test_days_in_a_row_are_one_spell_over_a_weekend():
    assert runs({DAYS[4], DAYS[5], DAYS[7]}, DAYS) == [[DAYS[4], DAYS[5]], [DAYS[7]]]


def test_what_was_agreed_makes_no_pattern():
    marks = {(FIRST, "AM"): "/", (FIRST, "PM"): "C2", (day(0, 1), "AM"): "I", (day(0, 2), "AM"): "E"}
    assert makes_pattern(marks) == {(day(0, 1), "AM"): "I"}
