"""A real web server for tests that drive one, and a real browser."""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings

from attendance_site import embedded
from attendance_site.parts import clock, processes
from tests.databases import Database, TestServers

CHROMIUM_NAMES = ["chromium-headless-shell", "chromium", "chromium-browser"]
CHROMIUM_NAMES += ["google-chrome", "google-chrome-stable"]
"""The shell has no window of its own to draw, and takes a third of the time for the same pages."""
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
CLOCK_MAY_RUN_ON = 60  # seconds a web server is used before one with a fresh clock takes its place


class WebServers:
    """Starts gunicorn at the moment a test asks for, and keeps it for the next test that asks for the same.

    Each is a child of one process that has the site loaded (tests/server_nursery.py): most of a start is loading it.
    """

    def __init__(self, servers: TestServers) -> None:
        self.servers = servers
        self.database_name = f"test_{os.getpid()}_site"
        self.static_root = servers.data_dir / "static"
        self.port = processes.free_port()
        self.nursery: subprocess.Popen[str] | None = None
        self.process: psutil.Process | None = None
        self.moment, self.started = "", 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, moment: str) -> None:
        """Have a server whose clock stood at `moment` at most a minute ago (empty: real time)."""
        fresh = time.monotonic() - self.started < CLOCK_MAY_RUN_ON or not moment
        if self.process and self.process.is_running() and moment == self.moment and fresh:
            return
        self.stop()
        self.start(moment)

    def start(self, moment: str) -> None:
        self.nursery = self.nursery or self._open_nursery()
        self.moment, self.started = moment, time.monotonic()
        self.nursery.stdin.write(f"{clock.offset_to(moment) if moment else ''}\n")
        self.nursery.stdin.flush()
        said = self.nursery.stdout.readline().strip()
        if not said.isdigit():
            pytest.fail("The site could not be loaded.")
        self.process = psutil.Process(int(said))
        self.wait()

    def _open_nursery(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.server_nursery", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--threads", "6", "--no-control-socket", "--log-level", "warning"]
        environment = os.environ | {
            "DATABASE_URL": self.servers.database(self.database_name).url,
            "REDIS_URL": self.servers.redis_url,
            "DATA_DIR": str(self.servers.data_dir),
            "STATIC_ROOT": str(self.static_root),
            clock.OFFSET_VARIABLE: "",
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, **pipes)

    def wait(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/health/", timeout=5).close()
            except (OSError, urllib.error.URLError):
                if self.process and not self.process.is_running():
                    break
                time.sleep(0.05)
            else:
                return
        pytest.fail("The web server did not answer.")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server; SIGKILL does so without a chance to finish anything."""
        if self.process is None:
            return
        children = _children(self.process.pid) if number == signal.SIGKILL else []
        for pid in [self.process.pid, *children]:
            with contextlib.suppress(ProcessLookupError):  # it did not come up
                os.kill(pid, number)
        assert self.nursery.stdout.readline() == "ended\n"
        self.process = None

    def close(self) -> None:
        """End the server and the process that it came from."""
        self.stop()
        if self.nursery:
            self.nursery.stdin.close()
            self.nursery.wait(20)
            self.nursery.stdout.close()

    def collect_static(self) -> None:
        """As `set_up` does, unless nothing changed since the last run."""
        code = "import django; django.setup(); from attendance_site import static_files as s; s.collect_when_changed()"
        with embedded.only_one(self.servers.data_dir / "static.lock"):
            environment = os.environ | {"STATIC_ROOT": str(self.static_root)}
            subprocess.run([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, check=True)


@dataclass
class Site:
    """A running site on a database of the test's own."""

    url: str
    database: Database
    servers: WebServers

    def kill(self) -> None:
        """As a power cut would."""
        self.servers.stop(signal.SIGKILL)

    def start(self) -> None:
        """Again, at the moment at which it was first started."""
        self.servers.start(self.servers.moment)


@pytest.fixture(scope="session")
def web_servers(test_servers):
    """The web server of this test process."""
    servers = WebServers(test_servers)
    servers.collect_static()
    yield servers
    servers.close()


@pytest.fixture
def site(request, web_servers, own_database):
    """A real site; `@pytest.mark.clock("2026-11-24T08:46")` says what time it is there.

    The cast's fixtures, and anything the test saves, are in its database.
    """
    marker = request.node.get_closest_marker("clock")
    web_servers.at(marker.args[0] if marker else "")
    return Site(web_servers.url, own_database, web_servers)


@pytest.fixture(scope="session")
def browser():
    """Chromium as installed on this computer."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield running
        running.close()


@pytest.fixture
def new_page(browser):
    """Opens further pages, each with cookies of its own: `new_page(width=390, height=844)`."""
    contexts = []

    def open_page(*, width=1366, height=768, **options):
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """A page of a laptop's size."""
    return new_page()


SAME_AT_EVERY_WIDTH = ["color-contrast", "css-orientation-lock"]
"""Colours, and what the style sheets say of a phone that is turned. They are half of axe's work."""
FAULTS = """
(left_out) => axe.run({
  resultTypes: ["violations"], rules: Object.fromEntries(left_out.map((rule) => [rule, {enabled: false}])),
}).then(
  (found) => found.violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.target.join(", ")}`)))
"""


@functools.cache
def axe_script() -> str:
    """Axe, read once."""
    return str(Axe().axe_script)


def accessibility_faults(page, *, again=False) -> list[str]:
    """What axe finds on the page as it stands now: one line for each rule and place. Empty when it is clean.

    `again`: the same page was judged at another width, and what is the same at every width is left out.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe_script())
    return page.evaluate(FAULTS, SAME_AT_EVERY_WIDTH if again else [])


def find_chromium() -> str:
    """Chromium or Chrome as installed, or as CHROMIUM says; fails the test where there is none."""
    for name in filter(None, [os.environ.get("CHROMIUM"), *CHROMIUM_NAMES]):
        if shutil.which(name):
            return str(shutil.which(name))
    pytest.fail("No Chromium is installed. Install the package `chromium`, or set CHROMIUM to the program.")


def _children(pid: int) -> list[int]:
    lists = [path.read_text() for path in Path("/proc", str(pid), "task").glob("*/children")]
    return [int(word) for words in lists for word in words.split()]
