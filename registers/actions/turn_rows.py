"""What a run of the turn of the year writes down about each row that it makes or ends, so that it can be undone."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from registers.models import (
    Closure,
    ExpectedLeaving,
    GroupMembership,
    GroupTeacher,
    PupilStatus,
    RegistrationGroup,
    Term,
    YearTurnRow,
    YearTurnRun,
)

TABLES: dict[str, type[models.Model]] = {
    "group": RegistrationGroup,
    "membership": GroupMembership,
    "year": PupilStatus,
    "teacher": GroupTeacher,
    "term": Term,
    "closure": Closure,
    "leaving": ExpectedLeaving,
}
"""What a run writes, in the order in which it is made; undone in the other order."""


class Written:
    """The rows that a run has made and changed, as it goes along."""

    def __init__(self, run: YearTurnRun) -> None:
        self.run = run
        self.rows: list[YearTurnRow] = []

    def made(self, table: str, rows: Iterable[models.Model]) -> list[Any]:
        """Insert the rows, and write them down."""
        made = TABLES[table]._default_manager.bulk_create(list(rows), batch_size=1000)
        self.rows += [self._row(table, row, None) for row in made]
        return made

    def ended(self, table: str, rows: Iterable[Any], last_day: date) -> int:
        """End the rows on `last_day`, and write down when they ended before."""
        rows = list(rows)
        for row in rows:
            was = as_kept(row)
            row.last_day = last_day
            self.rows.append(self._row(table, row, was))
        model: Any = TABLES[table]
        model.objects.filter(pk__in=[row.pk for row in rows]).update(last_day=last_day)
        return len(rows)

    def changed(self, table: str, row: models.Model, was: dict[str, Any]) -> None:
        """Write down a row that was saved."""
        self.rows.append(self._row(table, row, was))

    def keep(self) -> None:
        """Store what was written down."""
        YearTurnRow.objects.bulk_create(self.rows, batch_size=1000)

    def _row(self, table: str, row: models.Model, was: dict[str, Any] | None) -> YearTurnRow:
        return YearTurnRow(
            school=self.run.school, run=self.run, table=table, row=row.pk, was=was, left=as_kept(row)
        )


def as_kept(row: models.Model) -> dict[str, Any]:
    """The row's values as they are written down and compared."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    kept: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return kept
