"""Backup and restore: whole or not at all, and what comes back adds up."""

import hashlib

import psycopg2
import pytest

from attendance_site.backups import CannotCopy, back_up, put_back
from registers.actions.amend import amend_mark
from registers.mark_checks import faults
from registers.models import Mark, MarkHistory, School
from tests.databases import pointed_at
from tests.factories import THE_DAY, at, mark


@pytest.fixture
def a_year(own_database, pupils, teacher, office):
    """A few marks, one of them amended."""
    for pupil in pupils:
        mark(pupil, "N", by=teacher)
    amend_mark(
        pupil=pupils[0],
        day=THE_DAY,
        session="AM",
        code="I",
        reason="phone",
        base_rev=1,
        by=office,
        at=at("10:00"),
    )
    return own_database


def register_digest():
    rows = [*Mark.objects.order_by("pk").values_list(), *MarkHistory.objects.order_by("pk").values_list()]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_what_is_restored_equals_what_was_kept_and_is_still_guarded(a_year, test_servers, tmp_path):
    before = register_digest()
    back_up(owner_url=a_year.owner_url, to=tmp_path / "copy")

    with test_servers.clone() as empty:
        put_back(owner_url=empty.owner_url, source=tmp_path / "copy")
        with pointed_at(empty):
            assert register_digest() == before
            assert [list(faults(school)) for school in School.objects.all()] == [[]]
            with pytest.raises(Exception, match="permission denied"):
                Mark.objects.all().delete()


def test_a_good_copy_is_never_written_over(a_year, tmp_path):
    (tmp_path / "copy").write_bytes(b"yesterday")

    with pytest.raises(CannotCopy, match="exists already"):
        back_up(owner_url=a_year.owner_url, to=tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"yesterday"


def test_a_copy_that_cannot_be_made_leaves_no_half_file(a_year, tmp_path):
    with pytest.raises(CannotCopy, match="does not exist"):
        back_up(owner_url=a_year.owner_url.rsplit("/", 1)[0] + "/no_such", to=tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut short", "one byte", "its last line", "not a copy"])
def test_a_damaged_copy_changes_nothing(a_year, test_servers, tmp_path, damage):
    back_up(owner_url=a_year.owner_url, to=tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    spoilt = {
        "cut short": whole[: len(whole) // 2],
        "one byte": whole[: len(whole) // 2]
        + bytes([whole[len(whole) // 2] ^ 1])
        + whole[len(whole) // 2 + 1 :],
        "its last line": whole[:-20] + b"0" * 19 + b"\n",
        "not a copy": b"a picture",
    }[damage]
    (tmp_path / "spoilt").write_bytes(spoilt)

    with test_servers.clone() as target:
        with psycopg2.connect(target.owner_url) as link, link.cursor() as cursor:
            cursor.execute("INSERT INTO registers_trust (name) VALUES ('Still here')")
        link.close()
        with pytest.raises(CannotCopy):
            put_back(owner_url=target.owner_url, source=tmp_path / "spoilt")
        with psycopg2.connect(target.owner_url) as link, link.cursor() as cursor:
            cursor.execute("SELECT name FROM registers_trust")
            assert cursor.fetchall() == [("Still here",)]
        link.close()
