"""The one door through which marks are written: what another action has decided (late desk, amendment, Complete).

Whole classes are read and written in a fixed number of statements, inside the caller's transaction, while it holds
the registers concerned. What a device sends comes in through `actions/marks.py`.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection, transaction

from registers.marking import FROM_REGISTER, Current
from registers.models import Post, School
from registers.refusals import MarksMovedMeanwhile
from registers.roles import Role

Key = tuple[int, date, str]
"""Pupil, date and session: the mark that is meant, within one school."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark to write. Empty `reason` and `at`: those of the whole call."""

    pupil_id: int
    date: date
    session: str
    code: str
    minutes_late: int | None = None
    arrived_at: time | None = None
    note: str = ""
    source: str = FROM_REGISTER
    client: str = ""
    seq: int = 0
    reason: str = ""
    at: datetime | None = None

    @property
    def key(self) -> Key:
        """The mark that it is for."""
        return self.pupil_id, self.date, self.session


class Written(NamedTuple):
    """What became of an entry: the mark before (None: there was none), its revision now, and whether it changed."""

    entry: Entry
    before: Current | None
    rev: int
    changed: bool
    at: datetime


def lock_registers(*, school: School, pupils: Iterable[int], sessions: Collection[tuple[date, str]]) -> None:
    """Hold the registers of those pupils' classes for those sessions until the transaction ends.

    Marks that do not exist yet cannot be locked, so everybody who writes holds the register first. Waits at most
    lock_timeout (settings).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.group_id, s.date, s.session FROM unnest(%s::bigint[]) AS p (pupil_id)"
            " CROSS JOIN unnest(%s::date[], %s::text[]) AS s (date, session)"
            " LEFT JOIN registers_groupmembership m ON m.pupil_id = p.pupil_id AND m.first_day <= s.date"
            " AND (m.last_day IS NULL OR m.last_day >= s.date)",
            [list(pupils), [day for day, _ in sessions], [session for _, session in sessions]],
        )
        registers = cursor.fetchall()
    hold_registers(school=school, registers=registers)


def hold_registers(*, school: School, registers: Iterable[tuple[int | None, date, str]]) -> None:
    """Hold these registers (class, date, session), in an order that is the same for everybody."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Registers are held until a transaction ends: begin one."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(held) FROM unnest(%s::bigint[]) AS registers (held)",
            [sorted(_lock_number(school.pk, *register) for register in registers)],
        )


def _lock_number(school_id: int, group_id: int | None, day: date, session: str) -> int:
    name = f"register {school_id} {group_id or 0} {day.isoformat()} {session}"
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def write_marks(
    *,
    school: School,
    entries: Collection[Entry],
    by: Post,
    at: datetime,
    reason: str,
    standing: dict[Key, Current] | None = None,
) -> list[Written]:
    """Write those entries that really change something, as `by`, and say what stood before each.

    Call it inside a transaction, after `lock_registers`. `reason` is kept with each mark that changes (first marks
    need none). `standing`: the marks as read since the lock, where the caller has read them. At most one entry for
    a pupil and session. Raises MarksMovedMeanwhile where somebody wrote past the lock: nothing is written then.
    """
    if standing is None:
        standing = read_marks(school=school, keys=[entry.key for entry in entries])
    written = [_settled(entry, standing.get(entry.key), at) for entry in entries]
    changes = sorted((each for each in written if each.changed), key=lambda each: each.entry.key)
    if changes:
        _upsert(school, changes, by, reason)
    return written


def _settled(entry: Entry, before: Current | None, at: datetime) -> Written:
    at = entry.at or at
    if before is None:
        return Written(entry, None, 1, bool(entry.code), at)
    same = (
        before.code == entry.code
        and before.minutes_late == entry.minutes_late
        and before.arrived_at == entry.arrived_at
        and before.note == entry.note
    )
    if same:
        return Written(entry, before, before.rev, False, before.at)
    # Each entry has a time of its own, also where two fall on one moment.
    at = at + timedelta(microseconds=1) if at == before.at else at
    return Written(entry, before, before.rev + 1, True, at)


