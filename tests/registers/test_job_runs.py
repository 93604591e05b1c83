"""The job ledger: runs expected, claimed once, made in order, tried again, and missed aloud."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance_site.celery import TIMETABLE
from registers.actions.calendar import renumber_school_days
from registers.actions.jobs import (
    begin_sweep,
    carry_out,
    carry_out_together,
    claim_run,
    end_sweep,
    expect_runs,
    fail_run,
    finish_run,
)
from registers.models import Closure, JobRun, SessionTimes
from registers.refusals import Refusal
from registers.scheduled_jobs import hand_over, overdue_jobs, runs_to_hand_over
from tests.factories import SchoolFactory, TermFactory, at

MONDAY = dt.date(2026, 11, 23)


def expect(clock, day=MONDAY):
    return expect_runs(timetable=TIMETABLE, at=at(clock, day))


def expected_of(school, day):
    runs = JobRun.objects.filter(school=school, date=day).order_by("due_at", "job")
    return [(f"{run.due_at:%H:%M}", run.job) for run in runs]


def run_of(school, job, day=MONDAY, clock="12:00"):
    return JobRun.objects.get(school=school, job=job, date=day, due_at=dt.time.fromisoformat(clock))


def claim(run, clock, by="task-1", day=MONDAY):
    return claim_run(run_id=run.pk, claimed_by=by, at=at(clock, day))


def finish_all(clock, day=MONDAY):
    for run in JobRun.objects.claimable(at(clock, day)).order_by("expected_at"):
        finish_run(run=claim(run, clock, day=day), outcome="Done.", at=at(clock, day))


def test_a_school_day_has_its_runs_by_the_schools_own_times(school):
    SessionTimes.objects.create(
        school=school, session="PM", weekday=0, starts="12:30", closes="12:40", ends="15:00"
    )
    expect("00:01")
    assert expected_of(school, MONDAY) == [
        ("06:30", "open_registers"),
        ("07:00", "unsettled_n"),
        ("08:55", "close_registers"),
        ("12:00", "daily_return"),
        ("12:40", "close_registers"),
        ("13:10", "daily_return"),
        ("21:00", "scan_thresholds"),
    ]
    assert expected_of(None, MONDAY) == [
        ("03:30", "prune_operations"),
        ("03:40", "prune_imports"),
        ("03:45", "forget_leave_drafts"),
        ("05:30", "read_mis_files"),
    ]


def test_looking_twice_expects_nothing_more(school):
    assert [expect("00:01"), expect("00:01"), expect("15:00")] == [11, 0, 0]


def test_a_day_without_school_has_the_nights_jobs_only(school):
    expect("10:00", dt.date(2026, 11, 28))
    assert expected_of(school, dt.date(2026, 11, 28)) == [("21:00", "scan_thresholds")]


def test_a_closure_takes_away_runs_that_nobody_has_begun(school):
    expect("00:01")
    claim(run_of(school, "open_registers", clock="06:30"), "06:31")
    Closure.objects.create(school=school, kind="planned", first_day=MONDAY, last_day=MONDAY)
    renumber_school_days(school=school)
    expect("06:32")
    assert expected_of(school, MONDAY) == [("06:30", "open_registers"), ("21:00", "scan_thresholds")]


def test_changed_times_move_the_runs_of_the_day(school):
    expect("00:01")
    SessionTimes.objects.filter(school=school, session="AM").update(closes="09:05")
    expect("00:02")
    closes = [clock for clock, job in expected_of(school, MONDAY) if job == "close_registers"]
    assert closes == ["09:05", "13:20"]


def test_after_a_stop_the_days_since_are_expected_but_none_before_the_first(school):
    expect("10:00", dt.date(2026, 11, 18))
    expect("10:00", dt.date(2026, 11, 24))
    days = (
        JobRun.objects.filter(school=school, job="open_registers")
        .order_by("date")
        .values_list("date", flat=True)
    )
    assert list(days) == [dt.date(2026, 11, day) for day in (18, 19, 20, 23, 24)]


def test_after_a_long_stop_only_the_last_seven_days_are_made_up(school):
    expect("10:00", dt.date(2026, 11, 2))
    expect("10:00", dt.date(2026, 11, 24))
    days = (
        JobRun.objects.filter(school=school, job="open_registers")
        .order_by("date")
        .values_list("date", flat=True)
    )
    assert list(days) == [dt.date(2026, 11, day) for day in (2, 17, 18, 19, 20, 23, 24)]


def test_a_school_that_joins_is_not_caught_up_for_days_before(school):
    expect("10:00", dt.date(2026, 11, 18))
    joins = SchoolFactory()
    TermFactory(school=joins)
    expect("10:00", dt.date(2026, 11, 20))
    assert {run.date for run in JobRun.objects.filter(school=joins)} == {dt.date(2026, 11, 20)}


def test_the_statements_of_a_look_do_not_grow_with_schools_or_days(school):
    def statements(clock, day):
        with CaptureQueriesContext(connection) as caught:
            expect(clock, day)
        return len(caught)

    expect("10:00", dt.date(2026, 11, 16))
    one = statements("10:00", dt.date(2026, 11, 17))
    for _ in range(2):
        TermFactory(school=SchoolFactory())
    assert statements("10:00", dt.date(2026, 11, 20)) == one


def test_a_run_is_claimed_once(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")
    assert claim(run, "06:30", by="first") is not None
    assert claim(run, "06:30", by="second") is None


def test_a_run_is_not_to_be_had_before_it_is_due(school):
    expect("00:01")
    assert claim(run_of(school, "open_registers", clock="06:30"), "06:29") is None


def test_the_same_task_delivered_again_gets_its_run_again(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")
    claim(run, "06:30", by="redelivered")
    assert claim(run, "06:31", by="redelivered").attempts == 2


def test_a_run_whose_worker_was_killed_is_had_again_after_its_time(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")
    claim(run, "06:30", by="killed")
    assert claim(run, "06:31", by="next") is None
    assert claim(run, "06:32", by="next").claimed_by == "next"


def test_a_finished_run_is_never_had_again(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")
    finish_run(run=claim(run, "06:30"), outcome="2 registers opened.", at=at("06:30", MONDAY))
    assert claim(run, "09:00") is None


def test_whoever_lost_a_run_cannot_end_it(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")
    slow = claim(run, "06:30", by="slow")
    claim(run, "06:35", by="next")
    assert finish_run(run=slow, outcome="Done.", at=at("06:36", MONDAY)) is False


def test_a_schools_runs_are_made_in_order(school):
    expect("00:01")
    early, late = (
        run_of(school, "open_registers", clock="06:30"),
        run_of(school, "unsettled_n", clock="07:00"),
    )
    assert claim(late, "07:00") is None
    running = claim(early, "07:00")
    assert claim(late, "07:00") is None
    finish_run(run=running, outcome="Done.", at=at("07:00", MONDAY))
    assert claim(late, "07:00") is not None


def test_a_failed_run_lets_the_later_ones_pass_and_is_tried_again(school):
    expect("00:01")
    early, late = (
        run_of(school, "open_registers", clock="06:30"),
        run_of(school, "unsettled_n", clock="07:00"),
    )
    fail_run(run=claim(early, "07:00"), why="No.", at=at("07:00", MONDAY))
    assert claim(late, "07:00") is not None
    assert claim(early, "07:04") is None
    assert claim(early, "07:05").attempts == 2


def test_another_schools_trouble_holds_up_nobody(school):
    other = SchoolFactory()
    TermFactory(school=other)
    expect("00:01")
    claim(run_of(other, "open_registers", clock="06:30"), "06:59")
    waiting = [
        [run.job for run in runs] for runs in runs_to_hand_over(at("07:00", MONDAY)) if runs[0].school_id
    ]
    assert waiting == [["open_registers", "unsettled_n"]]


def test_missed_days_are_handed_over_in_order_of_their_dates(school):
    expect("10:00", dt.date(2026, 11, 19))
    finish_all("10:00", dt.date(2026, 11, 19))
    expect("07:00", MONDAY)
    [runs] = [runs for runs in runs_to_hand_over(at("07:00", MONDAY)) if runs[0].school_id]
    assert [(run.date.day, run.job) for run in runs if run.job in ("open_registers", "scan_thresholds")] == [
        (19, "scan_thresholds"),
        (20, "open_registers"),
        (20, "scan_thresholds"),
        (21, "scan_thresholds"),
        (22, "scan_thresholds"),
        (23, "open_registers"),
    ]


def test_what_is_done_together_goes_to_one_worker_for_many_schools_but_what_failed_goes_alone(school):
    for _ in range(2):
        SchoolFactory()
    day = dt.date(2026, 11, 28)
    expect("21:00", day)
    JobRun.objects.filter(school=None).delete()
    due = runs_to_hand_over(at("21:00", day))
    assert [len(lot) for lot in hand_over(due, {"scan_thresholds"}).lots] == [3]
    assert hand_over(due, set()) == (due, [])
    claim(due[0][0], "21:00", day=day)
    fail_run(run=JobRun.objects.get(pk=due[0][0].pk), why="No.", at=at("21:00", day))
    chains, lots = hand_over(runs_to_hand_over(at("21:05", day)), {"scan_thresholds"})
    assert (chains, lots) == ([due[0]], [[due[1][0], due[2][0]]])


def test_of_runs_done_together_the_one_at_fault_says_so_and_the_others_are_done(school):
    SchoolFactory(urn="199999")
    day = dt.date(2026, 11, 28)
    expect("21:00", day)
    runs = JobRun.objects.filter(school__isnull=False)

    def refuse_one(run, moment):
        if run.for_school.urn == "199999":
            raise Refusal("There is no timetable.", who_can_fix="The head can make one.")
        return "Looked alone."

    def together(runs, moment):
        return {run.pk: refuse_one(run, moment) for run in runs}

    def carry(clock, alone=refuse_one):
        return carry_out_together(
            run_ids=[run.pk for run in runs],
            claimed_by="t",
            now=lambda: at(clock, day),
            work=together,
            alone=alone,
        )

    assert [carry("21:00"), carry("21:01")] == [1, 0]
    stand = runs.order_by("pk").values_list("failed", "outcome", "attempts")
    assert list(stand.all()) == [
        (False, "Looked alone.", 1),
        (True, "There is no timetable. The head can make one.", 1),
    ]
    assert carry("21:05", lambda run, moment: "Found the timetable.") == 1
    assert list(stand.all())[1] == (False, "Found the timetable.", 2)


def test_what_a_run_did_or_why_it_failed_stands_on_its_row(school):
    expect("00:01")
    run = run_of(school, "open_registers", clock="06:30")

    def carry(work, clock):
        return carry_out(run_id=run.pk, claimed_by="t", now=lambda: at(clock, MONDAY), work=work)

    def break_down(run, moment):
        raise RuntimeError("secret of a pupil")

    def refuse(run, moment):
        raise Refusal("There is no timetable.", who_can_fix="The head can make one.")

    outcomes = []
    for work, clock in [(break_down, "06:30"), (refuse, "06:40"), (lambda run, moment: "4 opened.", "08:10")]:
        outcomes.append((carry(work, clock), JobRun.objects.get(pk=run.pk).outcome))
    assert outcomes == [
        (False, "Stopped by an error (RuntimeError); the worker's log has the details."),
        (False, "There is no timetable. The head can make one."),
        (True, "4 opened."),
    ]
    done = JobRun.objects.get(pk=run.pk)
    assert (done.failed, done.attempts, done.finished_at) == (False, 3, at("08:10", MONDAY))


def sweep(clock, day=MONDAY):
    end_sweep(sweep=begin_sweep(at=at(clock, day)), at=at(clock, day))


def test_looking_at_the_timetable_keeps_one_row_a_day(school):
    sweep("08:00")
    sweep("08:01")
    [row] = JobRun.objects.filter(job="start_due_jobs")
    assert (row.attempts, row.started_at) == (2, at("08:01", MONDAY))


def test_before_anything_ran_the_home_page_says_so(school):
    assert overdue_jobs(school, at("08:00", MONDAY)) == [
        "The scheduled jobs have not been started yet. Whoever looks after this site starts the worker and beat."
    ]


def test_five_minutes_without_a_worker_are_said(school):
    sweep("08:00")
    assert overdue_jobs(school, at("08:05", MONDAY)) == []
    assert overdue_jobs(school, at("08:06", MONDAY)) == [
        "No worker has been seen since 8:00, so scheduled jobs do not run."
        " Whoever looks after this site starts the worker and beat."
    ]
    assert overdue_jobs(school, at("08:06", dt.date(2026, 11, 24)))[0].startswith(
        "No worker has been seen since 8:00 on Monday 23 November"
    )


def test_a_run_past_its_deadline_is_said_the_moment_it_is(school):
    expect("00:01")
    finish_all("11:59")
    sweep("12:59")
    assert overdue_jobs(school, at("12:59", MONDAY)) == []
    assert overdue_jobs(school, at("13:00", MONDAY)) == [
        "Not done yet: “Make the daily return”, due at 12:00."
    ]


def test_a_failed_run_is_said_with_its_next_try(school):
    expect("00:01")
    finish_all("11:59")
    fail_run(run=claim(run_of(school, "daily_return"), "12:50"), why="It broke.", at=at("12:50", MONDAY))
    fail_run(run=claim(run_of(school, "daily_return"), "12:58"), why="It broke.", at=at("12:58", MONDAY))
    sweep("13:00")
    assert overdue_jobs(school, at("13:00", MONDAY)) == [
        "Not done yet: “Make the daily return”, due at 12:00. It broke. It is tried again at 13:18."
    ]
    sweep("13:18")
    assert overdue_jobs(school, at("13:18", MONDAY)) == [  # and no time is promised that has come
        "Not done yet: “Make the daily return”, due at 12:00. It broke."
    ]


def test_several_missed_runs_of_a_job_are_one_sentence(school):
    expect("10:00", dt.date(2026, 11, 19))
    finish_all("10:00", dt.date(2026, 11, 19))
    expect("10:00", MONDAY)
    sweep("10:00")
    said = overdue_jobs(school, at("10:00", MONDAY))
    assert "Not done yet: “Open the day’s registers”, 2 times since 6:30 on Friday 20 November." in said
    assert len(said) == len({job.name for job in TIMETABLE if not job.each_minute})


def test_another_schools_missed_run_is_not_said_here(school):
    other = SchoolFactory()
    TermFactory(school=other)
    expect("00:01")
    for run in JobRun.objects.filter(school=school):
        JobRun.objects.filter(pk=run.pk).update(finished_at=at("08:00", MONDAY))
    JobRun.objects.filter(school=None).update(finished_at=at("08:00", MONDAY))
    sweep("12:00")
    assert overdue_jobs(school, at("12:00", MONDAY)) == []


@pytest.mark.parametrize("day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31)])
def test_days_on_which_clocks_change_have_each_run_once(school, day):
    for clock in ("00:30", "01:30", "03:30", "23:59"):
        expect(clock, day)
    assert [(school_id is None, job) for school_id, job in _once(day)] == [
        (True, "prune_operations"),
        (True, "prune_imports"),
        (True, "forget_leave_drafts"),
        (True, "read_mis_files"),
        (False, "scan_thresholds"),
    ]


def _once(day):
    return JobRun.objects.filter(date=day).order_by("expected_at").values_list("school", "job")
