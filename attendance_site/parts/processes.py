"""Starting, recognising and stopping other programs, as an ordinary user and as root."""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PROC = Path("/proc/self/fd")
LONGEST_LOG = 5_000_000  # bytes


@dataclass(frozen=True)
class Identity:
    """An unprivileged user that a server runs as when we are root (PostgreSQL refuses to run as root)."""

    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to become this user before the program starts."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def unprivileged(*folders: Path) -> Identity | None:
    """Who a server should run as: None (ourselves) unless we are root.

    As root: the ordinary user that owns the first of `folders` that has one, so that a folder made by a user
    stays that user's; otherwise `nobody`. No user is ever added.
    """
    if os.geteuid() != 0:
        return None
    for folder in folders:
        if folder.exists() and folder.stat().st_uid != 0:
            with contextlib.suppress(KeyError):
                entry = pwd.getpwuid(folder.stat().st_uid)
                return Identity(entry.pw_uid, entry.pw_gid)
    nobody = pwd.getpwnam("nobody")
    return Identity(nobody.pw_uid, nobody.pw_gid)


@contextlib.contextmanager
def reachable(folder: Path, identity: Identity | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the name by which a program run as `identity` can open `folder`, and the arguments for `subprocess`.

    A folder may lie below one that only root may enter (a home, a private temporary folder). Instead of opening
    the parents to everybody, the folder is handed over as an open file: /proc/self/fd/N leads straight to it.
    """
    if identity is None:
        yield str(folder), {"cwd": folder}
        return
    os.chown(folder, identity.uid, identity.gid)
    arguments = {"cwd": folder, **identity.popen_arguments()}
    if not PROC.is_dir():
        yield str(folder), arguments
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield str(PROC / str(handle)), arguments | {"pass_fds": (handle,)}
    finally:
        os.close(handle)


def birth(pid: int) -> str:
    """When the process `pid` began, as its system says it; empty when it does not run (or only waits to be buried).

    A number is given again to later processes: number and birth together name one process for good.
    """
    stat = Path(f"/proc/{pid}/stat")
    if PROC.is_dir():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else fields[19]
    found = subprocess.run(
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    state, _, began = found.partition(" ")
    return "" if state.startswith("Z") else began.strip()


def stop(pid: int, began: str, *signals: tuple[signal.Signals, float]) -> bool:
    """Send each signal in turn, waiting its seconds for the process to end. True when it has ended."""
    for number, patience in signals:
        if birth(pid) != began:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        wait_until_gone(pid, began, patience)
    return birth(pid) != began


def wait_until_gone(pid: int, began: str, seconds: float) -> bool:
    """Wait until the process has ended, burying it when it is our child. False when it outlives `seconds`."""
    deadline = time.monotonic() + seconds
    while birth(pid) == began:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def port_is_privileged(port: int) -> bool:
    """Whether this user may not listen on the port at all (on Linux: below 1024, but for root)."""
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            return isinstance(error, PermissionError)
    return False


def port_is_free(port: int) -> bool:
    """Whether we could listen on this port of 127.0.0.1 now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def open_log(path: Path) -> IO[bytes]:
    """Open a log to write on. A long one is put aside first as `.old`; one of an earlier user is replaced."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LONGEST_LOG:
            path.rename(path.with_suffix(".old"))
        elif not os.access(path, os.W_OK):
            path.unlink()
    return path.open("ab")


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, to show why a program did not start. Empty when there is none."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except OSError:
        return ""
