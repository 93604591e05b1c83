"""What a production start refuses; each refusal is shown to be able to fire."""

import json
import os
import subprocess
import sys
import urllib.request
from dataclasses import replace

import pytest
from django.core import checks
from django.db import connection

from attendance_site import launch, production
from attendance_site.parts import processes
from tests.databases import pointed_at
from tests.factories import UserFactory

SAFE = {
    "DEBUG": "",
    "SECRET_KEY": "k" * 25 + "0123456789" * 3,
    "ATTENDANCE_EMBEDDED": "",
    "SITE_CLOCK_OFFSET": "",
}


@pytest.fixture
def in_production(settings, monkeypatch):
    settings.EMBEDDED, settings.DEBUG, settings.SECRET_KEY = False, False, SAFE["SECRET_KEY"]
    settings.DEMO_MAIL = False
    monkeypatch.delenv("SITE_CLOCK", raising=False)
    monkeypatch.delenv("SITE_CLOCK_OFFSET", raising=False)
    return settings


def refusals():
    """The ids of the reasons for which the site would not start now."""
    try:
        production.refuse_unsafe_start()
    except production.UnsafeStart as refusal:
        return [line.rpartition("(")[2].rstrip(")") for line in str(refusal).splitlines()[1:]]
    return []


def test_a_safe_site_starts(in_production, own_database):
    assert refusals() == []


def test_debug_is_refused(in_production, own_database):
    in_production.DEBUG = True
    assert refusals() == ["attendance.E001"]


def test_a_default_secret_is_refused(in_production, own_database):
    in_production.SECRET_KEY = in_production.DEFAULT_SECRET_KEY
    assert refusals() == ["attendance.E002"]


def test_servers_that_are_not_named_are_refused(in_production, own_database, monkeypatch):
    in_production.REDIS_URL = ""
    assert refusals() == ["attendance.E008"]
    with monkeypatch.context() as unnamed:
        unnamed.setitem(in_production.DATABASES["default"], "NAME", "")
        assert refusals() == ["attendance.E007", "attendance.E008"]


def test_the_demonstrations_mail_page_is_refused(in_production, own_database):
    in_production.DEMO_MAIL = True
    assert refusals() == ["attendance.E009"]


@pytest.mark.parametrize(
    ("name", "value"), [("SITE_CLOCK", "2026-11-24T08:44"), ("SITE_CLOCK_OFFSET", "3600")]
)
def test_a_moved_clock_is_refused(in_production, own_database, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert refusals() == ["attendance.E003"]


def test_a_serving_role_that_owns_tables_is_refused_here_too(own_database, settings):
    settings.EMBEDDED = True
    with pointed_at(replace(own_database, url=own_database.owner_url)):
        assert refusals() == ["attendance.E004"]


def test_a_commit_that_does_not_wait_for_the_disk_is_refused(own_database, test_servers):
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    assert refusals() == ["attendance.E005"]


def test_demonstration_accounts_are_refused(in_production, own_database):
    UserFactory(is_demo=True)
    assert refusals() == ["attendance.E006"]


def test_a_demonstration_may_have_its_accounts_and_its_own_clock(own_database, settings, monkeypatch):
    settings.EMBEDDED = True
    monkeypatch.setenv("SITE_CLOCK_OFFSET", "3600")
    UserFactory(is_demo=True)
    assert refusals() == []


def test_a_database_that_does_not_answer_is_refused(in_production, own_database):
    gone = replace(own_database, url=own_database.url.replace(own_database.name, "nowhere"))
    with pointed_at(gone), pytest.raises(production.UnsafeStart, match="PostgreSQL does not answer"):
        production.refuse_unsafe_start()


@pytest.mark.django_db
def test_the_same_reasons_are_system_checks(in_production):
    UserFactory(is_demo=True)
    in_production.DEBUG = True
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    assert sorted(one.id for one in found if one.id.startswith("attendance.")) == [
        "attendance.E001",
        "attendance.E006",
    ]


def test_the_deploy_check_is_clean_with_production_settings():
    environment = (
        os.environ
        | SAFE
        | {
            "DATABASE_URL": "postgresql://attendance_app@db.example.org/attendance",
            "REDIS_URL": "redis://redis.example.org/0",
            "ALLOWED_HOSTS": "attendance.example.org",
        }
    )
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set where a browser test ran before in this process
    command = [sys.executable, launch.MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


COMMANDS = {
    "web": ["-m", "gunicorn", "attendance_site.wsgi", "--preload", "--no-control-socket"],
    "worker": ["-m", "celery", "-A", "attendance_site.celery:app", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "attendance_site.celery:app", "beat", "--pidfile", ""],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_part_refuses_to_start_unsafely_and_says_why(name, test_servers, tmp_path):
    schedule = ["--schedule", str(tmp_path / "schedule")] if name == "beat" else []
    with test_servers.clone() as database:
        environment = (
            os.environ
            | SAFE
            | {
                "DATABASE_URL": database.url,
                "REDIS_URL": test_servers.redis_url,
                "DEBUG": "1",
                "DATA_DIR": str(tmp_path),
            }
        )
        bind = ["--bind", f"127.0.0.1:{processes.free_port()}"] if name == "web" else []
        done = subprocess.run(
            [sys.executable, *COMMANDS[name], *schedule, *bind],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert "DEBUG is on" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_safe_web_server_serves_and_its_health_page_needs_no_https(test_servers, tmp_path):
    port = processes.free_port()
    with test_servers.clone() as database:
        environment = (
            os.environ
            | SAFE
            | {
                "DATABASE_URL": database.url,
                "REDIS_URL": test_servers.redis_url,
                "DATA_DIR": str(tmp_path),
            }
        )
        command = [sys.executable, *COMMANDS["web"], "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr:
                if "Booting worker" in line:
                    break
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10) as answer:
                assert json.load(answer)["database"] == "ok"
            process.terminate()
