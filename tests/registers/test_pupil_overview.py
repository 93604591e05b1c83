"""One pupil's year at a glance: in words, in pictures with their tables, and as a document."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.pupil_overview import Lateness, overview_of
from registers.school_year import DayRange, half_terms
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, GroupFactory, TermFactory, mark

MONDAY = dt.date(2026, 11, 16)


def a_week(pupil, by, codes="/\\I\\NO/LU\\", monday=MONDAY):
    """Ten sessions: ill on Tuesday morning, away on Wednesday, late on Thursday, after the close on Friday."""
    for number, code in enumerate(codes):
        day, session = monday + dt.timedelta(days=number // 2), ("AM", "PM")[number % 2]
        minutes = {"L": 12, "U": 40}.get(code)
        mark(pupil, code, by=by, date=day, session=session, minutes_late=minutes)


def test_half_terms_end_where_a_whole_week_has_no_session():
    mondays = [dt.date(2026, 10, 12), dt.date(2026, 10, 19), dt.date(2026, 11, 2)]
    assert half_terms(mondays) == [
        DayRange(dt.date(2026, 10, 12), dt.date(2026, 10, 25)),
        DayRange(dt.date(2026, 11, 2), dt.date(2026, 11, 8)),
    ]


def test_the_year_in_words_reasons_days_and_lateness(pupils, office):
    a_week(pupils[0], office)
    found = overview_of(pupils[0], first=YEAR_STARTS, on=THE_DAY)
    assert (found.measures.absence_rate, found.days_missed, found.share) == ("4/10", "2 days", "60.0")
    assert [(each.code, each.sessions, each.is_unauthorised) for each in found.reasons] == [
        ("I", 1, False),
        ("N", 1, True),
        ("O", 1, True),
        ("U", 1, True),
    ]
    assert [[day[half].absence_rate for half in ("AM", "PM")] for day in found.weekdays] == [
        ["0/1", "0/1"],
        ["1/1", "0/1"],
        ["1/1", "1/1"],
        ["0/1", "0/1"],
        ["1/1", "0/1"],
    ]
    assert found.lateness == Lateness(times=1, after_close=1, minutes=52, longest=40, without_minutes=0)
    assert "persistent" in found.in_words


def test_half_a_day_is_said_so(pupils, office):
    mark(pupils[0], "I", by=office, date=MONDAY)
    mark(pupils[0], "\\", by=office, date=MONDAY, session="PM")
    found = overview_of(pupils[0], first=YEAR_STARTS, on=THE_DAY)
    assert (found.days_missed, "severe" in found.in_words) == ("half a day", True)


def test_half_terms_reach_into_the_last_school_year(school, pupils, office):
    TermFactory(
        school=school, name="Summer 2", academic_year="2025-26",
        first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 7, 17),
    )  # fmt: skip
    for monday in (dt.date(2026, 6, 8), dt.date(2026, 10, 19), MONDAY):
        a_week(pupils[0], office, "I\\", monday)
    found = overview_of(pupils[0], first=YEAR_STARTS, on=THE_DAY)
    assert [(days.first, measures.absence_rate) for days, measures in found.half_terms] == [
        (dt.date(2026, 6, 1), "1/2"),
        (dt.date(2026, 8, 31), "1/2"),
        (dt.date(2026, 11, 2), "1/2"),
    ]
    assert found.measures.absence_rate == "2/4"


def test_the_page_shows_each_picture_with_its_table(client, office, pupils, on_the_day):
    a_week(pupils[0], office)
    answer = sign_in(client, office).get(f"/pupils/{pupils[0].pk}/")
    page = answer.content.decode()
    assert "2 days missed since Wednesday 2 September: <a " in page
    assert 'from=2026-09-02&amp;to=2026-11-24">4 of 10 sessions</a>, ' in page
    names = ["calendar", "half_terms", "reasons", "weekdays"]
    assert [page.count(answer.context[name].svg) for name in names] == [1, 1, 1, 1]
    week = next(row for row in answer.context["calendar"].rows if row[0] == "16 Nov")
    assert week[1:5] == ("/, Present", "\\, Present", "I, Illness", "\\, Present")
    today = next(row for row in answer.context["calendar"].rows if row[0] == "23 Nov")
    assert today[3:6] == ("no mark", "no mark", "still to come")


def test_a_year_without_marks_says_what_to_do(client, office, pupils, on_the_day):
    page = sign_in(client, office).get(f"/pupils/{pupils[0].pk}/").content.decode()
    assert "No marks yet this school year" in page


def test_the_sheet_is_an_accessible_document(client, office, pupils, on_the_day):
    a_week(pupils[0], office)
    answer = sign_in(client, office).get(f"/pupils/{pupils[0].pk}/sheet/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.count(b"/Figure") >= 4


def test_a_teacher_sees_their_own_class_only(client, teacher, school, on_the_day):
    stranger = GroupFactory(school=school, name="4A", pupils=["Other Child"]).memberships.get().pupil
    sign_in(client, teacher)
    addresses = [f"/pupils/{stranger.pk}/", f"/pupils/{stranger.pk}/sheet/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_the_page_asks_no_more_for_more_marks(client, office, pupils, on_the_day):
    sign_in(client, office)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/pupils/{pupils[0].pk}/")
        return len(queries)

    a_week(pupils[0], office)
    count()
    first = count()
    for weeks in (1, 2, 5):
        a_week(pupils[0], office, monday=MONDAY - dt.timedelta(weeks=weeks))
    assert count() == first
