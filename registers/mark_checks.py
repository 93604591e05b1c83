"""Whether the register's history adds up: the SQL that finds entries that do not, and what to call each fault.

Whoever may switch triggers off (a database administrator) can still write what the guards refuse. These checks look at
what such a hand leaves behind: numbers missing from a history, an entry that no longer fits its seal, a week whose
sums differ from its marks, a guard that is off.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from registers import record_guards
from registers.mark_guards import KEY, SEAL_OF, SUMS, TRIGGERS, week_sums
from registers.models import School

MARKS = "registers_mark"
HISTORY = "registers_markhistory"


class Fault(NamedTuple):
    """One thing that does not add up. `session` is empty where only the week is known, `day` then its Monday."""

    upn: str
    name: str
    day: str
    session: str
    words: str


class Counted(NamedTuple):
    """How much was looked at."""

    marks: int
    earlier: int


def _entries(table: str) -> str:
    return f"SELECT {KEY}, rev, at, reason, name, position FROM {table} WHERE school_id = %(school)s"


NUMBERS = f"""
    SELECT pupil_id, date, session, CASE
      WHEN mark.rev IS NULL THEN 'earlier entries are kept, but the mark they belong to is not the next one'
      ELSE 'the mark is entry ' || mark.rev || ', but ' || coalesce(kept.number, 0) || ' earlier entries are kept' END
    FROM (SELECT {KEY}, rev FROM {MARKS} WHERE school_id = %(school)s AND rev > 1) AS mark
    FULL JOIN (SELECT {KEY}, count(*) AS number, max(rev) AS newest FROM {HISTORY}
               WHERE school_id = %(school)s GROUP BY {KEY}) AS kept USING ({KEY})
    WHERE mark.rev IS NULL OR kept.number IS DISTINCT FROM mark.rev - 1 OR kept.newest IS DISTINCT FROM mark.rev - 1
"""
PARTS = f"""
    SELECT pupil_id, date, session, 'entry ' || rev || ' does not say ' || CASE
      WHEN name = '' OR position = '' THEN 'who made it' ELSE 'why it was made' END
    FROM ({_entries(MARKS)} UNION ALL {_entries(HISTORY)}) AS entry
    WHERE name = '' OR position = '' OR (rev > 1 AND reason = '')
"""
TIMES = f"""
    SELECT later.pupil_id, later.date, later.session, 'entry ' || later.rev || ' has the time of the entry before it'
    FROM ({_entries(HISTORY)}) AS earlier
    JOIN ({_entries(MARKS)} AND rev > 1 UNION ALL {_entries(HISTORY)} AND rev > 1) AS later USING ({KEY})
    WHERE later.rev = earlier.rev + 1 AND later.at = earlier.at
"""
SEALS = " UNION ALL ".join(
    f"""
    SELECT pupil_id, date, session, 'entry ' || rev || ' was changed outside the register'
    FROM {table} AS entry WHERE school_id = %(school)s AND seal <> {SEAL_OF.format(row="entry")}
"""
    for table in (MARKS, HISTORY)
)
_COLUMNS = ", ".join(SUMS)
_NOT_ALL_ZERO = " OR ".join(f"{column} <> 0" for column in SUMS)
_OF_MARKS = week_sums(f"SELECT {KEY}, code, 1 AS sign FROM {MARKS} WHERE school_id = %(school)s")
_MADE = f"SELECT pupil_id, monday, {_COLUMNS} FROM ({_OF_MARKS}) AS sums WHERE {_NOT_ALL_ZERO}"
_KEPT = (
    f"SELECT pupil_id, monday, {_COLUMNS} FROM registers_pupilweek"
    f" WHERE school_id = %(school)s AND ({_NOT_ALL_ZERO})"
)
WEEKS = f"""
    SELECT DISTINCT pupil_id, monday, '', 'the sums kept as marks were entered do not fit the marks'
    FROM (({_KEPT} EXCEPT {_MADE}) UNION ({_MADE} EXCEPT {_KEPT})) AS differing
"""


def faults(school: School) -> Iterator[Fault]:
    """What does not add up in the school's register, by pupil, day and session."""
    checks = " UNION ALL ".join(f"({check})" for check in (NUMBERS, PARTS, TIMES, SEALS, WEEKS))
    query = (
        "SELECT pupil.upn, concat(pupil.forename, ' ', pupil.surname), fault.day::text, fault.session, fault.words"
        f" FROM ({checks}) AS fault (pupil_id, day, session, words)"
        " JOIN registers_pupil pupil ON pupil.id = fault.pupil_id ORDER BY 3, 1, 4, 5"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"school": school.pk})
        yield from (Fault(*row) for row in cursor.fetchall())


def guards_missing() -> list[str]:
    """The triggers that should guard the register and are switched off or gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = ANY (%s::regclass[]) AND tgenabled IN ('O', 'A')",
            [[MARKS, HISTORY, *record_guards.FINAL, *record_guards.UNDOABLE]],
        )
        working = {name for (name,) in cursor.fetchall()}
    return sorted({*TRIGGERS, *record_guards.TRIGGERS} - working)


def count_entries(school: School) -> Counted:
    """How many marks and earlier entries the school's register holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {MARKS} WHERE school_id = %(school)s),"
            f" (SELECT count(*) FROM {HISTORY} WHERE school_id = %(school)s)",
            {"school": school.pk},
        )
        return Counted(*cursor.fetchone())
