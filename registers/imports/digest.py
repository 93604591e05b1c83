"""One number for everything that an import would write, so that exactly what was shown is applied, or nothing."""

import hashlib
import json
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Model

from registers.imports.plan import Plan

# Order does not matter, so a sum serves; a mark that somebody else writes meanwhile changes its line.
MARKS = """
SELECT count(*), sum(hashtextextended(line::text, 0)::numeric) FROM (
  SELECT upn, date, session, code, minutes_late, note, stored, rev, outcome FROM import_marks_compared
  WHERE outcome IN ('added', 'changed')) AS line"""

DRAWN_BY_LOT = {"password"}  # of a new person: unusable, and another one each time


def digest_of(plan: Plan) -> str:
    """SHA-256 of the rows that the plan makes, changes, takes away and clears, and of its marks."""
    changes = plan.draft.changes
    parts: list[Any] = [
        *((model.__name__, "made", _said(row)) for model, rows in changes.made.items() for row in rows),
        *((model.__name__, "gone", key) for model, keys in changes.gone.items() for key in keys),
        *(
            (model.__name__, "changed", key, {name: str(getattr(row, name)) for name in sorted(fields)})
            for model, rows in changes.changed.items()
            for key, (row, fields) in rows.items()
        ),
        *(("cleared", str(each)) for each in plan.removed),
    ]
    lines = sorted(json.dumps(part, sort_keys=True, default=str) for part in parts)
    return hashlib.sha256("\n".join([*lines, _marks(plan)]).encode()).hexdigest()


def _said(row: Model) -> dict[str, str]:
    """A row to be made; when exactly it is made does not count, nor which number it gets."""
    said = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or isinstance(field, DateTimeField) or field.name in DRAWN_BY_LOT:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is None:
            value = row._state.fields_cache.get(field.name)
        said[field.name] = str(value)
    return said


def _marks(plan: Plan) -> str:
    if not plan.has_marks:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        return str(cursor.fetchone())
