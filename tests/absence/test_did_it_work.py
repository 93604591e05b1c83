"""Attendance before and after what was done: the rule, the champion's list and the chart on the pupil's page."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.did_it_work import Change, Compared, Done, Kind, compare, tally, without_effect
from absence.effects import effects_of
from absence.models import SupportStep
from absence.support_concerns import concerns_of
from registers.models import SchoolDay
from reporting.measures import measure
from tests.absence.absent import days_before, miss
from tests.absence.support import plan_of
from tests.cast import sign_in
from tests.factories import THE_DAY, at, mark

FIRST = dt.date(2026, 9, 7)
LETTER = Done(FIRST + dt.timedelta(weeks=7, days=2), Kind.LETTER, "Letter")


def weeks(*missed, possible=10, first=FIRST):
    """So many sessions missed of ten in each week, one after another."""
    return [
        (first + dt.timedelta(weeks=n), measure({"I": each, "/": possible - each}))
        for n, each in enumerate(missed)
    ]


def compared(*missed, done=LETTER):
    found = compare(done, weeks(*missed))
    return found.before.absent, found.weeks_before, found.after.absent, found.weeks_after, found.change


def test_six_school_weeks_on_each_side_without_the_week_itself():
    missed = [9, 1, 2, 3, 4, 5, 6, 10, 1, 0, 1, 0, 1, 0, 9]
    assert compared(*missed) == (21, 6, 3, 6, Change.LESS)


def test_what_was_agreed_from_a_monday_counts_from_that_week():
    plan = Done(FIRST + dt.timedelta(weeks=2), Kind.PLAN, "Support plan")
    letter = Done(plan.on, Kind.LETTER, "Letter")
    assert compared(5, 5, 1, 2, done=plan) == (10, 2, 3, 2, Change.LESS)
    assert compared(5, 5, 1, 2, done=letter) == (10, 2, 2, 1, Change.LESS)


def test_a_holiday_parts_no_school_weeks():
    holiday = Done(FIRST + dt.timedelta(weeks=2, days=1), Kind.MEETING, "Meeting")
    found = compare(holiday, weeks(4, 4) + weeks(2, 2, first=FIRST + dt.timedelta(weeks=3)))
    assert (found.before.absent, found.after.absent) == (8, 4)


def test_too_early_where_nothing_is_known_of_one_side():
    assert [compared(*missed)[-1] for missed in ([], [1] * 8, [])] == [Change.EARLY] * 3
    assert compare(LETTER, weeks(*[0] * 9, possible=0)).change is Change.EARLY


def test_one_session_in_twenty_is_the_least_difference_that_is_named():
    def change(before, after):
        sides = [measure({"I": each, "/": 100 - each}) for each in (before, after)]
        return Compared(LETTER, *sides, 6, 6).change

    assert [change(20, after) for after in (15, 16, 20, 24, 25)] == [
        Change.LESS,
        Change.SAME,
        Change.SAME,
        Change.SAME,
        Change.MORE,
    ]


def test_the_tally_counts_each_kind_by_itself():
    found = tally([compare(LETTER, weeks(*[5] * 8, 1)), compare(LETTER, weeks(*[5] * 8, 5))])
    assert [(each.kind, each.done, dict(each.counts)) for each in found] == [
        (Kind.LETTER, 2, {Change.LESS: 1, Change.SAME: 1})
    ]


def test_more_of_what_did_not_help_puts_nothing_aside():
    missed = weeks(*[5] * 14)

    def found(*done):
        each = without_effect(
            [compare(Done(FIRST + dt.timedelta(weeks=n), kind, ""), missed) for n, kind in done]
        )
        return each and (each.done.kind, each.done.on)

    meetings = [(n, Kind.MEETING) for n in (4, 6, 8, 12)]
    assert found(*meetings) == (Kind.MEETING, FIRST + dt.timedelta(weeks=8))
    assert found(*meetings, (13, Kind.PLAN)) is None
    assert found(*meetings, (13, Kind.LETTER)) is None
    assert found((4, Kind.MEETING), (8, Kind.LETTER)) == (Kind.LETTER, FIRST + dt.timedelta(weeks=8))


def test_what_helped_or_had_no_time_or_is_about_little_is_not_asked_about():
    letter = Done(FIRST + dt.timedelta(weeks=6), Kind.LETTER, "Letter")
    helped, soon, little = [5] * 7 + [2] * 6, [5] * 9, [0] * 13
    assert [without_effect([compare(letter, weeks(*each))]) for each in (helped, soon, little)] == [None] * 3
    assert without_effect([]) is None


def noted(pupil, by, *, weeks_ago, kind="conversation"):
    """A step so many weeks before the day."""
    day = THE_DAY - dt.timedelta(weeks=weeks_ago)
    who = {"by": by, "name": by.user.name, "position": by.position, "at": at("09:00", day)}
    return SupportStep.objects.create(
        school=pupil.school, pupil=pupil, stage=kind, kind=kind, date=day, up_to=day, up_to_session="AM",
        sessions=6, mix="6 sessions: illness", note="Sleep", operation=uuid.uuid4(), **who,
    )  # fmt: skip


@pytest.fixture
def days(school):
    """The school days from 2 November to the day before the day."""
    return list(
        SchoolDay.objects.filter(school=school)
        .between(dt.date(2026, 11, 2), THE_DAY - dt.timedelta(days=1))
        .values_list("date", flat=True)
        .order_by("date")
    )


def helped(pupil, by, days):
    """Away for the week of 2 November, talked to on the 10th, in school since."""
    miss(pupil, days[:5], by=by, code="I")
    for day in days[5:]:
        mark(pupil, "/", by=by, date=day)
    return noted(pupil, by, weeks_ago=2)


def test_the_champion_sees_whether_less_was_missed_since(pupils, days, office, client, set_clock):
    set_clock("10:00:00")
    helped(pupils[0], office, days)
    page = sign_in(client, office).get("/support/did-it-work/").content.decode()
    assert "10 of 10 missed" in page
    assert "0 of 6 missed" in page
    assert "Missed less since" in page
    shown = client.get("/support/did-it-work/?kind=letter&change=more").content.decode()
    assert ("Nothing of that kind." in shown, "Ben Archer" in shown) == (True, False)
    assert client.get("/support/did-it-work/?kind=x&change=%00&page=-3").status_code == 200


def test_what_was_taken_back_or_left_out_is_not_asked_about(pupils, school, office, set_clock):
    set_clock("10:00:00")
    noted(pupils[0], office, weeks_ago=2, kind="skip")
    step = noted(pupils[1], office, weeks_ago=2)
    back = {"kind": "taken_back", "undoes": step, "operation": uuid.uuid4(), "pk": None}
    SupportStep.objects.create(
        **{f.name: getattr(step, f.name) for f in step._meta.fields if f.name not in ("id", *back)} | back
    )
    plan_of(pupils[2], office)
    found = effects_of(school=school, post=office, on=THE_DAY)
    assert [(each.pupil, [c.done.kind for c in each.compared]) for each in found] == [
        (pupils[2], [Kind.PLAN])
    ]


def test_the_pupils_page_draws_the_weeks_with_what_was_done(pupils, days, office, client, set_clock):
    set_clock("10:00:00")
    step = helped(pupils[0], office, days)
    page = sign_in(client, office).get(f"/pupils/{pupils[0].pk}/steps/")
    chart = page.context["run_chart"]
    assert chart.rows == (
        ("2 Nov", "0 of 10 sessions, 0.0 %"),
        ("9 Nov", "5 of 5 sessions, 100.0 %"),
        ("16 Nov", "5 of 5 sessions, 100.0 %"),
        ("23 Nov", "1 of 1 sessions, 100.0 %"),
    )
    assert "before it missed 10 of 10 (100.0 %), since then missed 0 of 6 (0.0 %)" in chart.description
    assert step.date == dt.date(2026, 11, 10)
    assert chart.svg in page.content.decode()


def test_no_number_of_conversations_clears_what_did_not_help(pupils, school, office, client, set_clock):
    set_clock("10:00:00")
    first = noted(pupils[0], office, weeks_ago=6)
    miss(pupils[0], days_before(school, 45), by=office, code="O", sessions=("AM",))
    sign_in(client, office)
    for weeks_ago in (2, 1):
        noted(pupils[0], office, weeks_ago=weeks_ago)
        page = client.get("/support/").content.decode()
        assert page.count("Do something else than another conversation") == 1
    plan_of(pupils[0], office)
    assert "Do something else" not in client.get("/support/").content.decode()
    assert first.date == dt.date(2026, 10, 13)


def test_the_list_asks_no_more_for_more_pupils(pupils, school, office, client, set_clock):
    set_clock("10:00:00")
    sign_in(client, office)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/support/did-it-work/")
        return len(queries)

    def add(pupil):
        miss(pupil, days_before(school, 4), by=office, code="I")
        noted(pupil, office, weeks_ago=2)
        plan_of(pupil, office, first_day=THE_DAY - dt.timedelta(days=8))

    add(pupils[0])
    count()
    first = count()
    for pupil in pupils[1:4]:
        add(pupil)
    assert count() == first
    assert len(concerns_of(school=school, post=office, on=THE_DAY).pupils) == 4
