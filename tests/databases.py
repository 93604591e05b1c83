"""Databases for tests: a server of our own (or the one in DATABASE_URL), a migrated template, and clones of it.

Tests run as the serving role, inside transactions that are rolled back. A test that commits, or drives a server,
takes `own_database`: history refuses TRUNCATE, so such a test cannot clean up after itself.
"""

import ast
import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from attendance_site import embedded, launch
from attendance_site.settings import database

TEMPLATES_KEPT = 6
GIVEN = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}


@dataclass(frozen=True)
class Database:
    """A database for one test: who owns it and who serves from it."""

    name: str
    url: str
    owner_url: str


@dataclass(frozen=True)
class TestServers:
    """The servers of a test run."""

    __test__ = False

    data_dir: Path
    url: str
    owner_url: str
    admin_url: str
    redis_url: str
    numbers: list[int] = field(default_factory=list)

    def database(self, name: str) -> Database:
        return Database(
            name, embedded.with_database(self.url, name), embedded.with_database(self.owner_url, name)
        )

    @contextlib.contextmanager
    def clone(self, name: str = "") -> Iterator[Database]:
        """A fresh database with the tables of the present migrations, gone afterwards."""
        self.numbers.append(1)
        name = name or f"test_{os.getpid()}_{len(self.numbers)}"
        embedded.drop_database(self.admin_url, name)
        embedded.database_from_template(self.owner_url, template=self.template(), name=name)
        try:
            yield self.database(name)
        finally:
            embedded.drop_database(self.admin_url, name)

    def template(self) -> str:
        """A database made by running every migration as the owner; kept from run to run while they are the same."""
        name = f"template_{_digest()}"
        with embedded.only_one(self.data_dir / "template.lock"):
            known = self._names()
            if name in known:
                return name
            self._clear_away(known)
            embedded.drop_database(self.admin_url, "draft")
            embedded.database_from_template(self.owner_url, template="template0", name="draft")
            draft = self.database("draft")
            migrate(draft)
            _execute(self.admin_url, f'ALTER DATABASE draft RENAME TO "{name}"')
        return name

    def _clear_away(self, known: list[str]) -> None:
        """What runs that were killed left, and all but the latest templates (another run may be at an earlier one)."""
        left = [name for name in known if name.startswith("test_") and not _runs(name.split("_")[1])]
        templates = [name for name in known if name.startswith("template_")]
        for name in left + templates[:-TEMPLATES_KEPT]:
            embedded.drop_database(self.admin_url, name)

    def _names(self) -> list[str]:
        return [name for (name,) in _execute(self.admin_url, "SELECT datname FROM pg_database ORDER BY oid")]


def migrate(target: Database) -> None:
    """Run the migrations on `target` as its owner."""
    environment = os.environ | {
        "DATABASE_URL": target.url,
        "DATABASE_OWNER_URL": target.owner_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "ATTENDANCE_AS_OWNER": "1",
    }
    command = [sys.executable, "-m", "tests.quick_migrate"]
    subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)


@contextlib.contextmanager
def pointed_at(target: Database) -> Iterator[None]:
    """Have Django's connection, in every thread, use `target`."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        {key: database(target.url)[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture(scope="session")
def test_servers():
    """PostgreSQL and Redis for this run; processes of one run, and runs of one tree, share them."""
    folder = _folder()
    given = GIVEN["DATABASE_URL"]
    if given and not GIVEN["DATABASE_OWNER_URL"]:
        pytest.exit(
            "DATABASE_URL is set: tests also need DATABASE_OWNER_URL, a role that may create databases."
        )
    with embedded.servers(folder, postgres=not given, redis=not GIVEN["REDIS_URL"], fast=True) as own:
        owner = GIVEN["DATABASE_OWNER_URL"] or own.owner_url
        yield TestServers(
            data_dir=folder,
            url=given or own.database_url,
            owner_url=owner,
            admin_url=own.admin_url or owner,
            redis_url=GIVEN["REDIS_URL"] or own.redis_url,
        )


@pytest.fixture(scope="session")
def django_db_setup(test_servers, django_test_environment, django_db_blocker):
    """In place of pytest-django's: a clone for this process."""
    settings.REDIS_URL = test_servers.redis_url
    with test_servers.clone() as target, django_db_blocker.unblock(), pointed_at(target):
        yield


@pytest.fixture
def db(request):
    """The rolled-back transaction; or, for a test that takes `own_database`, that database."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "_django_db_helper")


@pytest.fixture(autouse=True)
def _django_db_marker(request):
    """The mark `django_db` means the fixture `db` above."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")


@pytest.fixture
def own_database(request, test_servers, django_db_blocker):
    """A fresh database of this test's own, where it may commit, use threads and drive a server."""
    name = request.getfixturevalue("web_servers").database_name if "site" in request.fixturenames else ""
    settings.REDIS_URL = test_servers.redis_url
    with test_servers.clone(name) as target, django_db_blocker.unblock(), pointed_at(target):
        yield target


def _folder() -> Path:
    tree = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"attendance-tests-{os.geteuid()}-{tree}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        pytest.exit(f"{folder} belongs to somebody else; remove it, or set TMPDIR.")
    return folder


def _digest() -> str:
    """Of what the migrations make: they build triggers from plain modules, and those from others."""
    digest = hashlib.sha256(launch.migrations_digest().encode())
    waiting, seen = list(settings.BASE_DIR.glob("*/migrations/*.py")), set[Path]()
    while waiting:
        for path in _imported(waiting.pop()) - seen:
            seen.add(path)
            waiting.append(path)
    for path in sorted(seen):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _imported(path: Path) -> set[Path]:
    """The modules of this project that the module at `path` imports."""
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    files = {settings.BASE_DIR.joinpath(*name.split(".")).with_suffix(".py") for name in names}
    return {file for file in files if file.is_file()}


def _runs(process: str) -> bool:
    return process.isdigit() and Path(f"/proc/{process}").exists()


def _execute(url: str, statement: str) -> list[tuple[str]]:
    with contextlib.closing(psycopg2.connect(url)) as link, link.cursor() as cursor:
        link.autocommit = True
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
