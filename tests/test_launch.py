"""Every command works by itself, on nothing."""

import pytest

from attendance_site import launch

COUNT = "from registers.models import School; print(School.objects.count())"


def test_a_command_on_nothing_brings_a_migrated_database_and_leaves_no_process(new_folder):
    done = new_folder.manage("shell", "--no-imports", "-c", COUNT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")
    assert new_folder.processes() == []


def test_a_migrated_database_is_not_migrated_again(site_folder, monkeypatch):
    marker = site_folder.folder / "migrated"
    assert marker.read_text() == launch.migrations_digest()
    before = marker.stat().st_mtime_ns
    site_folder.manage("shell", "--no-imports", "-c", COUNT)
    assert marker.stat().st_mtime_ns == before
    marker.write_text("an earlier set")
    site_folder.manage("shell", "--no-imports", "-c", COUNT)
    assert marker.read_text() == launch.migrations_digest()


@pytest.mark.parametrize("words", [["help"], ["migrate", "--help"], ["check"], []])
def test_a_command_that_needs_no_server_starts_none(new_folder, words):
    assert new_folder.manage(*words).returncode == 0
    assert not new_folder.folder.exists()


def test_the_tables_belong_to_the_owner_and_the_command_serves_as_another(site_folder):
    question = "SELECT DISTINCT tableowner, current_user::text FROM pg_tables WHERE schemaname = 'public'"
    code = (
        f"from django.db import connection as c; k = c.cursor(); k.execute({question!r}); print(k.fetchall())"
    )
    done = site_folder.manage("shell", "--no-imports", "-c", code)
    assert done.stdout == "[('attendance_owner', 'attendance_app')]\n"


def test_a_single_command_can_have_its_own_moment(site_folder):
    code = "from attendance_site.parts import clock; print(clock.today())"
    done = site_folder.manage("shell", "--no-imports", "-c", code, SITE_CLOCK="2026-11-24T08:44")
    assert done.stdout == "2026-11-24\n"


def test_an_unreadable_moment_is_refused_plainly(new_folder):
    done = new_folder.manage("shell", "-c", "", SITE_CLOCK="this morning")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "SITE_CLOCK is 'this morning'; write a date and a time, such as 2026-11-24T08:44.\n"


def test_a_folder_that_cannot_be_used_is_refused_plainly(new_folder):
    new_folder.folder.write_text("a file where the folder should be")
    done = new_folder.manage("shell", "-c", "")
    assert done.returncode == 1
    assert done.stderr == (
        f"The data folder {new_folder.folder} cannot be used: File exists. Choose another with DATA_DIR.\n"
    )


def test_an_external_database_without_an_owner_gets_the_statements_to_make_one(new_folder, test_servers):
    with test_servers.clone() as empty:
        emptied = empty.url.replace(empty.name, "postgres")
        done = new_folder.manage(
            "set_up", "--no-demo", DATABASE_URL=emptied, REDIS_URL=test_servers.redis_url
        )
    assert done.returncode == 1
    assert "CREATE ROLE attendance_owner LOGIN" in done.stderr
    assert "DATABASE_OWNER_URL=postgresql://attendance_owner:PASSWORD@127.0.0.1" in done.stderr


def test_external_servers_are_used_and_nothing_is_embedded(new_folder, test_servers):
    with test_servers.clone() as database:
        done = new_folder.manage(
            *("set_up", "--no-demo"),
            DATABASE_URL=database.url,
            DATABASE_OWNER_URL=database.owner_url,
            REDIS_URL=test_servers.redis_url,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (new_folder.folder / "postgres").exists()
    assert not (new_folder.folder / "redis").exists()


def test_a_database_of_the_schools_own_gets_no_invented_people(new_folder, test_servers):
    with test_servers.clone() as database:
        done = new_folder.manage(
            "set_up",
            DATABASE_URL=database.url,
            DATABASE_OWNER_URL=database.owner_url,
            REDIS_URL=test_servers.redis_url,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_copy_is_not_put_into_a_database_that_is_not_set_up(new_folder, test_servers):
    with test_servers.clone() as database:
        emptied = database.owner_url.replace(database.name, "postgres")
        done = new_folder.manage(
            "restore",
            "copy",
            DATABASE_URL=emptied,
            DATABASE_OWNER_URL=emptied,
            REDIS_URL=test_servers.redis_url,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: This database has no tables yet. Run `make setup` first, then this again.\n",
    )
