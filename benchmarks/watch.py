"""What the benchmarks measure with: the clock, the processors of all who take part, and the memory of a worker."""

import contextlib
import os
import statistics
import time
from pathlib import Path
from typing import NamedTuple


class Spent(NamedTuple):
    """What something took: by the clock, and of the processors, of this process and of PostgreSQL, in ms."""

    clock: float
    processors: float


class Watch:
    """Measures both. PostgreSQL's part is that of all its processes, with what they do beside."""

    def __init__(self, link):
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.postmaster = int(_stat(cursor.fetchone()[0])[1])

    def time(self, work):
        """What that took."""
        clock, processors = time.perf_counter(), self._processors()
        work()
        return Spent((time.perf_counter() - clock) * 1000, (self._processors() - processors) * 1000)

    def _processors(self):
        """Seconds of this process and its workers, of PostgreSQL's processes that live, and of those that ended."""
        ticks = sum(map(int, _stat(self.postmaster)[11:15]))
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                stat = _stat(int(folder.name))
                if int(stat[1]) in (self.postmaster, os.getpid()) and int(folder.name) != self.postmaster:
                    ticks += sum(map(int, stat[11:13]))
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _stat(process):
    """What Linux says of a process, from its state on: the parent is the second, times are the twelfth to fifteenth."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def median(spent):
    """The median of each of the two."""
    return Spent(*(statistics.median(each) for each in zip(*spent, strict=True)))


WORKERS = 2
"""As the worker is started: `--concurrency 2` (README.md)."""


def begin_worker():
    """What a worker does before its first task."""
    import django

    django.setup()


def peak():
    """The most memory that this process has held, in kB. (getrusage would count its parent in.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