MARKS = """
SELECT k.pupil_id, k.date, k.session, k.code, k.minutes_late, k.arrived_at, k.note, k.source, k.client, k.seq, k.rev,
       k.reason, k.name, k.position, k.at,
       (SELECT p.role NOT IN %(teaching)s FROM registers_post p WHERE p.id = k.by_id),
       CASE WHEN k.rev = 1 OR %(client)s = '' THEN -1 ELSE coalesce((
         SELECT max(h.seq) FROM registers_markhistory h
          WHERE h.school_id = k.school_id AND h.pupil_id = k.pupil_id AND h.date = k.date AND h.session = k.session
            AND h.client = %(client)s), -1) END
FROM registers_mark k
WHERE k.school_id = %(school)s AND k.pupil_id = ANY(%(pupils)s) AND k.date = ANY(%(dates)s)
"""
TEACHING = (Role.TEACHER.value, Role.COVER.value)


def read_marks(*, school: School, keys: Collection[Key], client: str = "") -> dict[Key, Current]:
    """The marks of those pupils and sessions as they stand, with what `client` did to them before."""
    if not keys:
        return {}
    parameters: dict[str, Any] = {
        "school": school.pk,
        "pupils": sorted({pupil for pupil, _, _ in keys}),
        "dates": sorted({day for _, day, _ in keys}),
        "client": client,
        "teaching": TEACHING,
    }
    with connection.cursor() as cursor:
        cursor.execute(MARKS, parameters)
        found = {(row[0], row[1], row[2]): Current._make(row) for row in cursor.fetchall()}
    return {key: found[key] for key in keys if key in found}


# The only statement that writes marks one class at a time; its rows travel as one JSON value, which PostgreSQL reads
# faster than as many parameters. A mark is replaced only where it still has the revision that was read.
UPSERT = """
INSERT INTO registers_mark AS mark (school_id, pupil_id, date, session, code, minutes_late, arrived_at, note, source,
                                    client, seq, rev, reason, at, by_id, name, position)
SELECT %s, w.*, %s, %s, %s
FROM json_to_recordset(%s::json) AS w (
  pupil_id bigint, date date, session text, code text, minutes_late smallint, arrived_at time, note text, source text,
  client text, seq bigint, rev int, reason text, at timestamptz)
ON CONFLICT (school_id, pupil_id, date, session) DO UPDATE
SET code = excluded.code, minutes_late = excluded.minutes_late, arrived_at = excluded.arrived_at,
    note = excluded.note, source = excluded.source, client = excluded.client, seq = excluded.seq,
    rev = excluded.rev, reason = excluded.reason, at = excluded.at, by_id = excluded.by_id, name = excluded.name,
    position = excluded.position
WHERE mark.rev = excluded.rev - 1
"""


def _upsert(school: School, changes: list[Written], by: Post, reason: str) -> None:
    rows = json.dumps([_row(each, reason) for each in changes], default=str)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [school.pk, by.pk, by.user.name, by.position, rows])
        if cursor.rowcount != len(changes):
            raise MarksMovedMeanwhile(f"{len(changes) - cursor.rowcount} marks changed while being saved")


def _row(written: Written, reason: str) -> dict[str, Any]:
    entry = written.entry
    return {
        "pupil_id": entry.pupil_id,
        "date": entry.date,
        "session": entry.session,
        "code": entry.code,
        "minutes_late": entry.minutes_late,
        "arrived_at": entry.arrived_at,
        "note": entry.note,
        "source": entry.source,
        "client": entry.client,
        "seq": entry.seq,
        "rev": written.rev,
        "reason": entry.reason or (reason if written.before is not None else ""),
        "at": written.at,
    }
