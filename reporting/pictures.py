"""A picture with its words and its table: what a page draws, what its file holds, what a report prints."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attendance_site.parts import spreadsheets
from attendance_site.parts.charts import Chart

FIGURE = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?", re.ASCII)
"""A figure as it is read: 95, 3,556,802 or 95.2."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table; with `url` it opens to what it is made of."""

    text: str
    url: str = ""
    number: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def written(self) -> spreadsheets.Cell:
        """What a file holds: a figure as a number, so that a spreadsheet goes on with it; all else as it is read."""
        if not self.number or not FIGURE.fullmatch(self.text):
            return self.text
        bare = self.text.replace(",", "")
        return float(bare) if "." in bare else int(bare)


@dataclass(frozen=True)
class Column:
    """The head of a column; figures stand on the right."""

    label: str
    number: bool = False

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Picture:
    """One picture of a page. `name` is unique on the page and names its file; `words`: what it shows, in a sentence."""

    name: str
    heading: str
    words: str
    chart: Chart
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def table(self) -> list[list[str]]:
        """The head and the rows as texts, for paper."""
        return [[str(each) for each in line] for line in (self.columns, *self.rows)]

    @property
    def lines(self) -> list[list[spreadsheets.Cell]]:
        """The rows for a file, figures as numbers."""
        return written(self.rows)


def columns(*labels: str) -> tuple[Column, ...]:
    """The heads of a table whose first column names its rows and whose others are figures."""
    return tuple(Column(label, number=place > 0) for place, label in enumerate(labels))


def row(label: str, url: str, figures: Iterable[object]) -> tuple[Cell, ...]:
    """A row that begins with its name, which opens what it is made of, and goes on with figures."""
    return (Cell(label, url), *(Cell(_figure(each), number=True) for each in figures))


def _figure(each: object) -> str:
    return "" if each is None else f"{each:,}" if isinstance(each, int) else str(each)


def written(rows: Iterable[Sequence[Cell]]) -> list[list[spreadsheets.Cell]]:
    """Rows of a table as a file holds them."""
    return [[each.written for each in line] for line in rows]


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: 3A, 4B and 5A."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
