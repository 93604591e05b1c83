"""The time of a notice to improve and what the register says of it, by the calendar of the test vectors' school."""

from datetime import date, timedelta

import pytest

from penalties.authority import CountedIn
from penalties.improvement import Outcome, Seen, Terms, last_day, watch
from registers.codes import THRESHOLD_NATIONAL
from registers.school_year import SchoolWeeks

TERMS = [
    (date(2026, 9, 2), date(2026, 10, 23)),
    (date(2026, 11, 2), date(2026, 12, 18)),
    (date(2027, 1, 4), date(2027, 2, 12)),
]
DAYS = [
    first + timedelta(days=n)
    for first, last in TERMS
    for n in range((last - first).days + 1)
    if (first + timedelta(days=n)).weekday() < 5
]
WEEKS = SchoolWeeks(DAYS)
MONDAY = date(2026, 11, 30)
THREE_WEEKS = Terms(MONDAY, date(2026, 12, 18), 2)


def seen(*sessions):
    """Sessions as `(day, session, code)` with the day counted from the first Monday of the notice."""
    return [Seen(MONDAY + timedelta(days=day), session, code) for day, session, code in sessions]


@pytest.mark.parametrize(
    ("first", "weeks", "counted_in", "ends"),
    [
        (MONDAY, 3, CountedIn.CALENDAR, date(2026, 12, 20)),
        (MONDAY, 3, CountedIn.SCHOOL, date(2026, 12, 20)),
        (MONDAY, 4, CountedIn.CALENDAR, date(2026, 12, 27)),
        (MONDAY, 4, CountedIn.SCHOOL, date(2027, 1, 10)),  # the holidays have no school weeks
        (date(2026, 12, 2), 3, CountedIn.SCHOOL, date(2027, 1, 5)),  # Wednesday to Tuesday
        (date(2026, 10, 12), 6, CountedIn.SCHOOL, date(2026, 11, 29)),
        (date(2026, 12, 23), 3, CountedIn.SCHOOL, None),  # nobody is at school that week
        (date(2027, 2, 8), 1, CountedIn.SCHOOL, date(2027, 2, 14)),
        (date(2027, 2, 8), 2, CountedIn.SCHOOL, None),  # the calendar ends
        (date(2027, 2, 9), 1, CountedIn.SCHOOL, None),
    ],
)
def test_a_notice_lasts_so_many_weeks(first, weeks, counted_in, ends):
    assert last_day(first, weeks, counted_in, WEEKS) == ends


@pytest.mark.parametrize(
    ("sessions", "on", "outcome"),
    [
        ([], MONDAY - timedelta(days=1), Outcome.NOT_BEGUN),
        ([], MONDAY, Outcome.RUNNING),
        ([(0, "AM", "O"), (0, "PM", "U")], date(2026, 12, 18), Outcome.RUNNING),
        ([(0, "AM", "O"), (0, "PM", "U")], date(2026, 12, 19), Outcome.MET),
        ([(0, "AM", "I"), (1, "AM", "C"), (2, "AM", "L"), (3, "AM", "/")], date(2026, 12, 19), Outcome.MET),
        # The third without leave is one more than the notice allows: the next morning says so.
        ([(0, "AM", "O"), (0, "PM", "G"), (1, "AM", "U")], date(2026, 12, 1), Outcome.RUNNING),
        ([(0, "AM", "O"), (0, "PM", "G"), (1, "AM", "U")], date(2026, 12, 2), Outcome.NOT_MET),
        # What is not established yet decides nothing, and holds the answer up only where it could change it.
        ([(0, "AM", "O"), (0, "PM", "O"), (1, "AM", "N")], date(2026, 12, 2), Outcome.RUNNING),
        ([(0, "AM", "O"), (0, "PM", "O"), (1, "AM", "N")], date(2026, 12, 19), Outcome.NOT_KNOWN),
        ([(0, "AM", "O"), (0, "PM", "O"), (1, "AM", "")], date(2026, 12, 19), Outcome.NOT_KNOWN),
        ([(0, "AM", "O"), (1, "AM", "N")], date(2026, 12, 19), Outcome.MET),
        # Before and after the notice nothing counts.
        ([(-3, "AM", "O"), (21, "AM", "O"), (22, "AM", "O"), (23, "AM", "O")], date(2027, 1, 5), Outcome.MET),
    ],
)
def test_whether_a_notice_is_met_is_what_the_register_says_of_the_days_before(sessions, on, outcome):
    assert watch(seen(*sessions), THREE_WEEKS, on=on, codes=THRESHOLD_NATIONAL).outcome == outcome


def test_the_session_that_was_too_many_is_named():
    sessions = seen(
        (0, "AM", "O"), (0, "PM", "/"), (1, "AM", "O"), (1, "PM", "N"), (2, "AM", "O"), (3, "AM", "O")
    )
    found = watch(sessions, THREE_WEEKS, on=date(2026, 12, 10), codes=THRESHOLD_NATIONAL)
    counted = (sessions[0], sessions[2], sessions[4], sessions[5])
    assert found == (Outcome.NOT_MET, counted, (sessions[3],), 6, sessions[4])


def test_a_notice_may_allow_none_at_all():
    none = THREE_WEEKS._replace(allowed=0)
    assert watch(seen((0, "AM", "O")), none, on=date(2026, 12, 1)).outcome == Outcome.NOT_MET
    assert watch(seen((0, "AM", "I")), none, on=date(2026, 12, 19)).outcome == Outcome.MET
