"""Real Celery workers on a real queue, for tests that start, kill and wait for them."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
import redis
from django.conf import settings
from kombu import pools

from attendance_site.celery import app
from attendance_site.parts import clock, processes, server_binaries

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
    """A Celery worker of its own process group, at whose site it is that moment."""

    def __init__(self, database, queue, *, moment, application="attendance_site.celery:app"):
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


def until(holds, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def queue():
    """A queue that what is sent here goes to."""
    server = Queue()
    usual = {name: app.conf[name] for name in ("broker_url", "task_always_eager")}
    send_by(broker_url=server.url, task_always_eager=False)
    yield server
    send_by(**usual)
    server.kill()


def send_by(**changes):
    """Change how tasks are sent. What the app has connected to so far is forgotten: it is kept with the old address."""
    app.conf.update(changes)
    app.amqp._producer_pool = None  # celery does the same in a process that was forked
    app._pool = None
    pools.reset()


@pytest.fixture
def start_worker(own_database, queue):
    """Starts workers on that queue: `start_worker(moment="2026-11-24T12:30")`."""
    started = []

    def start(**options):
        started.append(Worker(own_database, queue, **options))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
