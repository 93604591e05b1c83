"""A Redis-compatible server (Valkey) in a folder: started and stopped. Losing it loses nothing but time."""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from attendance_site.parts import processes, server_binaries
from attendance_site.parts.postgres_server import Running
from attendance_site.parts.processes import Identity

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize no
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""
"""Queued work survives a kill of the server (append-only file). Read from standard input, so that the password
is on no command line."""


class RedisFailed(Exception):
    """The Redis-compatible server could not be started; the message holds the end of its log."""


@dataclass(frozen=True)
class RedisFolder:
    """A queue folder below `data_dir`, used by `identity` (None: ourselves)."""

    data_dir: Path
    identity: Identity | None

    @property
    def folder(self) -> Path:
        """Where the queue is kept."""
        return self.data_dir / "redis"

    @property
    def log(self) -> Path:
        """Where the server writes what happened."""
        return self.data_dir / "logs" / "redis.log"

    def start(self, *, password: str) -> Running:
        """Start the server and wait until it answers. Raises `RedisFailed`.

        A queue that cannot be read any more is put aside: what is due stands in PostgreSQL.
        """
        program = server_binaries.redis_program(self.identity)
        for attempt in range(3):
            time.sleep(0.3 * attempt)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            running = self._try_start(program, processes.free_port(), password)
            if running:
                return running
            if attempt == 1 and any(self.folder.iterdir()):
                self.folder.rename(self.data_dir / f"redis.unreadable-{time.time():.0f}")
        raise RedisFailed(f"Redis did not start. The end of {self.log}:\n{processes.last_lines(self.log)}")

    def stop(self, running: Running) -> None:
        """End the server; it writes what is queued first."""
        if not processes.stop(running.pid, running.birth, (signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
            raise RedisFailed(f"Redis (process {running.pid}) does not stop.")

    def _try_start(self, program: Path, port: int, password: str) -> Running | None:
        with (
            processes.open_log(self.log) as log,
            processes.reachable(self.folder, self.identity) as (_, arguments),
        ):
            process = subprocess.Popen(
                [program, "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **arguments,
            )
        if process.stdin is None:
            raise RedisFailed("Redis was started without a way to configure it.")
        with process.stdin as configuration:
            configuration.write(CONFIGURATION.format(port=port, password=password).encode())
        while process.poll() is None:
            if _answers(port, password):
                running = Running(process.pid, processes.birth(process.pid), port)
                process.returncode = 0  # followed by number from here: it may outlive us
                return running
            time.sleep(0.01)
        return None


def _answers(port: int, password: str) -> bool:
    client = redis.Redis(host="127.0.0.1", port=port, password=password, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
