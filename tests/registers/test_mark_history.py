"""No mark changes without its history, whatever writes to the table (SI 2024/208 regulation 6: the legal parts)."""

import contextlib
import datetime as dt

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from registers.models import Mark, MarkHistory, PupilWeek
from tests.factories import THE_DAY, at, mark

COLUMNS = ("code", "rev", "reason", "name", "position", "at")


@pytest.fixture
def entry(pupils, teacher):
    return mark(pupils[0], "N", by=teacher)


def run(sql, *parameters):
    """One statement as the role that serves; the transaction goes on after a refusal."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def history():
    return list(MarkHistory.objects.order_by("rev").values_list(*COLUMNS))


def amend(entry, **changes):
    changes = {"code": "I", "rev": 2, "reason": "phoned", "at": at("09:10")} | changes
    Mark.objects.filter(pupil=entry.pupil).update(**changes)


def test_each_change_keeps_the_original_entry_with_who_when_and_why(pupils, teacher, office):
    mark(pupils[0], "N", by=teacher)
    mark(pupils[0], "I", by=office, when=at("09:10"), reason="parent phoned")
    mark(pupils[0], "M", by=office, when=at("09:20"), reason="it was the dentist")
    assert history() == [
        ("N", 1, "", "Meera Patel", "Class teacher", at("08:47")),
        ("I", 2, "parent phoned", "Joan Wright", "School office", at("09:10")),
    ]
    assert Mark.objects.values_list(*COLUMNS).get() == (
        *("M", 3, "it was the dentist", "Joan Wright", "School office"),
        at("09:20"),
    )


# Every way in which the role that serves could change a mark, and what the database answers.
WAYS_REFUSED = {
    "the same revision": lambda entry: amend(entry, rev=1),
    "a revision left out": lambda entry: amend(entry, rev=3),
    "no reason": lambda entry: amend(entry, reason=""),
    "no name": lambda entry: amend(entry, name=""),
    "no position": lambda entry: amend(entry, position=""),
    "the time of the earlier entry": lambda entry: amend(entry, at=entry.at),
    "another day": lambda entry: amend(entry, date=THE_DAY - dt.timedelta(days=1)),
    "another session": lambda entry: amend(entry, session="PM", code="N"),
    "another pupil": lambda entry: amend(entry, pupil=entry.school.pupils.exclude(pk=entry.pupil_id).first()),
    "only the note": lambda entry: Mark.objects.update(note="typed over"),
    "only the name": lambda entry: Mark.objects.update(name="Somebody Else"),
    "a model that saves itself": lambda entry: (setattr(entry, "code", "I"), entry.save()),
    "an upsert": lambda entry: run(
        "INSERT INTO registers_mark SELECT * FROM registers_mark ON CONFLICT (school_id, pupil_id, date, session)"
        " DO UPDATE SET code = 'I'"
    ),
    "MERGE": lambda entry: run(
        "MERGE INTO registers_mark m USING registers_pupil p ON m.pupil_id = p.id"
        " WHEN MATCHED THEN UPDATE SET code = 'I'"
    ),
    "DELETE": lambda entry: Mark.objects.all().delete(),
    "DELETE in SQL": lambda entry: run("DELETE FROM registers_mark"),
    "MERGE that deletes": lambda entry: run(
        "MERGE INTO registers_mark m USING registers_pupil p ON m.pupil_id = p.id WHEN MATCHED THEN DELETE"
    ),
    "TRUNCATE": lambda entry: run("TRUNCATE registers_mark"),
    "TRUNCATE through the pupil": lambda entry: run("TRUNCATE registers_pupil CASCADE"),
    "a second entry beside it": lambda entry: run("INSERT INTO registers_mark SELECT * FROM registers_mark"),
    "triggers switched off": lambda entry: run("ALTER TABLE registers_mark DISABLE TRIGGER ALL"),
    "triggers dropped": lambda entry: run("DROP TRIGGER mark_updated ON registers_mark"),
    "replication role": lambda entry: run("SET session_replication_role = replica"),
    "a function of its own": lambda entry: run(
        "CREATE OR REPLACE FUNCTION registers_mark_updated() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NULL; END'"
    ),
    "another owner": lambda entry: run("SET ROLE attendance_owner"),
    "a history written by hand": lambda entry: run(
        "INSERT INTO registers_markhistory SELECT school_id, pupil_id, date, session, rev, code, minutes_late,"
        " arrived_at, note, source, client, seq, reason, by_id, name, position, at FROM registers_mark"
    ),
    "summary by hand": lambda entry: run("UPDATE registers_pupilweek SET unauthorised = 0"),
    "a code not of its date": lambda entry: amend(entry, code="H"),
    "a present code of the other session": lambda entry: amend(entry, code="\\"),
}


@pytest.mark.parametrize("way", WAYS_REFUSED)
def test_the_database_refuses_every_change_without_its_legal_parts(entry, way):
    with pytest.raises((DatabaseError, psycopg2.Error)), transaction.atomic():
        WAYS_REFUSED[way](entry)
    assert (history(), Mark.objects.values_list("code", "rev").get()) == ([], ("N", 1))
    assert PupilWeek.objects.values_list("possible", "unauthorised").get() == (1, 1)


WAYS_KEPT = {
    "an update": amend,
    "an upsert": lambda entry: run(
        "INSERT INTO registers_mark SELECT * FROM registers_mark ON CONFLICT (school_id, pupil_id, date, session)"
        " DO UPDATE SET code = 'I', rev = 2, reason = 'phoned', at = now()"
    ),
    "MERGE": lambda entry: run(
        "MERGE INTO registers_mark m USING registers_pupil p ON m.pupil_id = p.id"
        " WHEN MATCHED THEN UPDATE SET code = 'I', rev = 2, reason = 'phoned', at = now()"
    ),
    "clearing": lambda entry: amend(entry, code=""),
    "more details": lambda entry: amend(entry, code="N", note="seen at the gate"),
}


@pytest.mark.parametrize("way", WAYS_KEPT)
def test_every_change_with_its_legal_parts_leaves_the_earlier_entry(entry, way):
    WAYS_KEPT[way](entry)
    assert history() == [("N", 1, "", "Meera Patel", "Class teacher", at("08:47"))]


def test_an_update_that_changes_nothing_leaves_no_history(entry):
    Mark.objects.update(code=F("code"))
    assert history() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registers_markhistory SET code = 'X'",
        "DELETE FROM registers_markhistory",
        "TRUNCATE registers_markhistory",
        "ALTER TABLE registers_markhistory DISABLE TRIGGER ALL",
        "DROP TABLE registers_markhistory",
    ],
)
def test_history_itself_is_final(entry, sql):
    amend(entry)
    with pytest.raises(DatabaseError):
        run(sql)
    assert len(history()) == 1


@contextlib.contextmanager
def owner(database):
    with contextlib.closing(psycopg2.connect(database.owner_url)) as link:
        link.autocommit = True
        yield link


def test_even_the_owner_deletes_nothing_younger_than_six_years(own_database, entry):
    with owner(own_database) as link, link.cursor() as cursor:
        for sql in (
            "DELETE FROM registers_mark",
            "TRUNCATE registers_mark",
            "UPDATE registers_mark SET code = 'I'",
        ):
            with pytest.raises(psycopg2.IntegrityError):
                cursor.execute(sql)


def test_retention_may_delete_what_is_older_than_six_years(own_database, pupils, teacher):
    old = THE_DAY.replace(year=2019)
    mark(pupils[0], "I", by=teacher, date=old, when=at("09:00", old))
    mark(pupils[0], "N", by=teacher)
    with owner(own_database) as link, link.cursor() as cursor:
        cursor.execute("DELETE FROM registers_mark WHERE date < '2020-01-01'")
    assert list(Mark.objects.values_list("date", flat=True)) == [THE_DAY]


def test_without_its_trigger_a_mark_would_change_unseen(own_database, entry):
    """The control: these tests stand on the trigger and on nothing else."""
    with owner(own_database) as link, link.cursor() as cursor:
        cursor.execute("DROP TRIGGER mark_updated ON registers_mark")
    amend(entry, rev=1, reason="")
    assert (Mark.objects.get().code, history()) == ("I", [])
