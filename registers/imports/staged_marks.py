"""Imported marks on their way: a temporary table, compared with the stored marks in SQL.

Nothing here is kept: the tables end with the transaction. `actions/imported_marks.py` writes what they say.
"""

import io
from collections.abc import Iterator
from typing import Any

from django.db import connection

from registers.imports.draft import Draft
from registers.imports.marks import MarkRows
from registers.imports.reading import MOST_PROBLEMS, Table
from registers.imports.report import LONGEST_LISTING, Listing

FROM_IMPORT = "import"  # the source that an imported mark names
BY_CALENDAR = "calendar"  # that of a mark which lost its session (actions/calendar.py): nobody amended it

MAKE_TABLE = """
CREATE TEMPORARY TABLE import_marks (
  row integer, upn varchar(13), pupil_id bigint, date date, session varchar(2), code varchar(2),
  minutes_late smallint, note varchar(300)
) ON COMMIT DROP"""

DOUBLES = """
SELECT row, upn, date, session, first FROM (
  SELECT *, min(row) OVER (PARTITION BY upn, date, session) AS first FROM import_marks) AS rows
WHERE row > first ORDER BY row LIMIT %s"""

# A mark whose latest entry is not an import's, although an import once wrote it, was amended by a person since. That a
# closure or a term cleared it is passed over: where the session is back, the import may fill it again.
COMPARE = """
CREATE TEMPORARY TABLE import_marks_compared ON COMMIT DROP AS
SELECT t.*, m.rev, m.code AS stored, CASE
  WHEN m.rev IS NULL THEN 'added'
  WHEN m.code = t.code
    AND (t.minutes_late IS NULL OR m.minutes_late IS NOT DISTINCT FROM t.minutes_late)
    AND (t.note = '' OR m.note = t.note) THEN 'unchanged'
  WHEN m.source <> %(source)s AND (m.source <> %(calendar)s OR %(source)s IS DISTINCT FROM (
    SELECT h.source FROM registers_markhistory h
    WHERE (h.school_id, h.pupil_id, h.date, h.session) = (m.school_id, m.pupil_id, m.date, m.session)
      AND h.source <> %(calendar)s ORDER BY h.rev DESC LIMIT 1)) AND EXISTS (
    SELECT FROM registers_markhistory h
    WHERE (h.school_id, h.pupil_id, h.date, h.session) = (m.school_id, m.pupil_id, m.date, m.session)
      AND h.source = %(source)s) THEN 'amended here'
  ELSE 'changed' END AS outcome
FROM import_marks t LEFT JOIN registers_mark m
  ON m.school_id = %(school)s AND m.pupil_id = t.pupil_id AND m.date = t.date AND m.session = t.session"""

SHOWN = """
SELECT row, upn, date, session, stored, code FROM import_marks_compared WHERE outcome = %s ORDER BY row LIMIT %s"""


def stage_marks(table: Table, draft: Draft) -> None:
    """Read the file into the temporary table, refuse doubles, and compare with what is stored."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_marks, import_marks_compared, import_pupils")
        cursor.execute(MAKE_TABLE)
        stream = _Stream(MarkRows(table, draft).lines())
        cursor.copy_expert("COPY import_marks FROM STDIN", stream, 1 << 16)
        cursor.execute("ANALYZE import_marks")
        _refuse_doubles(cursor, table)
        if not draft.problems:
            _compare(cursor, table, draft)


def _refuse_doubles(cursor: Any, table: Table) -> None:
    cursor.execute(DOUBLES, [MOST_PROBLEMS])
    for row, upn, date, session, first in cursor.fetchall():
        table.problem(row, "date", f"{upn} {date} {session} is in row {first} already")


def _compare(cursor: Any, table: Table, draft: Draft) -> None:
    """Say of each row whether it is added, changed, unchanged, or stays as a person amended it since."""
    values = {"source": FROM_IMPORT, "calendar": BY_CALENDAR, "school": draft.school.pk}
    cursor.execute(COMPARE, values)
    cursor.execute("SELECT outcome, count(*) FROM import_marks_compared GROUP BY 1")
    counts: dict[str, int] = dict(cursor.fetchall())
    report = draft.report.file(table.name)
    report.added, report.changed = counts.get("added", 0), counts.get("changed", 0)
    report.unchanged = counts.get("unchanged", 0) + counts.get("amended here", 0)
    _show(cursor, "changed", counts, report.changes)
    _show(cursor, "amended here", counts, report.listed, " (amended here since its last import; it stays)")


def _show(cursor: Any, outcome: str, counts: dict[str, int], listing: Listing, words: str = "") -> None:
    cursor.execute(SHOWN, [outcome, LONGEST_LISTING])
    shown = cursor.fetchall()
    for row, upn, date, session, stored, code in shown:
        listing.add(f"row {row}: {upn} {date} {session} {stored or 'cleared'} → {code}{words}")
    listing.total += counts.get(outcome, 0) - len(shown)


class _Stream(io.TextIOBase):
    """Lines as the stream that COPY reads, a block at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._left = ""

    def read(self, size: int | None = -1) -> str:
        """The next block; empty at the end."""
        wanted = 1 << 16 if size is None or size < 0 else size
        parts, length = [self._left], len(self._left)
        while length < wanted:
            line = next(self._lines, "")
            if not line:
                break
            parts.append(line)
            length += len(line)
        block = "".join(parts)
        self._left = block[wanted:]
        return block[:wanted]
