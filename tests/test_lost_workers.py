"""Real workers on a real queue, killed in the middle of a run: it is made again, and once."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg2
import pytest
import redis
from django.conf import settings

from attendance_site.celery import EACH_MINUTE, TIMETABLE, app
from attendance_site.parts import clock, processes, server_binaries
from registers.actions.jobs import expect_runs
from registers.models import JobRun
from registers.scheduled_jobs import overdue_jobs
from reporting.models import Return
from tests.factories import at, mark

THE_MOMENT = "2026-11-24T12:30"
PATIENCE = 20  # seconds


class Queue:
    """A Redis-compatible server that keeps nothing on disk: killed and started again, it is empty."""

    def __init__(self):
        self.port = processes.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        program = server_binaries.redis_program(None)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, cwd="/")
        until(self.answers)

    def answers(self):
        with (
            contextlib.closing(redis.Redis.from_url(self.url)) as client,
            contextlib.suppress(redis.RedisError),
        ):
            return client.ping()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Worker:
    """A Celery worker of its own process group."""

    def __init__(self, database, queue, *, moment=THE_MOMENT, application="attendance_site.celery:app"):
        command = [sys.executable, "-m", "celery", "-A", application, "worker", "-c", "1", "-l", "error"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = os.environ | {
            "DATABASE_URL": database.url,
            "REDIS_URL": queue.url,
            "SITE_CLOCK_OFFSET": str(clock.offset_to(moment)),
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, start_new_session=True, **silent
        )

    def kill(self):
        """Everything of it at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_child(self):
        """Only the process that carries out tasks, as the system does when memory runs out."""
        [child] = psutil.Process(self.process.pid).children()
        child.kill()


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def queue():
    """A queue that what is sent here goes to."""
    server = Queue()
    usual = {name: app.conf[name] for name in ("broker_url", "task_always_eager")}
    app.conf.update(broker_url=server.url, task_always_eager=False)
    yield server
    app.conf.update(usual)
    server.kill()


@pytest.fixture
def start_worker(own_database, queue):
    started = []

    def start(**options):
        started.append(Worker(own_database, queue, **options))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


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
        worker = start_worker()
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
        worker = start_worker(application="tests.early_worker:app")
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
    worker = start_worker()
    until(lambda: now(midday).finished_at)
    assert (midday.attempts, Return.objects.count()) == (1, 1)
    queue.kill()
    queue.start()
    JobRun.objects.filter(pk=midday.pk).update(finished_at=None, started_at=None)
    until(lambda: _sent() and now(midday).finished_at)
    assert worker.process.poll() is None
    assert overdue_jobs(school, at("12:31")) == []


def _sent():
    """What beat does each minute."""
    with contextlib.suppress(Exception):
        app.send_task(EACH_MINUTE)
    time.sleep(0.5)
    return True
