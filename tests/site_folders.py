"""Real sites started with `manage.py` in a folder of their own, for tests of starting and stopping."""

import os
import shutil
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import psutil
import pytest

from attendance_site import launch
from attendance_site.parts import processes

FORGET = {
    *("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "ATTENDANCE_EMBEDDED", "DATA_DIR", "SITE_CLOCK"),
    *("SITE_CLOCK_OFFSET", "SECRET_KEY", "DEBUG", "PORT"),
}


class SiteFolder:
    """A data folder, commands run on it, and every process that came of them (told by a mark in the environment)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.port = processes.free_port()

    def environment(self, **extra):
        plain = {name: value for name, value in os.environ.items() if name not in FORGET}
        return plain | {"DATA_DIR": str(self.folder), "MARK_OF_TEST": self.mark} | extra

    def manage(self, *arguments, **extra):
        """Run a command to its end."""
        command = [sys.executable, launch.MANAGE, *arguments]
        return subprocess.run(
            command, env=self.environment(**extra), capture_output=True, text=True, timeout=170
        )

    def up(self, *arguments, **extra):
        """Start the site in the background."""
        command = [sys.executable, launch.MANAGE, "up", "--no-demo", "--port", str(self.port), *arguments]
        return subprocess.Popen(
            command, env=self.environment(**extra), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def processes(self):
        """Command lines of all that runs now because of this folder."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("MARK_OF_TEST") == self.mark and process.status() != "zombie":
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def sweep(self):
        """End what a failed test left."""
        for process in self.processes():
            process.kill()

    def copy_to(self, folder: Path):
        """Another site with the same data (a stopped one), to save setting it up again."""
        subprocess.run([str(shutil.which("cp")), "-a", str(self.folder), str(folder)], check=True)
        return SiteFolder(folder)


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory):
    """A site set up once, without the demonstration."""
    made = SiteFolder(tmp_path_factory.mktemp("prepared") / "data")
    done = made.manage("set_up", "--no-demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert made.processes() == []
    return made


@pytest.fixture
def site_folder(prepared_folder, tmp_path):
    """A copy of it, to do with as a test likes."""
    made = prepared_folder.copy_to(tmp_path / "data")
    yield made
    made.sweep()


@pytest.fixture
def new_folder(tmp_path):
    """A site of which nothing exists yet."""
    made = SiteFolder(tmp_path / "new")
    yield made
    made.sweep()


def read_until(process, text, seconds=90):
    """What the process wrote, up to the line with `text`."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            break
    timer.cancel()
    written = "".join(lines)
    assert text in written, written + process.stderr.read()
    return written
