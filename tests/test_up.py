"""`manage.py up`: started, used, killed and stopped for real."""

import json
import signal
import socket
import urllib.request

import pytest

from attendance_site.parts import processes
from tests.site_folders import read_until

RUNS = "The site is running at"


@pytest.fixture
def other_folder(prepared_folder, tmp_path):
    made = prepared_folder.copy_to(tmp_path / "other")
    yield made
    made.sweep()


def end(process, number=signal.SIGINT):
    """Stop it as a person would; what it wrote on the error channel."""
    process.send_signal(number)
    return process.communicate(timeout=60)[1]


def health(folder):
    with urllib.request.urlopen(f"http://127.0.0.1:{folder.port}/health/", timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_told_to_end_and_leaves_no_process(site_folder, number):
    process = site_folder.up()
    assert f"http://127.0.0.1:{site_folder.port}/" in read_until(process, RUNS)
    assert health(site_folder) == {"database": "ok", "redis": "ok", "disk": "ok"}
    assert end(process, number) == ""
    assert process.returncode == 0
    assert site_folder.processes() == []


def test_two_run_side_by_side_and_end_one_by_one(site_folder, other_folder):
    one, two = site_folder.up(), other_folder.up()
    read_until(one, RUNS)
    read_until(two, RUNS)
    end(one)
    assert site_folder.processes() == []
    assert health(other_folder)["database"] == "ok"
    end(two)
    assert other_folder.processes() == []


def test_the_same_folder_is_not_run_twice(site_folder):
    first = site_folder.up()
    read_until(first, RUNS)
    second = site_folder.manage("up", "--port", "1")
    assert second.returncode == 1
    assert (
        f"This site already runs (http://127.0.0.1:{site_folder.port}, process {first.pid})" in second.stderr
    )
    assert health(site_folder)["database"] == "ok"
    end(first)


def test_a_taken_port_is_named_with_one_to_try(site_folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", site_folder.port))
        other.listen()
        done = site_folder.manage("up", "--port", str(site_folder.port))
    assert done.returncode == 1
    assert f"Port {site_folder.port} is taken by another program." in done.stderr
    assert f"make run PORT={site_folder.port + 1}" in done.stderr
    assert site_folder.processes() == []


@pytest.mark.skipif(not processes.port_is_privileged(81), reason="this user may listen on every port")
def test_a_port_for_administrators_only_is_named_as_such(site_folder):
    done = site_folder.manage("up", "--port", "81")
    assert "Port 81 is kept for this computer's administrator." in done.stderr


def test_after_a_kill_the_next_start_clears_what_was_left(site_folder):
    killed = site_folder.up()
    read_until(killed, RUNS)
    killed.kill()
    killed.communicate()
    assert site_folder.processes() != []
    again = site_folder.up()
    read_until(again, RUNS)
    assert health(site_folder)["redis"] == "ok"
    end(again)
    assert site_folder.processes() == []


@pytest.mark.parametrize("name", ["web", "beat"])
def test_a_part_that_ends_by_itself_is_named_and_all_stops(site_folder, name):
    process = site_folder.up()
    read_until(process, RUNS)
    record = json.loads((site_folder.folder / "up.json").read_text())
    (pid,) = [child["pid"] for child in record["children"] if child["name"] == name]
    processes.stop(pid, processes.birth(pid), (signal.SIGKILL, 1))
    wrote = process.communicate(timeout=60)[1]
    assert f"The {name} process ended by itself." in wrote
    assert process.returncode == 1
    assert site_folder.processes() == []


def test_a_killed_database_server_is_named_and_all_stops(site_folder):
    process = site_folder.up()
    read_until(process, RUNS)
    server = json.loads((site_folder.folder / "servers.json").read_text())["postgres"]
    processes.stop(server["pid"], server["birth"], (signal.SIGKILL, 5))
    assert "The postgres server ended by itself." in process.communicate(timeout=60)[1]
    assert site_folder.processes() == []


def test_commands_beside_a_moved_site_join_its_clock(site_folder):
    process = site_folder.up(SITE_CLOCK="2026-11-24T08:44")
    read_until(process, RUNS)
    code = "from attendance_site.parts import clock; print(clock.today())"
    assert site_folder.manage("shell", "--no-imports", "-c", code).stdout == "2026-11-24\n"
    assert health(site_folder)["database"] == "ok"
    end(process)
    assert site_folder.manage("shell", "--no-imports", "-c", code).stdout != "2026-11-24\n"
