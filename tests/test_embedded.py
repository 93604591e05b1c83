"""The embedded servers: shared, private, and sound after a kill at any moment."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest
import redis

from attendance_site import embedded
from attendance_site.parts import processes

STARTER = """
import sys, time
from pathlib import Path
from attendance_site import embedded
with embedded.servers(Path(sys.argv[1]), fast=True):
    print("started", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path):
    """A data folder; whatever still runs for it afterwards is ended."""
    folder = tmp_path / "data"
    yield folder
    for server in embedded.known_servers(folder).values():
        processes.stop(server.pid, server.birth, (signal.SIGQUIT, 5), (signal.SIGKILL, 5))


def ask(url, statement):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def running(folder):
    return {name for name, server in embedded.known_servers(folder).items() if server.runs()}


def start_and_kill(folder):
    """A command that is killed without a chance to stop its servers."""
    command = [sys.executable, "-c", STARTER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "started\n"
        process.kill()


def kill_postgres(folder):
    """Every process of PostgreSQL at once, as a power cut would: the first is held so that it makes no more."""
    server = embedded.known_servers(folder)["postgres"]
    os.kill(server.pid, signal.SIGSTOP)
    children = (processes.PROC.parents[1] / f"{server.pid}/task/{server.pid}/children").read_text().split()
    for pid in [*map(int, children), server.pid]:
        os.kill(pid, signal.SIGKILL)
    assert processes.wait_until_gone(server.pid, server.birth, 5)


def test_the_last_one_out_stops_what_the_first_one_in_started(folder):
    with embedded.servers(folder, fast=True) as first:
        with embedded.servers(folder, fast=True) as second:
            assert second == first
        assert running(folder) == {"postgres", "redis"}
        known = embedded.known_servers(folder)
    assert [server.runs() for server in known.values()] == [False, False]
    assert running(folder) == set()


def test_a_folder_keeps_its_data_and_secrets(folder):
    with embedded.servers(folder, fast=True) as first:
        ask(first.owner_url, "CREATE TABLE kept AS SELECT 1 AS one")
    with embedded.servers(folder, fast=True) as second:
        assert ask(second.owner_url, "SELECT one FROM kept") == [(1,)]
    assert second.secret_key == first.secret_key


def test_only_what_is_asked_for_is_started(folder):
    with embedded.servers(folder, postgres=False) as servers:
        assert running(folder) == {"redis"}
        assert servers.database_url == ""
        with embedded.servers(folder, redis=False, fast=True):
            assert running(folder) == {"postgres", "redis"}


def test_the_serving_role_owns_nothing_and_can_make_nothing(folder):
    with embedded.servers(folder, redis=False, fast=True) as servers:
        rights = "SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert ask(servers.database_url, rights) == [(False, False, False)]
        assert ask(servers.owner_url, rights) == [(False, False, False)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(servers.database_url, "CREATE TABLE mine ()")


def test_nobody_comes_in_without_the_password(folder):
    with embedded.servers(folder, fast=True) as servers:
        stranger = embedded.with_database(servers.database_url, "attendance").split("@")[1]
        with pytest.raises(psycopg2.OperationalError, match="password"):
            ask(f"postgresql://attendance_app:guess@{stranger}", "SELECT 1")
        with closing(redis.Redis.from_url("redis://" + servers.redis_url.split("@")[1])) as client:
            with pytest.raises(redis.AuthenticationError):
                client.ping()


def test_secrets_can_be_read_by_their_owner_only(folder):
    assert embedded.secret(folder, "secret_key") == embedded.secret(folder, "secret_key")
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_private_parent_folder_stays_private(tmp_path):
    parent = tmp_path / "home"
    parent.mkdir(mode=0o700)
    with embedded.servers(parent / "data", fast=True) as servers:
        assert ask(servers.database_url, "SELECT 1") == [(1,)]
    assert stat.S_IMODE(parent.stat().st_mode) == 0o700


def test_after_a_kill_of_the_command_the_next_one_uses_and_stops_its_servers(folder):
    start_and_kill(folder)
    left = embedded.known_servers(folder)
    assert running(folder) == {"postgres", "redis"}
    with embedded.servers(folder, fast=True):
        assert embedded.known_servers(folder) == left
    assert [server.runs() for server in left.values()] == [False, False]


def test_after_a_kill_of_all_of_postgresql_committed_rows_are_there(folder):
    start_and_kill(folder)
    with embedded.servers(folder, fast=True) as servers:
        ask(servers.owner_url, "CREATE TABLE kept AS SELECT 7 AS seven")
        kill_postgres(folder)
        with embedded.servers(folder, fast=True) as again:
            assert ask(again.owner_url, "SELECT seven FROM kept") == [(7,)]


def test_a_stale_number_that_now_belongs_to_another_program_does_not_keep_postgresql_down(folder):
    with embedded.servers(folder, redis=False, fast=True):
        kill_postgres(folder)
    identity = processes.unprivileged(folder)
    arguments = identity.popen_arguments() if identity else {}
    with subprocess.Popen(["/bin/sleep", "60"], **arguments) as impostor:
        pid_file = folder / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(impostor.pid), *lines[1:], ""]))
        with embedded.servers(folder, redis=False, fast=True) as servers:
            assert ask(servers.database_url, "SELECT 1") == [(1,)]
        impostor.kill()


