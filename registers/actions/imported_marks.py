"""Writing imported marks: a set at a time from the temporary table in which they were compared."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection

from registers.imports.staged_marks import FROM_IMPORT
from registers.models import Post, School
from registers.refusals import Refusal

PUPILS = """
CREATE TEMPORARY TABLE import_pupils ON COMMIT DROP AS
SELECT upn, id FROM registers_pupil WHERE school_id = %(school)s"""
STATISTICS = "ANALYZE import_pupils, import_marks_compared"

ADD = """
INSERT INTO registers_mark (school_id, pupil_id, date, session, code, minutes_late, note, source, client, seq, rev,
  reason, by_id, name, position, at)
SELECT %(school)s, p.id, c.date, c.session, c.code, c.minutes_late, c.note, %(source)s, '', 0, 1,
  '', %(by)s, %(name)s, %(position)s, %(at)s
FROM import_marks_compared c JOIN import_pupils p ON p.upn = c.upn
WHERE c.outcome = 'added'
ORDER BY p.id, c.date, c.session"""

# What the file leaves open (minutes, note) stays, unless the code itself is another.
AMEND = """
UPDATE registers_mark m SET code = c.code,
  minutes_late = CASE WHEN m.code = c.code THEN coalesce(c.minutes_late, m.minutes_late) ELSE c.minutes_late END,
  arrived_at = CASE WHEN m.code = c.code THEN m.arrived_at END,
  note = CASE WHEN m.code = c.code AND c.note = '' THEN m.note ELSE c.note END,
  source = %(source)s, client = '', seq = 0, rev = m.rev + 1, reason = %(reason)s,
  by_id = %(by)s, name = %(name)s, position = %(position)s, at = %(at)s
FROM import_marks_compared c
WHERE c.outcome = 'changed' AND m.school_id = %(school)s AND m.pupil_id = c.pupil_id AND m.date = c.date
  AND m.session = c.session AND m.rev = c.rev"""


class MarkedMeanwhile(Refusal):
    """Somebody wrote one of the marks between the comparison and the import."""

    who_can_fix = "Run the import again."


def write_imported_marks(
    *, school: School, file: str, expected: tuple[int, int], by: Post, at: datetime
) -> None:
    """Add and amend the marks that were compared, inside the caller's transaction.

    `expected`: how many were to be added and amended. An amendment keeps the original by the table's own trigger, with
    "imported from FILE" as its reason. Raises `MarkedMeanwhile`.
    """
    values: dict[str, Any] = {
        "school": school.pk,
        "source": FROM_IMPORT,
        "reason": f"imported from {file}",
        "by": by.pk,
        "name": by.user.name,
        "position": by.position,
        "at": at,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(PUPILS, values)
            cursor.execute(STATISTICS)
            for statement, count in zip((ADD, AMEND), expected, strict=True):
                if count:
                    cursor.execute(statement, values)
                    _expect(cursor.rowcount == count)
    except IntegrityError as error:
        if "registers_mark_pkey" not in str(error):
            raise
        _expect(False)


def _expect(as_planned: bool) -> None:
    if not as_planned:
        raise MarkedMeanwhile("Marks were made or changed while the import ran, so nothing was imported.")
