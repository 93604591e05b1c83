"""The page of scheduled jobs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance_site.celery import TIMETABLE
from registers.actions.jobs import begin_sweep, claim_run, end_sweep, expect_runs, fail_run, finish_run
from registers.models import JobRun
from tests.cast import sign_in
from tests.factories import SchoolFactory, TermFactory, at


@pytest.fixture(autouse=True)
def at_ten(set_clock):
    """It is ten o'clock on the day."""
    set_clock("10:00:00")


def look(client):
    return client.get(reverse("registers:jobs"))


def sweep(clock_time="10:00"):
    end_sweep(sweep=begin_sweep(at=at(clock_time)), at=at(clock_time))
    expect_runs(timetable=TIMETABLE, at=at(clock_time))


def carry(job, words, *, fails=False):
    run = JobRun.objects.filter(job=job, started_at=None).order_by("expected_at").first()
    claimed = claim_run(run_id=run.pk, claimed_by="task", at=at("09:59"))
    if fails:
        fail_run(run=claimed, why=words, at=at("09:59"))
    else:
        finish_run(run=claimed, outcome=words, at=at("09:59"))


def test_it_lists_todays_runs_with_what_each_did(client, school, office):
    sweep()
    carry("open_registers", "30 registers opened.")
    carry("unsettled_n", "It broke.", fails=True)
    response = look(sign_in(client, office))
    assert [(state.run.job, state.words, state.run.outcome) for state in response.context["today"]] == [
        ("prune_operations", "Late", ""),
        ("prune_imports", "Late", ""),
        ("forget_leave_drafts", "Late", ""),
        ("read_mis_files", "Late", ""),
        ("open_registers", "Done", "30 registers opened."),
        ("unsettled_n", "Failed", "It broke."),
        ("close_registers", "Late", ""),
        ("daily_return", "To come", ""),
        ("close_registers", "To come", ""),
        ("daily_return", "To come", ""),
        ("scan_thresholds", "To come", ""),
    ]
    assert "30 registers opened." in response.content.decode()


def test_it_says_what_is_wrong(client, school, office):
    response = look(sign_in(client, office))
    assert "The scheduled jobs have not been started yet." in response.content.decode()
    assert "No runs today" in response.content.decode()


def test_it_says_when_nothing_is_late(client, school, office):
    sweep()
    JobRun.objects.filter(expected_at__lte=at("10:00")).update(finished_at=at("10:00"))
    assert (
        "Nothing is late. A worker last looked at the timetable at 10:00"
        in look(sign_in(client, office)).content.decode()
    )


def test_earlier_runs_are_kept_page_by_page(client, school, office):
    expect_runs(timetable=TIMETABLE, at=at("10:00", dt.date(2026, 11, 17)))
    sweep()
    response = look(sign_in(client, office))
    earlier = response.context["earlier"]
    assert (len(earlier), earlier[0].run.date) == (50, dt.date(2026, 11, 23))
    assert look(client).context["page"].paginator.num_pages == 2


def test_runs_of_another_school_are_not_listed(client, school, office):
    TermFactory(school=SchoolFactory())
    sweep()
    runs = look(sign_in(client, office)).context["today"]
    assert {state.run.school_id for state in runs} == {school.pk, None}


def test_a_teacher_is_told_who_can_look(client, teacher):
    assert look(sign_in(client, teacher)).status_code == 403


def test_its_statements_do_not_grow_with_runs(client, school, office):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            look(client)
        return len(caught)

    sign_in(client, office)
    sweep()
    statements()
    JobRun.objects.filter(due_at__gt=dt.time(4), school=school).exclude(job="open_registers").delete()
    one = statements()
    expect_runs(timetable=TIMETABLE, at=at("10:00"))
    assert statements() == one
