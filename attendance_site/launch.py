"""What `manage.py` does around every command, so that each works by itself.

Where no DATABASE_URL is given, the command gets the site's own PostgreSQL; where no REDIS_URL is given, its own
Redis-compatible server (embedded.py). A database of our own is migrated whenever the migrations changed.
"""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from attendance_site import embedded
from attendance_site.parts import clock, processes

BASE_DIR = Path(__file__).resolve().parent.parent
MANAGE = str(BASE_DIR / "manage.py")

NEED_NO_SERVER = {
    *("help", "version", "check", "collectstatic", "findstatic", "spectacular", "diffsettings"),
    *("makemessages", "compilemessages", "startapp", "startproject", "test", "testserver"),
}
NEED_NO_TABLES = {"migrate", "makemigrations", "optimizemigration", "squashmigrations"}
MIGRATES = {"migrate"}
KEEP_COPIES = {"backup", "restore"}
SETS_UP = {"up", "set_up"}


class CannotSetUp(Exception):
    """The database that was named cannot be used yet; the message says what to do."""


def launch(arguments: list[str]) -> None:
    """Run one management command with everything it needs, and end what was started for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")
    command = arguments[1] if len(arguments) > 1 else "help"
    from django.core.management import execute_from_command_line

    try:
        if command in SETS_UP:
            _choose_data_folder(arguments)
        if command == "set_up" and os.environ.get("DATABASE_URL"):
            arguments = [*arguments, "--no-demo"]  # invented people would keep a real site from starting
        if _needs_nothing(command, arguments):
            execute_from_command_line(arguments)
            return
        with _end_in_order(), _servers(command):
            execute_from_command_line(arguments)
    except (embedded.CannotStart, CannotSetUp, clock.ClockUnreadable) as refusal:
        sys.exit(str(refusal))


def data_dir() -> Path:
    """The folder that holds everything of this site that is not in an external database."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").resolve()


@contextlib.contextmanager
def _servers(command: str) -> Iterator[None]:
    """Put the addresses of the servers, and the moved clock, into the environment that settings.py reads."""
    environment = os.environ
    folder = data_dir()
    postgres, redis = not environment.get("DATABASE_URL"), not environment.get("REDIS_URL")
    _move_clock(folder)
    if command in MIGRATES:
        environment["ATTENDANCE_AS_OWNER"] = "1"
    if command in SETS_UP or postgres:
        environment["ATTENDANCE_EMBEDDED"] = "1"
        environment["DATA_DIR"] = str(folder)
        environment.setdefault("SECRET_KEY", embedded.secret(folder, "secret_key"))
    if not postgres and command in SETS_UP:
        _set_up_external()
    if not (postgres or redis):
        yield
        return
    with embedded.servers(folder, postgres=postgres, redis=redis) as servers:
        if redis:
            environment["REDIS_URL"] = servers.redis_url
        if postgres:
            environment["DATABASE_URL"] = servers.database_url
            if command not in NEED_NO_TABLES:
                _migrate_when_changed(folder, servers.owner_url)
            if command in MIGRATES | KEEP_COPIES:
                environment["DATABASE_OWNER_URL"] = servers.owner_url
        yield


def _migrate_when_changed(folder: Path, owner_url: str) -> None:
    """Bring our own database to the migrations of this source tree. Raises `CannotSetUp`."""
    marker = folder / "migrated"
    with embedded.only_one(folder / "migrate.lock"):
        wanted = migrations_digest()
        if marker.exists() and marker.read_text() == wanted:
            return
        _migrate(owner_url)
        marker.write_text(wanted)


def migrations_digest() -> str:
    """Changes whenever a migration of ours, or the pinned set of packages that bring their own, changes."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(BASE_DIR.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _migrate(owner_url: str) -> None:
    environment = os.environ | {"DATABASE_OWNER_URL": owner_url, "ATTENDANCE_AS_OWNER": "1"}
    command = [sys.executable, MANAGE, "migrate", "--no-input", "--skip-checks", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotSetUp(f"The database could not be migrated:\n{done.stderr or done.stdout}")


def _set_up_external() -> None:
    """Migrate the database named by DATABASE_URL, or say what its administrator has to do. Raises `CannotSetUp`."""
    owner_url = os.environ.get("DATABASE_OWNER_URL")
    if owner_url:
        _migrate(owner_url)
        return
    command = [sys.executable, MANAGE, "migrate", "--check"]
    environment = {key: value for key, value in os.environ.items() if key != "ATTENDANCE_AS_OWNER"}
    if subprocess.run(command, env=environment, capture_output=True, check=False).returncode:
        raise CannotSetUp(sql_for_two_roles(os.environ["DATABASE_URL"]))


def sql_for_two_roles(database_url: str) -> str:
    """What to tell the administrator of an external database that has no owner role of ours yet."""
    parts = urlsplit(database_url)
    role, database = unquote(parts.username or embedded.APP), unquote(parts.path.lstrip("/"))
    return (
        "The tables are made by one role and used by another, so that whoever breaks into the site cannot change\n"
        "the rules of its tables. DATABASE_URL names the role that uses them. As the database's administrator:\n\n"
        f"    CREATE ROLE {embedded.OWNER} LOGIN PASSWORD 'choose one';\n"
        f"    CREATE ROLE {role} LOGIN PASSWORD 'the one in DATABASE_URL';  -- unless it is there\n"
        f"    ALTER DATABASE {database} OWNER TO {embedded.OWNER};\n\n"
        "Then run this again with, beside DATABASE_URL,\n"
        f"    DATABASE_OWNER_URL=postgresql://{embedded.OWNER}:PASSWORD@{parts.hostname or 'HOST'}"
        f":{parts.port or 5432}/{database}"
    )


def _move_clock(folder: Path) -> None:
    """Turn SITE_CLOCK into an offset; without it, join the moved clock of a site that runs in this folder."""
    moment = os.environ.pop("SITE_CLOCK", "")
    if moment:
        os.environ[clock.OFFSET_VARIABLE] = str(clock.offset_to(moment))
    elif clock.OFFSET_VARIABLE not in os.environ:
        site = embedded.read(folder / "up.json")
        if site and processes.birth(site["pid"]) == site["birth"]:
            os.environ[clock.OFFSET_VARIABLE] = site["clock_offset"]


def _choose_data_folder(arguments: list[str]) -> None:
    """`--data DIR` decides before settings are read."""
    for place, word in enumerate(arguments):
        if word == "--data" and place + 1 < len(arguments):
            os.environ["DATA_DIR"] = str(Path(arguments[place + 1]).resolve())
        elif word.startswith("--data="):
            os.environ["DATA_DIR"] = str(Path(word.removeprefix("--data=")).resolve())


def _needs_nothing(command: str, arguments: list[str]) -> bool:
    if {"-h", "--help", "--version"} & set(arguments):
        return True
    if command == "check" and {"--database", "--databases"} & {word.partition("=")[0] for word in arguments}:
        return False
    return command in NEED_NO_SERVER or command.startswith("-")


@contextlib.contextmanager
def _end_in_order() -> Iterator[None]:
    """Let a plain `kill`, or a closed terminal, end a command as Ctrl-C does: servers are stopped on the way out."""

    def leave(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, leave)
    yield
