"""Changes of the admission register and looks at sensitive records stand as they were written."""

import contextlib

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from registers import record_guards
from registers.actions.reads import note_read
from registers.actions.register_changes import note_change
from registers.actions.wording import save_wording, switch_wording
from registers.mark_checks import guards_missing
from registers.models import AdmissionChange, SensitiveRead
from registers.wording_kinds import KINDS
from tests.factories import THE_DAY, at


def statements(tables):
    return [
        statement.format(table)
        for table in tables
        for statement in ("UPDATE {} SET name = 'X'", "DELETE FROM {}", "TRUNCATE {}")
    ]


STATEMENTS = statements(record_guards.FINAL)
OF_WHAT_IS_WRITTEN = statements(record_guards.FIRST | record_guards.WORDINGS)
"""Those about tables of which `written` makes a row: with none there is nothing to take away."""

REFUSED = (psycopg2.IntegrityError, psycopg2.errors.FeatureNotSupported)
"""By the guard; or, where other tables point to a table, because nothing may empty it alone."""


def written(pupil, office, on=THE_DAY):
    note_change(
        pupil=pupil, field="known as", original="", new="Ash", reason="asked", by=office, at=at("08:50", on)
    )
    note_read(pupil=pupil, what="social_care", purpose="review", by=office, at=at("08:50", on))
    said = {"kind": KINDS["first_day_text"], "channel": "text", "school": office.school, "reason": "shorter"}
    moment = {"by": office, "at": at("08:50", on)}
    save_wording(language="en", subject="", body="Where is {{pupil}}?", seen=0, **said, **moment)
    switch_wording(is_on=False, **said, **moment)


def names():
    return [
        *AdmissionChange.objects.values_list("name", flat=True),
        *SensitiveRead.objects.values_list("name", flat=True),
    ]


@contextlib.contextmanager
def owner(database):
    with contextlib.closing(psycopg2.connect(database.owner_url)) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            yield cursor


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_site_changes_and_takes_away_nothing(pupils, office, statement):
    written(pupils[0], office)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert names() == ["Joan Wright", "Joan Wright"]


def test_the_owner_lets_go_of_what_is_older_than_six_years_and_of_nothing_else(own_database, pupils, office):
    written(pupils[0], office, THE_DAY.replace(year=2019))
    with owner(own_database) as cursor:
        for table in record_guards.FINAL:
            cursor.execute(f"DELETE FROM {table}")
    assert names() == []
    written(pupils[0], office)
    with owner(own_database) as cursor:
        for statement in OF_WHAT_IS_WRITTEN:
            with pytest.raises(REFUSED):
                cursor.execute(statement)
    assert names() == ["Joan Wright", "Joan Wright"]


def test_control_without_its_guard_a_change_is_rewritten_and_the_check_says_so(own_database, pupils, office):
    written(pupils[0], office)
    with owner(own_database) as cursor:
        cursor.execute("ALTER TABLE registers_admissionchange DISABLE TRIGGER admission_change_updated")
        cursor.execute("UPDATE registers_admissionchange SET name = 'X'")
    assert names() == ["X", "Joan Wright"]
    assert guards_missing() == ["admission_change_updated"]


def test_the_guards_in_the_database_are_those_of_the_module(db):
    wanted = record_guards.FUNCTIONS | record_guards.UNDOING
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY (%s)", [[*wanted]])
        kept = {name: body.split() for name, body in cursor.fetchall()}
    assert kept == {name: body.split() for name, body in wanted.items()}
    assert guards_missing() == []