def test_a_half_made_database_folder_is_made_anew(folder):
    (folder / "postgres.new" / "base").mkdir(parents=True)
    with embedded.servers(folder, redis=False, fast=True) as servers:
        assert ask(servers.database_url, "SELECT 1") == [(1,)]
    assert not (folder / "postgres.new").exists()


def test_what_is_queued_survives_a_kill_of_the_queue(folder):
    with embedded.servers(folder, postgres=False) as servers:
        with closing(redis.Redis.from_url(servers.redis_url)) as client:
            client.rpush("work", "one", "two")
        server = embedded.known_servers(folder)["redis"]
        processes.stop(server.pid, server.birth, (signal.SIGKILL, 5))
        with embedded.servers(folder, postgres=False) as again:
            with closing(redis.Redis.from_url(again.redis_url)) as client:
                assert client.lrange("work", 0, -1) == [b"one", b"two"]


def test_a_queue_that_cannot_be_read_is_put_aside(folder):
    with embedded.servers(folder, postgres=False):
        pass
    manifest = folder / "redis" / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("nonsense\n")
    with embedded.servers(folder, postgres=False) as servers:
        with closing(redis.Redis.from_url(servers.redis_url)) as client:
            assert client.ping()
    assert [path.name.split("-")[0] for path in folder.glob("redis.*")] == ["redis.unreadable"]


def test_many_commands_at_once_start_one_server(folder):
    code = STARTER.replace("time.sleep(600)", "time.sleep(1)")
    command = [sys.executable, "-c", code, str(folder)]
    commands = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    seen = set()
    while any(process.poll() is None for process in commands):
        seen |= {server.pid for server in embedded.known_servers(folder).values()}
        time.sleep(0.01)
    assert [process.returncode for process in commands] == [0, 0, 0, 0]
    assert len(seen) == 2
    assert running(folder) == set()


def test_a_full_disk_is_named(folder, monkeypatch):
    monkeypatch.setattr(embedded, "LEAST_SPACE", 10**18)
    with pytest.raises(embedded.CannotStart, match=r"The disk that holds .*data is full: \d+ MB are free"):
        with embedded.servers(folder):
            pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(
        embedded.CannotStart, match=r"cannot be used: Not a directory\. Choose another with DATA_DIR"
    ):
        with embedded.servers(tmp_path / "file" / "data"):
            pass


def test_a_database_folder_of_another_version_is_named_with_the_log(folder):
    with embedded.servers(folder, redis=False, fast=True):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(
        embedded.CannotStart, match=r"(?s)PostgreSQL did not start.*initialized by PostgreSQL version 12"
    ):
        with embedded.servers(folder, redis=False, fast=True):
            pass


def test_addresses_are_kept_where_only_the_owner_reads_them(folder):
    with embedded.servers(folder, postgres=False):
        path = folder / "servers.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert set(json.loads(path.read_text())) == {"redis"}
