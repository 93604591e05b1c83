"""Which runs a day has, and when one is tried again."""

import datetime as dt

from attendance_site.celery import LONGEST_TASK, TIMETABLE, app
from attendance_site.parts.clock import LONDON
from registers.ledger import (
    ABANDONED_AFTER,
    EVERY_DAY,
    SCHOOL_DAYS,
    Day,
    Job,
    after_close,
    at,
    retry_after,
    runs_on,
)

CLOSES = {"AM": dt.time(8, 55), "PM": dt.time(13, 20)}
THE_DAY = dt.date(2026, 11, 24)
RETURN = Job(
    "reporting.tasks.daily_return", [at("12:00"), after_close("PM", 30)], 60, "Make the daily return"
)
SCAN = Job("penalties.tasks.scan_thresholds", [at("21:00")], 120, "Scan", on=EVERY_DAY)


def times(job, day):
    return [run.due_at for run in runs_on(job, day)]


def test_a_school_day_has_the_fixed_times_and_those_after_its_closes():
    day = Day(THE_DAY, CLOSES, is_school_day=True)
    assert times(RETURN, day) == [dt.time(12), dt.time(13, 50)]


def test_a_day_with_a_morning_only_has_no_run_after_an_afternoon_close():
    day = Day(THE_DAY, {"AM": CLOSES["AM"]}, is_school_day=True)
    assert times(RETURN, day) == [dt.time(12)]


def test_a_day_without_school_has_only_the_runs_of_every_day():
    day = Day(dt.date(2026, 11, 28))
    assert [times(job, day) for job in (RETURN, SCAN)] == [[], [dt.time(21)]]


def test_a_run_is_overdue_so_many_minutes_after_it_was_due():
    [run] = runs_on(SCAN, Day(THE_DAY))
    assert run.deadline == dt.datetime(2026, 11, 24, 23, 0, tzinfo=LONDON)


def test_the_days_on_which_clocks_change_have_each_run_once():
    daily = [job for job in TIMETABLE if job.on == EVERY_DAY and job.due]
    assert daily
    for day in (dt.date(2027, 3, 28), dt.date(2027, 10, 31)):
        assert {job.name: len(times(job, Day(day))) for job in daily} == dict.fromkeys(
            (job.name for job in daily), 1
        )


def test_no_job_is_due_in_the_hour_that_comes_twice_or_never():
    fixed = [due.fixed for job in TIMETABLE for due in job.due if due.fixed]
    assert [time for time in fixed if dt.time(1) <= time < dt.time(2)] == []


def test_the_timetable_names_each_job_once_and_only_tasks_that_exist():
    app.loader.import_default_modules()
    assert len({job.name for job in TIMETABLE}) == len(TIMETABLE)
    assert {job.task for job in TIMETABLE} <= set(app.tasks)
    assert {job.on for job in TIMETABLE} == {SCHOOL_DAYS, EVERY_DAY}


def test_a_failed_run_is_tried_again_soon_then_ever_later_but_at_least_daily():
    minutes = [retry_after(attempts).total_seconds() / 60 for attempts in range(1, 8)]
    assert minutes == [5, 20, 80, 320, 1280, 1440, 1440]


def test_a_run_is_given_up_for_lost_only_after_its_task_has_been_ended():
    assert app.conf.task_time_limit == LONGEST_TASK < ABANDONED_AFTER.total_seconds()
    assert LONGEST_TASK < app.conf.broker_transport_options["visibility_timeout"]
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)
