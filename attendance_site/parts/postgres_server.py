"""A PostgreSQL server in a folder: made, started, stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from attendance_site.parts import processes, server_binaries
from attendance_site.parts.processes import Identity

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "jit": "off",  # compiles for longer than our short queries run
    "timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
FAST = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
"""For tests only: a computer that loses power loses the folder."""


class PostgresFailed(Exception):
    """PostgreSQL could not be made or started; the message holds the end of its log."""


@dataclass(frozen=True)
class Running:
    """A running server: its process and where it listens on 127.0.0.1."""

    pid: int
    birth: str
    port: int

    def runs(self) -> bool:
        """Whether this very process still runs."""
        return bool(self.birth) and processes.birth(self.pid) == self.birth


@dataclass(frozen=True)
class PostgresFolder:
    """A database folder below `data_dir`, used by `identity` (None: ourselves)."""

    data_dir: Path
    identity: Identity | None
    fast: bool = False

    @property
    def folder(self) -> Path:
        """Where the databases are."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes what happened."""
        return self.data_dir / "logs" / "postgres.log"

    def initialise(self, *, superuser: str, password: str) -> None:
        """Make the folder unless it is there. Half-made ones (a kill, a full disk) are thrown away.

        Raises `PostgresFailed`.
        """
        if self.folder.exists():
            return
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        programs = server_binaries.postgres_programs(self.identity)
        command = [str(programs / "initdb"), f"--username={superuser}", "--pwfile=/dev/stdin"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with (
            tempfile.TemporaryFile("w+") as secret,
            processes.reachable(draft, self.identity) as (name, arguments),
        ):
            secret.write(password + "\n")
            secret.seek(0)
            if self.identity:
                os.fchown(secret.fileno(), self.identity.uid, self.identity.gid)
            made = subprocess.run(
                [*command, *(["--no-sync"] if self.fast else []), "-D", name],
                stdin=secret,
                capture_output=True,
                text=True,
                check=False,
                env=_environment(),
                **arguments,
            )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise PostgresFailed(f"PostgreSQL could not make its folder {self.folder}: {made.stderr.strip()}")
        draft.rename(self.folder)

    def start(self) -> Running:
        """Start the server and wait until it answers. Raises `PostgresFailed`.

        Tried a few times: another program may take the free port first, and the processes of a server that
        was killed need a moment to notice.
        """
        programs = server_binaries.postgres_programs(self.identity)
        for attempt in range(5):
            time.sleep(0.4 * attempt)
            running = self._try_start(programs / "postgres", processes.free_port())
            if running:
                return running
        raise PostgresFailed(
            f"PostgreSQL did not start. The end of {self.log}:\n{processes.last_lines(self.log)}"
        )

    def stop(self, running: Running) -> None:
        """End the server: sessions are cut, everything committed is kept."""
        gentle, hard = (signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)
        if not processes.stop(running.pid, running.birth, gentle, hard):
            raise PostgresFailed(f"PostgreSQL (process {running.pid}) does not stop.")

    def _try_start(self, program: Path, port: int) -> Running | None:
        settings = SETTINGS | {"port": str(port)} | (FAST if self.fast else {})
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (
            processes.open_log(self.log) as log,
            processes.reachable(self.folder, self.identity) as (name, arguments),
        ):
            process = subprocess.Popen(
                [program, "-D", name, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=_environment() | self._forget_impostor(),
                **arguments,
            )
            while process.poll() is None:
                if self._pid_file()[:1] == [str(process.pid)] and self._pid_file()[7:8] == ["ready"]:
                    running = Running(process.pid, processes.birth(process.pid), port)
                    process.returncode = 0  # followed by number from here: it may outlive us
                    return running
                time.sleep(0.01)
        return None

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return [line.strip() for line in (self.folder / "postmaster.pid").read_text().splitlines()]
        return []

    def _forget_impostor(self) -> dict[str, str]:
        """After a power cut the number in postmaster.pid may belong to another program by now.

        PostgreSQL then believes that it runs already. Naming that number as its own ancestor is how `pg_ctl`
        makes it look closer; its check for processes that still use the folder stays as it is. (Removing the
        file would remove that check.)
        """
        pid = (self._pid_file() or ["0"])[0]
        command = Path(f"/proc/{pid}/comm")
        with contextlib.suppress(OSError):
            if command.read_text().strip() != "postgres":
                return {"PG_GRANDPARENT_PID": pid}
        return {}


def _environment() -> dict[str, str]:
    """Ours without PG* variables, which would lead the programs elsewhere, and with plain English messages."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
