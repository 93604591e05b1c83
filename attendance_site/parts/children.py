"""Programs that live as long as we do: started with a log each, watched, and ended with everything they started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from attendance_site.parts import processes


class Child:
    """One program in a process group of its own, so that Ctrl-C reaches us alone and we end things in order."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        folder: Path,
        inherits: Sequence[int],
    ) -> None:
        """Start it. `inherits` are open files that stay open in it (locks)."""
        self.name, self.log = name, log
        with processes.open_log(log) as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                pass_fds=tuple(inherits),
                start_new_session=True,
            )
        self.pid = self._process.pid
        self.birth = processes.birth(self.pid)

    def runs(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ask_to_end(self) -> None:
        """Let it finish what it is doing and go."""
        if self.runs():
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until `deadline` (of `time.monotonic`), then end it and whatever is left of its group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        end_group(self.pid)
        self._process.wait()


def end_group(leader: int) -> None:
    """End every process of the group at once; nothing happens when none is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
