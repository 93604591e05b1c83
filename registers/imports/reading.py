"""Reading one CSV file: its rows with their numbers, and every reason why it cannot be read (formats.md).

Row 1 is the header, as a spreadsheet shows it. Files are read in a stream, so that size costs time, not memory.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from registers.imports.cells import Cell, CellRefused, quoted

LARGEST_FILE = 1 << 30  # bytes: about twenty-five million marks
LONGEST_LINE = 1 << 16
LONGEST_CELL = 2000
MOST_COLUMNS = 200
MOST_PROBLEMS = 10_000

NOT_UTF_8 = "is not UTF-8; save it as 'CSV UTF-8'"
OTHER_DIVIDERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Problem:
    """Why an import is refused: the file, the row (0 = the file as a whole), the column and the reason."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.reason}"


@dataclass
class Problems:
    """Everything found wrong, in the order found; beyond MOST_PROBLEMS they are counted only."""

    found: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, file: str, row: int, column: str, reason: str) -> None:
        """Note one reason for refusing."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(file, row, column, reason))
        else:
            self.more += 1

    def __bool__(self) -> bool:
        return bool(self.found)


@dataclass(frozen=True)
class Column:
    """One column of a file. `required`: the file must have it; `empty`: its cells may be empty all the same."""

    name: str
    read: Cell
    required: bool = False
    empty: bool = False

    @property
    def must_be_filled(self) -> bool:
        """Whether each row needs a value."""
        return self.required and not self.empty


@dataclass
class Row:
    """One row: its number, its values by column (None = empty or no such column), and whether all could be read."""

    number: int
    values: dict[str, Any]
    good: bool = True

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


class FileRefused(Exception):
    """The file cannot be read on from here; the reason is already noted."""


class Table:
    """One import file. `records()` gives bare cells, `rows()` values; both note problems instead of raising.

    `left_out`: columns whose cells are passed over, because whoever imports may not see what stands there.
    `complete` is False once something kept the file, or part of it, from being read.
    """

    def __init__(
        self, path: Path, columns: Sequence[Column], problems: Problems, left_out: Collection[str] = ()
    ) -> None:
        self.path, self.name = path, path.name
        self.columns = columns
        self.left_out = [column.name for column in columns if column.name in left_out]
        self.unknown: list[str] = []
        self.places: dict[str, int] = {}
        self.complete = True
        self._problems = problems

    def problem(self, row: int, column: str, reason: str) -> None:
        """Note one reason for refusing this file."""
        self._problems.add(self.name, row, column, reason)

    def has(self, column: str) -> bool:
        """Whether the file has that column."""
        return column in self.places

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row's number and cells, in the file's own order of columns (see `places`)."""
        try:
            with self._opened() as stream:
                yield from self._read(stream)
        except FileRefused:
            self.complete = False

    def rows(self) -> Iterator[Row]:
        """Every row with its values; a row with a cell that cannot be read is marked so, and noted."""
        known = {column.name: None for column in self.columns}
        for number, cells in self.records():
            row = Row(number, dict(known))
            for column in self.columns:
                if column.name in self.places:
                    self._value(row, column, cells[self.places[column.name]].strip())
            yield row

    def _value(self, row: Row, column: Column, cell: str) -> None:
        if not cell:
            if column.must_be_filled:
                self.problem(row.number, column.name, "is empty; every row needs it")
                row.good = False
            return
        try:
            row.values[column.name] = column.read(cell)
        except CellRefused as refusal:
            self.problem(row.number, column.name, str(refusal))
            row.good = False

    def _refuse(self, row: int, reason: str) -> FileRefused:
        self.problem(row, "", reason)
        return FileRefused()

    def _opened(self) -> TextIO:
        try:
            if self.path.stat().st_size > LARGEST_FILE:
                raise self._refuse(0, f"is larger than {LARGEST_FILE >> 20} MB; split it")
            with self.path.open("rb") as start:
                if start.read(2) in UTF_16:
                    raise self._refuse(0, NOT_UTF_8)
            return self.path.open(encoding="utf-8-sig", newline="")
        except OSError as error:
            raise self._refuse(0, f"cannot be opened: {error.strerror}") from None

    def _read(self, stream: TextIO) -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            for number, cells in enumerate(csv.reader(self._lines(stream), strict=True), start=1):
                if number == 1:
                    self._header(cells)
                elif cells:
                    if self._is_whole(number, cells):
                        yield number, cells
        except csv.Error as error:
            raise self._refuse(number + 1, f"cannot be read as CSV: {error}") from None
        except UnicodeDecodeError:
            raise self._refuse(0, f"line {self._first_line_in_another_encoding()} {NOT_UTF_8}") from None
        except OSError as error:
            raise self._refuse(0, f"cannot be read: {error.strerror}") from None
        if not number:
            raise self._refuse(0, "is empty; its first row names the columns")

    def _first_line_in_another_encoding(self) -> int:
        """Text is decoded in blocks, so the line is looked for once it is known that there is one."""
        number = 0
        with self.path.open("rb") as stream:
            while line := stream.readline(LONGEST_LINE):
                number += 1
                try:
                    line.decode()
                except UnicodeDecodeError:
                    break
        return number

    def _lines(self, stream: TextIO) -> Iterator[str]:
        line_number = 0
        while line := stream.readline(LONGEST_LINE):
            line_number += 1
            if "\0" in line:
                raise self._refuse(0, f"line {line_number} holds a NUL character; the file is damaged")
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                raise self._refuse(0, f"line {line_number} is longer than {LONGEST_LINE} characters")
            yield line

    def _header(self, cells: list[str]) -> None:
        if len(cells) > MOST_COLUMNS:
            raise self._refuse(1, f"has {len(cells)} columns; at most {MOST_COLUMNS} are read")
        wanted = {column.name for column in self.columns}
        if len(cells) == 1 and (found := [mark for mark in OTHER_DIVIDERS if mark in cells[0]]):
            raise self._refuse(1, f"divides its columns by {OTHER_DIVIDERS[found[0]]}; save it with commas")
        for place, name in enumerate(cell.strip().casefold() for cell in cells):
            if name not in wanted:
                self.unknown.append(quoted(cells[place].strip()))
            elif name in self.places:
                raise self._refuse(1, f"names the column {name} twice")
            elif name not in self.left_out:
                self.places[name] = place
        missing = [
            column.name for column in self.columns if column.required and column.name not in self.places
        ]
        for name in missing:
            self.problem(1, name, "is missing; the file needs this column")
        if missing:
            raise FileRefused
        self._width = len(cells)

    def _is_whole(self, number: int, cells: list[str]) -> bool:
        if len(cells) != self._width:
            self.problem(number, "", f"has {len(cells)} cells where the header has {self._width}")
            self.complete = False
            return False
        if max(map(len, cells)) > LONGEST_CELL:
            self.problem(number, "", f"has a cell of more than {LONGEST_CELL} characters")
            self.complete = False
            return False
        return True
