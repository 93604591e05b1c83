"""`manage.py up`: the whole site on this computer, until Ctrl-C."""

import contextlib
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connection

from attendance_site import embedded
from attendance_site.parts import children, processes
from attendance_site.parts.children import Child
from attendance_site.parts.clock import OFFSET_VARIABLE
from registers.demo.accounts import PASSWORD_FILE, demo_accounts

CELERY = [sys.executable, "-m", "celery", "-A", "attendance_site.celery:app"]
PATIENCE = {"start": 60.0, "end": 10.0}  # seconds
NOT_FOR_CHILDREN = {"DATABASE_OWNER_URL", "SITE_CLOCK"}


class Command(BaseCommand):
    """Prepares the site as `set_up` does, then runs web server, worker and beat and watches them."""

    help = "Run the whole site on this computer: database, queue, web server, worker and timetable. Ctrl-C ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen and where the data is."""
        default = os.environ.get("PORT") or "8000"
        parser.add_argument(
            "--port", type=_port, default=default, help="the port of 127.0.0.1 (default: PORT, or 8000)"
        )
        parser.add_argument("--data", metavar="DIR", help="the data folder (default: DATA_DIR, or ./data)")
        parser.add_argument(
            "--no-demo", action="store_true", help="start empty, without the demonstration school"
        )

    def handle(self, *, port: int, no_demo: bool, **_: Any) -> None:
        """Runs until Ctrl-C or `kill`; fails when one of the parts ends by itself."""
        ending = threading.Event()
        with self._alone(port), _on_signal(ending):
            call_command("set_up", no_demo=no_demo, stdout=self.stdout)
            started: list[Child] = []
            try:
                self._start(port, started)
                self._wait_until_it_answers(port, started, ending)
                if not ending.is_set():
                    self._announce(port)
                self._watch(started, ending)
            finally:
                self._end(started)

    @contextlib.contextmanager
    def _alone(self, port: int) -> Iterator[None]:
        """Be the only site of this data folder; clear away what one that was killed left running."""
        record: Path = settings.DATA_DIR / "up.json"
        with embedded.only_one(settings.DATA_DIR / "up.lock", wait=False) as alone:
            known = embedded.read(record)
            if not alone:
                raise CommandError(
                    f"This site already runs (http://127.0.0.1:{known.get('port')}, process {known.get('pid')}). "
                    "End it there with Ctrl-C, or start another one with other PORT and DATA_DIR."
                )
            for child in known.get("children", []):
                if processes.birth(child["pid"]) == child["birth"]:
                    children.end_group(child["pid"])
                    processes.wait_until_gone(child["pid"], child["birth"], PATIENCE["end"])
            record.unlink(missing_ok=True)
            if processes.port_is_privileged(port):
                raise CommandError(
                    f"Port {port} is kept for this computer's administrator. Choose another: make run PORT=8000"
                )
            if not processes.port_is_free(port):
                raise CommandError(
                    f"Port {port} is taken by another program. Choose another, for example: make run PORT={port + 1}"
                )
            yield
            record.unlink(missing_ok=True)

    def _start(self, port: int, started: list[Child]) -> None:
        web = [sys.executable, "-m", "gunicorn", "attendance_site.wsgi", "--preload", "--no-control-socket"]
        web += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--graceful-timeout", "5"]
        worker = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip"]
        worker += ["--without-mingle", "--hostname", f"worker@{port}"]
        schedule = str(settings.DATA_DIR / "beat-schedule")
        beat = [*CELERY, "beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile", ""]
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN}
        for name, command in (("web", web), ("worker", worker), ("beat", beat)):
            started.append(
                Child(
                    name,
                    command,
                    log=settings.DATA_DIR / "logs" / f"{name}.log",
                    environment=environment,
                    folder=settings.BASE_DIR,
                    inherits=sorted(embedded.LOCKS_HELD),
                )
            )
            self._record(port, started)

    def _record(self, port: int, started: list[Child]) -> None:
        """For the next start, should this one be killed; and for commands that join our moved clock."""
        content = {
            "pid": os.getpid(),
            "birth": processes.birth(os.getpid()),
            "port": port,
            "clock_offset": os.environ.get(OFFSET_VARIABLE, ""),
            "children": [{"name": child.name, "pid": child.pid, "birth": child.birth} for child in started],
        }
        embedded.write(settings.DATA_DIR / "up.json", content)

    def _wait_until_it_answers(self, port: int, started: list[Child], ending: threading.Event) -> None:
        deadline = time.monotonic() + PATIENCE["start"]
        while not ending.is_set() and not _answers(port):
            self._refuse_dead(started)
            if time.monotonic() > deadline:
                raise CommandError(f"The home page does not answer. The web server's log: {started[0].log}")
            ending.wait(0.1)

    def _watch(self, started: list[Child], ending: threading.Event) -> None:
        while not ending.wait(0.5):
            self._refuse_dead(started)

    def _refuse_dead(self, started: list[Child]) -> None:
        for child in started:
            if not child.runs():
                end_of_log = processes.last_lines(child.log, 12)
                raise CommandError(
                    f"The {child.name} process ended by itself. The end of {child.log}:\n{end_of_log}"
                )
        for name, server in embedded.known_servers(settings.DATA_DIR).items():
            if not server.runs():
                log = settings.DATA_DIR / "logs" / f"{name}.log"
                raise CommandError(
                    f"The {name} server ended by itself. The end of {log}:\n{processes.last_lines(log)}"
                )

    def _announce(self, port: int) -> None:
        accounts = demo_accounts()
        password = settings.DATA_DIR / PASSWORD_FILE
        self.stdout.write(f"\nThe site is running at http://127.0.0.1:{port}/  (Ctrl-C ends it)\n")
        if accounts and password.exists():
            width = max(len(account.email) for account in accounts)
            self.stdout.write(
                f"\nSign in to the demonstration with the password  {password.read_text().strip()}\n"
            )
            for account in accounts:
                self.stdout.write(f"  {account.email:<{width}}  {account.roles}, {account.school}")
        self.stdout.flush()

    def _end(self, started: list[Child]) -> None:
        for child in reversed(started):
            child.ask_to_end()
        deadline = time.monotonic() + PATIENCE["end"]
        for child in reversed(started):
            child.end(deadline)
        connection.close()


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _on_signal(ending: threading.Event) -> Iterator[None]:
    """Ctrl-C, `kill` and a closed terminal all mean: end in order."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: ending.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not a port: a number from 1 to 65535.")
    return int(text)
