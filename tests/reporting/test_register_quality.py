"""Quality of registers: what is late, never completed or missing, by class and week."""

import datetime as dt
import re
from collections import Counter

from reporting.register_quality import Blank, Row, Sheet, Standing, Unsettled, quality_of
from tests.cast import sign_in
from tests.factories import RegisterFactory, at, mark

MONDAY = dt.date(2026, 11, 16)
FRIDAY = dt.date(2026, 11, 20)
CLOSES = dt.time(8, 55)


def row(date=MONDAY, session="AM", group=(1, "3B"), taken="08:50", *, same_day=True, marks=True):
    taken = dt.time.fromisoformat(taken) if taken else None
    return Row(date, session, *group, taken, CLOSES, same_day, marks, "Meera Patel" if taken else "")


def test_each_register_stands_one_way():
    found = quality_of(
        [
            row(),
            row(session="PM", taken="08:55"),  # the second it closes is late
            row(FRIDAY, taken="07:00", same_day=False),
            row(FRIDAY, "PM", taken=None),
            row(MONDAY + dt.timedelta(days=1), taken=None, marks=False),  # nobody was expected
            row(group=(2, "10A")),
            row(FRIDAY + dt.timedelta(days=3), group=(2, "10A"), taken="08:50"),
        ],
        [Blank(FRIDAY + dt.timedelta(days=3), "AM", 2, "10A", 3), Blank(FRIDAY, "PM", 2, "10A", 1)],
        [Unsettled(1, overdue=True), Unsettled(1, overdue=False), Unsettled(None, overdue=True)],
    )
    third, tenth = found.classes
    assert [third.group, tenth.group] == ["3B", "10A"]
    assert third.counts == Counter({Standing.IN_TIME: 1, Standing.LATE: 2, Standing.NOT_COMPLETED: 1})
    assert tenth.counts == Counter({Standing.IN_TIME: 1, Standing.MISSING: 2})
    assert (third.due, third.share, third.unsettled, third.overdue) == (4, "25.0", 2, 1)
    assert [(sheet.date, sheet.standing, sheet.blank) for sheet in tenth.sheets] == [
        (FRIDAY + dt.timedelta(days=3), Standing.MISSING, 3),
        (FRIDAY, Standing.MISSING, 1),
    ]
    assert third.sheets[-1] == Sheet(
        MONDAY, "PM", 1, "3B", Standing.LATE, dt.time(8, 55), True, CLOSES, "Meera Patel"
    )
    next_week = MONDAY + dt.timedelta(weeks=1)
    assert [(each.group, weeks) for each, weeks in found.weeks] == [
        ("3B", [(MONDAY, 3), (next_week, None)]),
        ("10A", [(MONDAY, 1), (next_week, 1)]),
        ("All classes", [(MONDAY, 4), (next_week, 1)]),
    ]
    assert (found.whole.due, found.whole.in_time, found.whole.overdue) == (7, 2, 1)


def test_the_page_tells_the_head_which_registers_were_late(
    client, head, teacher, group_3b, pupils, on_the_day, django_assert_max_num_queries
):
    friday = at("09:12", FRIDAY)
    for pupil in pupils:
        for session, present in (("AM", "/"), ("PM", "\\")):
            mark(pupil, "N" if pupil == pupils[0] else present, session=session, date=FRIDAY, by=teacher)
    RegisterFactory(group=group_3b, date=FRIDAY, taken_at=friday, taken_by=teacher, taken_name="Meera Patel")
    RegisterFactory(group=group_3b, date=FRIDAY, session="PM")
    sign_in(client, head)
    client.get("/quality/")
    with django_assert_max_num_queries(16):
        page = client.get("/quality/").content.decode()
    words = " ".join(page.split())
    # Monday 23 November has no marks at all
    assert "0 of 4 registers of earlier days were completed before registration closed: 0.0 %." in words
    figures = re.findall(r"<dt>([^<]*)</dt><dd>(?:<a [^>]*>)?([^<]*)", words)
    assert dict(figures) == {
        "In time": "0.0 %",
        "Late": "1",
        "Never completed": "1",
        "Marks missing": "2",
        "N to settle": "2",
        "Of them overdue": "0",
    }
    assert "completed at 9:12, registration closed at 8:55" in words
    assert words.count("6 pupils</span> without a mark") + words.count("6 pupils without a mark</span>") == 2
