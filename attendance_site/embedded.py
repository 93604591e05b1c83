"""The site's own PostgreSQL and Redis-compatible server, for a computer where nothing is set up.

Both live in one data folder (DATA_DIR) and are shared by every command that uses it: the first one starts them,
the last one out stops them. Who is in is told by file locks, which the system drops when a process dies, so
nothing stale can remain: after a `kill -9` the servers run on, and the next command uses and later stops them.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from attendance_site.parts.postgres_server import PostgresFailed, PostgresFolder, Running
from attendance_site.parts.processes import unprivileged
from attendance_site.parts.redis_server import RedisFailed, RedisFolder
from attendance_site.parts.server_binaries import NoServerProgram

ADMIN, OWNER, APP, DATABASE = "postgres", "attendance_owner", "attendance_app", "attendance"
LEAST_SPACE = 200_000_000  # bytes: a fresh PostgreSQL folder is 40 MB, and its log of changes grows by 16 MB
LOCKS_HELD: set[int] = set()
"""Open files that count as being in: a process that inherits one keeps the servers running while it lives."""


class CannotStart(Exception):
    """The servers cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class Servers:
    """Where the running servers are. A server that was not asked for has empty addresses."""

    data_dir: Path
    secret_key: str
    admin_url: str = ""
    owner_url: str = ""
    database_url: str = ""
    redis_url: str = ""


@contextlib.contextmanager
def servers(
    data_dir: Path, *, postgres: bool = True, redis: bool = True, fast: bool = False
) -> Iterator[Servers]:
    """Have the servers of `data_dir` running while inside. Raises `CannotStart`.

    `fast` (tests only) does not wait for the disk, so a power cut loses the folder.
    """
    data_dir = data_dir.resolve()
    _prepare_folder(data_dir)
    with _locked(data_dir / "in-use.lock", fcntl.LOCK_UN) as lock:
        with only_one(data_dir / "start.lock"):
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                found = _start(data_dir, postgres=postgres, redis=redis, fast=fast)
            except (PostgresFailed, RedisFailed, NoServerProgram, OSError, psycopg2.Error) as error:
                _leave(data_dir, lock)
                raise CannotStart(_plainly(error, data_dir)) from error
        LOCKS_HELD.add(lock)
        try:
            yield found
        finally:
            LOCKS_HELD.discard(lock)
            with only_one(data_dir / "start.lock"):
                _leave(data_dir, lock)


def known_servers(data_dir: Path) -> dict[str, Running]:
    """The servers last started for `data_dir`, by name (`postgres`, `redis`), whether they still run or not."""
    return {name: Running(**found) for name, found in read(data_dir / "servers.json").items()}


