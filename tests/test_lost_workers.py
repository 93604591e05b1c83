"""Real workers on a real queue, killed in the middle of a run: it is made again, and once."""

import contextlib
import time

import psycopg2
import pytest
import redis

from attendance_site.celery import EACH_MINUTE, TIMETABLE, app
from registers.actions.jobs import expect_runs
from registers.models import JobRun
from registers.scheduled_jobs import overdue_jobs
from reporting.models import Return
from tests.factories import at, mark
from tests.workers import until

THE_MOMENT = "2026-11-24T12:30"


@pytest.fixture
def midday(own_database, school, pupils, office):
    """Half past twelve: the midday return alone is still to be made."""
    for pupil in pupils:
        mark(pupil, "/", by=office)
    expect_runs(timetable=TIMETABLE, at=at("12:30"))
    JobRun.objects.exclude(job="daily_return").update(started_at=at("12:00"), finished_at=at("12:00"))
    return JobRun.objects.get(job="daily_return", due_at="12:00")


@contextlib.contextmanager
def held_up(database):
    """The schools are locked meanwhile, so that whoever makes a return stands in the middle of it."""
    with contextlib.closing(psycopg2.connect(database.url)) as link, link.cursor() as cursor:
        cursor.execute("SELECT 1 FROM registers_school FOR NO KEY UPDATE")
        yield
        link.rollback()


def now(run):
    run.refresh_from_db()
    return run


def test_a_killed_task_or_worker_has_its_run_made_again_and_once(own_database, midday, start_worker):
    with held_up(own_database):
        worker = start_worker(moment=THE_MOMENT)
        until(lambda: now(midday).started_at)
        worker.kill_child()
        until(lambda: now(midday).attempts == 2)  # delivered again, at once
        worker.kill()
    assert now(midday).finished_at is None
    start_worker(moment="2026-11-24T12:33")
    until(lambda: now(midday).finished_at)  # found by the next look at the timetable
    assert (midday.attempts, midday.failed, Return.objects.count()) == (3, False, 1)


def test_control_with_early_acknowledgement_the_same_kill_loses_the_task(own_database, midday, start_worker):
    with held_up(own_database):
        worker = start_worker(moment=THE_MOMENT, application="tests.early_worker:app")
        until(lambda: now(midday).started_at)
        worker.kill_child()
    time.sleep(3)
    assert (now(midday).attempts, midday.finished_at, Return.objects.count()) == (1, None, 0)


def test_a_queue_that_was_killed_and_came_back_empty_has_lost_nothing(
    own_database, midday, school, queue, start_worker
):
    for _ in range(50):
        app.send_task("reporting.tasks.daily_return", args=[midday.pk])
    assert redis.Redis.from_url(queue.url).llen("celery") == 50
    queue.kill()
    queue.start()
    assert redis.Redis.from_url(queue.url).llen("celery") == 0
    worker = start_worker(moment=THE_MOMENT)
    until(lambda: now(midday).finished_at)
    assert (midday.attempts, Return.objects.count()) == (1, 1)
    queue.kill()
    queue.start()
    JobRun.objects.filter(pk=midday.pk).update(finished_at=None, started_at=None)
    until(lambda: _sent() and now(midday).finished_at)
    assert worker.process.poll() is None
    assert overdue_jobs(school, at("12:31")) == []


def test_tasks_go_to_the_queue_of_now_wherever_they_went_before(request):
    assert app.producer_pool.limit  # kept from now on: the way to a queue that is not there
    queue = request.getfixturevalue("queue")
    app.send_task(EACH_MINUTE)
    assert redis.Redis.from_url(queue.url).llen("celery") == 1


def _sent():
    """What beat does each minute."""
    with contextlib.suppress(Exception):
        app.send_task(EACH_MINUTE)
    time.sleep(0.5)
    return True
