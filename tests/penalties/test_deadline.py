"""By when an authority wants a referral: so many days after the child came back."""

from datetime import date, timedelta

import pytest

from penalties.authority import PETERBOROUGH, CountedIn
from penalties.deadline import Deadline, deadline
from penalties.improvement import Seen

# Monday 9 to Friday 13 November 2026 away; school days until Friday 4 December, without the INSET day of 27 November.
AWAY = [date(2026, 11, 9) + timedelta(days=n) for n in range(5)]
BACK = date(2026, 11, 16)
SCHOOL_DAYS = [
    day
    for n in range(26)
    if (day := date(2026, 11, 9) + timedelta(days=n)).weekday() < 5 and day != date(2026, 11, 27)
]
LAST = (AWAY[-1], "PM")
CALENDAR = PETERBOROUGH._replace(deadline_counted_in=CountedIn.CALENDAR)


def sessions(*back):
    return [Seen(day, half, "G") for day in AWAY for half in ("AM", "PM")] + [Seen(*each) for each in back]


@pytest.mark.parametrize(
    ("back", "rules", "on", "found"),
    [
        ([], PETERBOROUGH, BACK, Deadline(None, None, None)),
        ([(BACK, "AM", "I"), (BACK, "PM", "N")], PETERBOROUGH, BACK, Deadline(None, None, None)),
        ([(BACK, "AM", "/")], PETERBOROUGH, BACK, Deadline(BACK, date(2026, 12, 1), 10)),
        ([(BACK, "AM", "L")], PETERBOROUGH, date(2026, 12, 1), Deadline(BACK, date(2026, 12, 1), 0)),
        ([(BACK, "AM", "/")], PETERBOROUGH, date(2026, 12, 3), Deadline(BACK, date(2026, 12, 1), -2)),
        ([(BACK, "AM", "/")], PETERBOROUGH._replace(deadline_days=20), BACK, Deadline(BACK, None, None)),
        ([(BACK, "PM", "\\")], CALENDAR, date(2026, 11, 20), Deadline(BACK, date(2026, 11, 26), 6)),
        ([(BACK, "PM", "\\")], CALENDAR, date(2026, 11, 28), Deadline(BACK, date(2026, 11, 26), -2)),
    ],
)
def test_the_days_count_from_the_return(back, rules, on, found):
    assert deadline(sessions(*back), last=LAST, rules=rules, school_days=SCHOOL_DAYS, on=on) == found


def test_who_came_back_between_has_not_come_back_yet():
    between = [Seen(AWAY[0] - timedelta(days=3), "AM", "/"), *sessions()]
    assert deadline(between, last=LAST, rules=PETERBOROUGH, school_days=SCHOOL_DAYS, on=BACK).due is None
