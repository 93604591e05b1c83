"""A copy of everything the site keeps, in one file, and the way back from it.

PostgreSQL's own programs do the work, as the owner of the tables; passwords travel in the environment, never on a
command line that others can read.

The last line of a copy is the SHA-256 of all before it: pg_restore does not notice every damaged byte. PostgreSQL's
programs read such a file as they read any other, since their own directory says where it ends.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from attendance_site.parts.server_binaries import NoServerProgram, postgres_programs

SEAL = b"\nOpen Register copy, SHA-256 %s\n"
SEAL_LENGTH = len(SEAL % (b"0" * 64))


class CannotCopy(Exception):
    """The copy could not be made or put back; the message says why and what to do."""


def back_up(*, owner_url: str, to: Path) -> int:
    """Write a copy of the database to a new file, whole or not at all; its size in bytes. Raises `CannotCopy`."""
    if to.exists():
        raise CannotCopy(f"{to} exists already. Name a new file: a good copy is never written over.")
    draft = to.with_name(f"{to.name}.part")
    try:
        _run("pg_dump", ["--format=custom", "--no-owner", f"--file={draft}"], owner_url)
        with draft.open("ab") as copy:
            copy.write(_seal_of(draft, draft.stat().st_size))
            copy.flush()
            os.fsync(copy.fileno())
        _run("pg_restore", ["--list", str(draft)], owner_url)
        draft.chmod(0o600)
        draft.rename(to)
    finally:
        draft.unlink(missing_ok=True)
    return to.stat().st_size


def put_back(*, owner_url: str, source: Path) -> None:
    """Replace an empty site's tables by those of the copy, in one transaction. Raises `CannotCopy`."""
    if not source.exists():
        raise CannotCopy(f"{source} does not exist.")
    _refuse_damaged(source)
    _run("pg_restore", ["--list", str(source)], owner_url)
    script = _run("pg_restore", ["--no-owner", "--file=-", str(source)], owner_url)
    empty = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
    counted = b"\nANALYZE;\n"  # plans made without statistics take minutes on a year of marks
    _run(
        "psql",
        ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"],
        owner_url,
        given=empty + script + counted,
    )


def _seal_of(copy: Path, length: int) -> bytes:
    digest, left = hashlib.sha256(), length
    with copy.open("rb") as content:
        while left > 0 and (block := content.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
    return SEAL % digest.hexdigest().encode()


def _refuse_damaged(source: Path) -> None:
    length = max(source.stat().st_size - SEAL_LENGTH, 0)
    with source.open("rb") as content:
        content.seek(length)
        seal = content.read()
    if seal != _seal_of(source, length):
        raise CannotCopy(
            f"{source} is not as `backup` wrote it: it is damaged, cut short or another kind of file. "
            "Take another copy.\nNothing has been changed."
        )


def _run(program: str, arguments: list[str], url: str, *, given: bytes = b"") -> bytes:
    environment = os.environ | _connection(url)
    command = [str(_find(program)), *arguments]
    try:
        done = subprocess.run(command, env=environment, input=given, capture_output=True, check=False)
    except OSError as error:
        raise CannotCopy(f"{program} could not be run: {error}") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip() or f"{program} ended with {done.returncode}"
        raise CannotCopy(f"{words}\nNothing has been changed.")
    return done.stdout


def _connection(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }


def _find(program: str) -> Path:
    try:
        ours = postgres_programs(None) / program
    except NoServerProgram:
        ours = Path()
    if ours.is_file():
        return ours
    found = shutil.which(program)
    if found is None:
        raise CannotCopy(f"{program} is not installed. Install PostgreSQL's client programs.")
    return Path(found)
