"""What an import is going to write: rows to make, to change and to take away, table by table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from registers.imports.timelines import Span

Row = TypeVar("Row", bound=Model)


@dataclass
class Changes:
    """Rows to write, kept until the whole import is known to be sound."""

    made: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[type[Model], dict[int, tuple[Any, set[str]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    gone: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def fields_of(self, row: Model) -> set[str]:
        """The fields of a stored row that change."""
        return self.changed[type(row)].get(row.pk, (row, set()))[1]

    def make(self, row: Row) -> Row:
        """A row to be made."""
        self.made[type(row)].append(row)
        return row

    def take_away(self, model: type[Model], keys: Iterable[int]) -> None:
        """Rows to be taken away: dated facts that an import replaces, never what the law keeps."""
        self.gone[model].extend(keys)

    def set(self, row: Model, values: dict[str, object]) -> dict[str, tuple[Any, Any]]:
        """Give a row new values; the fields that really change, with the earlier and the new value."""
        differing = {
            name: (getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new
        }
        for name, (_, new) in differing.items():
            setattr(row, name, new)
        if differing and row.pk is not None:
            _, fields = self.changed[type(row)].setdefault(row.pk, (row, set()))
            fields.update(differing)
        return differing


@dataclass
class Timeline:
    """The dated rows of one pupil about one thing: as stored, and as they will be."""

    stored: dict[Span, int] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)

    def begin(self, key: int, span: Span) -> None:
        """A row that is stored."""
        self.stored[span] = key
        self.spans.append(span)

    def replaced(self) -> list[int]:
        """The keys of stored rows that do not stay."""
        staying = set(self.spans)
        return [key for span, key in self.stored.items() if span not in staying]

    def fresh(self) -> list[Span]:
        """The rows to be made."""
        return [span for span in self.spans if span not in self.stored]
