"""verify_register: silent about what adds up, and naming each pupil, day and session that does not."""

import contextlib
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from attendance_site import embedded
from registers.models import Mark
from tests.factories import THE_DAY, at, mark


def verify(*arguments):
    """The command's exit code and lines."""
    out = StringIO()
    try:
        call_command("verify_register", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as leaving:
        return leaving.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


@pytest.fixture
def amended(own_database, pupils, office):
    """3B's morning: six marks, of which Archer's was amended twice."""
    for pupil in pupils:
        mark(pupil, "/", by=office)
    mark(pupils[0], "N", by=office, when=_later(1), reason="looked again")
    mark(pupils[0], "I", by=office, when=_later(2), reason="reason established by phone")
    return pupils


@pytest.fixture
def tamper(own_database, test_servers):
    """Writes as the database's superuser, with triggers off."""

    def write(statement, *values):
        url = embedded.with_database(test_servers.admin_url, own_database.name)
        with contextlib.closing(psycopg2.connect(url)) as link, link, link.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            assert cursor.rowcount == 1

    return write


def test_a_register_whose_history_adds_up_gives_a_count(amended):
    assert verify() == (0, ["6 marks and 2 earlier entries at 1 schools: all add up."])


def test_a_site_without_marks_adds_up(db):
    assert verify() == (0, ["0 marks and 0 earlier entries at 0 schools: all add up."])


def test_a_mark_changed_behind_the_triggers_is_named(amended, tamper):
    pupil = amended[1]
    tamper("UPDATE registers_mark SET code = 'V' WHERE pupil_id = %s", pupil.pk)
    assert verify() == (
        1,
        [f"150000 {pupil.upn} Chloe Dean, 2026-11-24 AM: entry 1 was changed outside the register."],
    )


def test_a_mark_changed_into_another_kind_is_named_with_its_week(amended, tamper):
    pupil = amended[1]
    tamper("UPDATE registers_mark SET code = 'O' WHERE pupil_id = %s", pupil.pk)
    code, lines = verify()
    assert code == 1
    assert [line.split(": ")[0] for line in lines] == [
        f"150000 {pupil.upn} Chloe Dean, week of 2026-11-23",
        f"150000 {pupil.upn} Chloe Dean, 2026-11-24 AM",
    ]


def test_an_earlier_entry_that_was_changed_is_named(amended, tamper):
    pupil = amended[0]
    tamper("UPDATE registers_markhistory SET name = 'Nobody' WHERE pupil_id = %s AND rev = 2", pupil.pk)
    assert verify() == (
        1,
        [f"150000 {pupil.upn} Ben Archer, 2026-11-24 AM: entry 2 was changed outside the register."],
    )


def test_a_missing_earlier_entry_is_named(amended, tamper):
    pupil = amended[0]
    tamper("DELETE FROM registers_markhistory WHERE pupil_id = %s AND rev = 1", pupil.pk)
    assert verify() == (
        1,
        [
            f"150000 {pupil.upn} Ben Archer, 2026-11-24 AM: the mark is entry 3, but 1 earlier entries are kept."
        ],
    )


def test_a_mark_taken_away_from_its_history_is_named(amended, tamper):
    pupil = amended[0]
    tamper("DELETE FROM registers_mark WHERE pupil_id = %s", pupil.pk)
    code, lines = verify()
    assert code == 1
    assert f"150000 {pupil.upn} Ben Archer, 2026-11-24 AM: earlier entries are kept, but the mark" in lines[1]


def test_a_mark_taken_away_that_had_no_history_shows_in_its_week(amended, tamper):
    pupil = amended[2]
    tamper("DELETE FROM registers_mark WHERE pupil_id = %s", pupil.pk)
    code, lines = verify()
    assert (code, [line.split(": ")[0] for line in lines]) == (
        1,
        [f"150000 {pupil.upn} Aisha Khan, week of 2026-11-23"],
    )


def test_an_amendment_without_its_reason_or_its_own_time_is_named(amended, tamper):
    pupil = amended[0]
    tamper("UPDATE registers_mark SET reason = '' WHERE pupil_id = %s", pupil.pk)
    tamper(
        "UPDATE registers_markhistory SET at = (SELECT at FROM registers_mark WHERE pupil_id = %s)"
        " WHERE pupil_id = %s AND rev = 2",
        pupil.pk,
        pupil.pk,
    )
    words = [line.split(": ")[1] for line in verify()[1]]
    assert words == [
        "entry 2 was changed outside the register.",
        "entry 3 does not say why it was made.",
        "entry 3 has the time of the entry before it.",
        "entry 3 was changed outside the register.",
    ]


def test_sums_of_weeks_that_went_wrong_are_made_anew_from_the_marks(amended, tamper):
    tamper("UPDATE registers_pupilweek SET late = late + 1 WHERE pupil_id = %s", amended[0].pk)
    tamper("DELETE FROM registers_pupilweek WHERE pupil_id = %s", amended[1].pk)
    assert verify()[0] == 1
    said = StringIO()
    call_command("rebuild_weeks", stdout=said)
    call_command("rebuild_weeks", school="150000", stdout=said)
    assert (said.getvalue(), verify()[0]) == ("150000\t2\n150000\t0\n", 0)


def test_a_guard_that_is_off_is_named(own_database, school):
    with (
        contextlib.closing(psycopg2.connect(own_database.owner_url)) as owner,
        owner,
        owner.cursor() as cursor,
    ):
        cursor.execute("ALTER TABLE registers_mark DISABLE TRIGGER mark_updated")
    assert verify() == (1, ["The guard mark_updated of the register is off."])


def test_one_school_can_be_looked_at_alone(amended, tamper, other_school):
    tamper("UPDATE registers_mark SET code = 'L' WHERE pupil_id = %s", amended[1].pk)
    assert verify("--school", "150999") == (0, ["0 marks and 0 earlier entries at 1 schools: all add up."])
    with pytest.raises(CommandError, match="No school of this site has the URN 999999"):
        verify("--school", "999999")


def test_a_seal_fits_whatever_time_zone_or_date_style_a_session_has(amended):
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'Pacific/Auckland'; SET DateStyle = 'German'")
        assert verify()[0] == 0
        assert Mark.objects.filter(date=THE_DAY).count() == 6


def _later(hours):
    return at(f"{9 + hours:02}:00")