@contextlib.contextmanager
def only_one(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Be the only process of this computer inside for this path. Others wait, or are given False."""
    with _locked(path, fcntl.LOCK_UN) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def secret(data_dir: Path, name: str) -> str:
    """The data folder's own secret of this name: made once, readable by its owner only. Raises `CannotStart`."""
    _prepare_folder(data_dir)
    path = data_dir / "secrets.json"
    with only_one(data_dir / "secrets.lock"):
        known = read(path)
        if name not in known:
            known[name] = secrets.token_urlsafe(48)
            write(path, known)
    return str(known[name])


def database_from_template(url: str, *, template: str, name: str) -> str:
    """Make database `name` as a copy of `template`; return `url` with that name.

    `url` is of a role that may create databases and owns the template. Nobody may be connected to the template.
    """
    _outside_transaction(
        url, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    )
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Remove a database made by `database_from_template`, cutting the sessions that are still in it."""
    _outside_transaction(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def with_database(url: str, name: str) -> str:
    """The same server, role and password, another database."""
    address, _, question = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{question}" if question else "")


def read(path: Path) -> dict[str, Any]:
    """What `write` put there; empty when there is nothing (any more), or nothing that we may read."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError, json.JSONDecodeError):
        return {}
    return found


def write(path: Path, content: object) -> None:
    """Put `content` there as JSON: all or nothing, and readable by the owner only from its first byte."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)
    draft.rename(path)


def _start(data_dir: Path, *, postgres: bool, redis: bool, fast: bool) -> Servers:
    known = {name: found for name, found in known_servers(data_dir).items() if found.runs()}
    addresses: dict[str, str] = {}
    try:
        if postgres:
            addresses |= _start_postgres(data_dir, known, fast)
        if redis:
            addresses |= _start_redis(data_dir, known)
    finally:
        write(data_dir / "servers.json", {name: asdict(found) for name, found in known.items()})
    return Servers(data_dir, secret(data_dir, "secret_key"), **addresses)


def _start_postgres(data_dir: Path, known: dict[str, Running], fast: bool) -> dict[str, str]:
    passwords = {role: secret(data_dir, role) for role in (ADMIN, OWNER, APP)}
    if "postgres" not in known:
        folder = _postgres(data_dir, fast)
        folder.initialise(superuser=ADMIN, password=passwords[ADMIN])
        known["postgres"] = folder.start()
    place = f"127.0.0.1:{known['postgres'].port}"
    urls = {role: f"postgresql://{role}:{passwords[role]}@{place}/{DATABASE}" for role in passwords}
    _make_roles_and_database(urls[ADMIN], passwords)
    return {"admin_url": urls[ADMIN], "owner_url": urls[OWNER], "database_url": urls[APP]}


def _start_redis(data_dir: Path, known: dict[str, Running]) -> dict[str, str]:
    password = secret(data_dir, "redis")
    if "redis" not in known:
        known["redis"] = _redis(data_dir).start(password=password)
    return {"redis_url": f"redis://:{password}@127.0.0.1:{known['redis'].port}/0"}


def _make_roles_and_database(admin_url: str, passwords: dict[str, str]) -> None:
    """The owner that migrates and the role that serves and owns nothing, as on any other server (data.md)."""
    maintenance = with_database(admin_url, "postgres")
    connection = psycopg2.connect(maintenance)
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone():
            return
    for role, rights in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN")):
        name = sql.Identifier(role)
        _outside_transaction(maintenance, sql.SQL("DROP ROLE IF EXISTS {}").format(name))
        made = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
        _outside_transaction(maintenance, made.format(name, sql.SQL(rights), sql.Literal(passwords[role])))
    names = [sql.Identifier(DATABASE), sql.Identifier(OWNER)]
    _outside_transaction(maintenance, sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _leave(data_dir: Path, lock: int) -> None:
    """Stop the servers unless another process is still in. Called by one process at a time (start.lock)."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(lock, fcntl.LOCK_UN)
        return
    known = known_servers(data_dir)
    if "redis" in known:
        _redis(data_dir).stop(known["redis"])
    if "postgres" in known:
        _postgres(data_dir).stop(known["postgres"])
    (data_dir / "servers.json").unlink(missing_ok=True)
    fcntl.flock(lock, fcntl.LOCK_UN)


def _postgres(data_dir: Path, fast: bool = False) -> PostgresFolder:
    return PostgresFolder(data_dir, unprivileged(data_dir, data_dir / "postgres"), fast)


def _redis(data_dir: Path) -> RedisFolder:
    return RedisFolder(data_dir, unprivileged(data_dir, data_dir / "postgres"))


def _prepare_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / "logs").mkdir(mode=0o700, exist_ok=True)
        trial = data_dir / f"logs/.write-{os.getpid()}"  # several commands may start at the same moment
        trial.write_bytes(b"1")
        trial.unlink()
    except OSError as error:
        raise CannotStart(_plainly(error, data_dir)) from error
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_SPACE:
        raise CannotStart(
            f"The disk that holds {data_dir} is full: {free // 1_000_000} MB are free and at least "
            f"{LEAST_SPACE // 1_000_000} MB are needed. Free some space, or choose another folder with DATA_DIR."
        )


def _plainly(error: Exception, data_dir: Path) -> str:
    if isinstance(error, PermissionError):
        return (
            f"{error.filename or data_dir} cannot be written by this user. "
            "Choose another folder with DATA_DIR, or start as the user it belongs to."
        )
    if isinstance(error, OSError):
        return f"The data folder {data_dir} cannot be used: {error.strerror or error}. Choose another with DATA_DIR."
    return str(error)


@contextlib.contextmanager
def _locked(path: Path, how: int) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how)
        yield handle
    finally:
        os.close(handle)


def _outside_transaction(url: str, statement: sql.Composable) -> None:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
