"""Values that hold from day to day, checked day by day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from registers.imports.timelines import Span, change_from, cut, paint, value_on, year_groups

START = dt.date(2026, 9, 1)


def day(n):
    return START + dt.timedelta(days=n)


spans = st.builds(
    lambda first, length, value: Span(day(first), None if length is None else day(first + length), value),
    st.integers(0, 40),
    st.none() | st.integers(0, 15),
    st.sampled_from("ABC"),
)


@given(st.lists(spans, max_size=6))
def test_painting_gives_each_day_its_last_value_and_leaves_no_overlap(painted):
    timeline = []
    for span in painted:
        timeline = paint(timeline, span)
    for n in range(60):
        wanted = next((span.value for span in reversed(painted) if span.holds(day(n))), None)
        assert value_on(timeline, day(n)) == wanted
        assert sum(span.holds(day(n)) for span in timeline) <= 1
    assert timeline == sorted(timeline, key=lambda span: span.first)


@given(st.lists(spans, max_size=5), spans)
def test_painting_twice_changes_nothing(painted, last):
    timeline = []
    for span in painted:
        timeline = paint(timeline, span)
    once = paint(timeline, last)
    assert paint(once, last) == once


def test_a_change_holds_until_the_next_that_is_known():
    known = [Span(day(0), day(9), "A"), Span(day(20), None, "B")]
    assert change_from(known, day(5), "C", until=None) == [
        Span(day(0), day(4), "A"),
        Span(day(5), day(19), "C"),
        Span(day(20), None, "B"),
    ]


def test_cutting_ends_what_still_holds():
    assert cut([Span(day(0), None, "A"), Span(day(8), None, "B")], day(5)) == [Span(day(0), day(5), "A")]


def test_year_groups_go_back_one_each_first_of_september():
    found = year_groups("3", as_of=dt.date(2026, 11, 24), first=dt.date(2024, 11, 4), last=None)
    assert found == [
        Span(dt.date(2024, 11, 4), dt.date(2025, 8, 31), "1"),
        Span(dt.date(2025, 9, 1), dt.date(2026, 8, 31), "2"),
        Span(dt.date(2026, 9, 1), None, "3"),
    ]


def test_a_child_too_young_for_any_year_stands_in_the_youngest():
    found = year_groups("N2", as_of=dt.date(2026, 11, 24), first=dt.date(2024, 9, 2), last=None)
    assert found == [
        Span(dt.date(2024, 9, 2), dt.date(2026, 8, 31), "N1"),
        Span(dt.date(2026, 9, 1), None, "N2"),
    ]
