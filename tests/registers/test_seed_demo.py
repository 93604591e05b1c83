"""`seed_demo` the command: the same rows each time, nothing ahead of its time, and when it refuses."""

import datetime as dt
import hashlib
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from attendance_site.parts import clock
from registers.demo.accounts import demo_password
from registers.demo.site import make_demo
from registers.models import (
    Mark,
    Register,
    School,
)
from tests.databases import pointed_at
from tests.factories import SchoolFactory

NOW = dt.datetime(2026, 11, 24, 11, 5, tzinfo=clock.LONDON)
TABLES = {  # what stands in them must be the same for the same seed and moment
    "pupil": "school_id, upn, surname, forename, dob, sex, ethnicity, home_language, last_school",
    "contact": "school_id, contact_id, title, name, phone, phone2, email, language",
    "care": "school_id, contact_id, pupil_id, relationship, lives_with, priority, portal",
    "pupilstatus": "pupil_id, kind, value, first_day, last_day",
    "admission": "pupil_id, starting_day, deleted_on, ground, destination, registration, other_school",
    "mark": "pupil_id, date, session, code, minutes_late, arrived_at, note, source, rev, reason, by_id, at",
    "markhistory": "pupil_id, date, session, rev, code, by_id, at",
    "register": "group_id, date, session, opened_at, taken_at, taken_by_id",
    "plannedmark": "pupil_id, first_day, last_day, halves, code, status, note, at",
    "movement": "pupil_id, kind, at, reason",
    "priorabsence": "pupil_id, date, session, code, school_name",
    "pupilweek": "pupil_id, monday, possible, attended, authorised, unauthorised, late",
}


def small(now=NOW, seed="2"):
    return make_demo(
        pupils=60, years=1, seed=seed, now=now, password="four-plain-words-27", say=lambda words: None
    )


def digest():
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM registers_{table} ORDER BY {columns}")
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


@pytest.mark.timeout(300)
def test_the_same_seed_and_moment_make_the_same_rows(test_servers, django_db_blocker):
    digests = []
    for seed in ("7", "7", "8"):
        with test_servers.clone() as target, django_db_blocker.unblock(), pointed_at(target):
            small(seed=seed)
            digests.append(digest())

    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    "moment",
    ["2026-11-24T08:35", "2026-11-22T12:00", "2026-09-01T09:00", "2027-08-10T09:00"],
    ids=["before registration", "a Sunday", "before the first day", "the summer holiday"],
)
def test_nothing_of_today_is_there_before_registration_or_on_a_day_without_school(db, moment):
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=clock.LONDON)
    small(now=now)

    assert not Mark.objects.filter(date__gte=now.date()).exists()
    assert not Register.objects.filter(date__gte=now.date()).exists()
    assert Mark.objects.latest("date").date < now.date()


def test_a_second_run_changes_nothing(db, tmp_path, settings, capsys):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", pupils=60)
    before = digest()
    call_command("seed_demo", pupils=60)

    assert digest() == before
    assert "here already; nothing was changed" in capsys.readouterr().out


def test_a_site_with_schools_of_its_own_is_refused(db):
    SchoolFactory()

    with pytest.raises(CommandError, match="schools of its own"):
        call_command("seed_demo")


def test_a_site_that_may_be_a_real_schools_is_refused_unless_confirmed(db, tmp_path, settings):
    settings.EMBEDDED, settings.DATA_DIR = False, tmp_path

    with pytest.raises(CommandError, match="--yes-invented-people"):
        call_command("seed_demo")
    call_command("seed_demo", pupils=60, yes_invented_people=True)
    assert School.objects.count() == 2


@pytest.mark.parametrize(
    ("option", "value", "words"), [("pupils", 10, "at least 60"), ("years", 0, "1 to 6 years")]
)
def test_impossible_sizes_are_refused_with_what_is_possible(db, tmp_path, settings, option, value, words):
    settings.DATA_DIR = tmp_path

    with pytest.raises(CommandError, match=words):
        call_command("seed_demo", **{option: value})


def test_the_password_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = demo_password(tmp_path / "site")

    assert demo_password(tmp_path / "site") == first
    assert len(first.split("-")) == 5
    assert stat.S_IMODE((tmp_path / "site" / "demo_password").stat().st_mode) == 0o600
