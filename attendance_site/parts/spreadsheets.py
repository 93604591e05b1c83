"""Tables as files that spreadsheets open: CSV and Excel, without ever holding a whole one in memory.

`csv_file(columns, rows)` yields bytes; `excel_file(columns, rows, path)` writes to a path. A cell is a text, a number,
a day or nothing. Text that a spreadsheet would take for a formula gets an apostrophe before it, in both.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter

Cell = str | int | float | dt.date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What a formula begins with, with the full-width signs that some programs read as well (CWE-1236)."""
LONGEST = 32_767
"""Characters that Excel keeps of one cell."""
BLOCK = 200
"""Rows that are handed over at once."""


class _Line:
    """What csv.writer writes to: it keeps the line that was just made."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        text, self.text = self.text, ""
        return text.encode("utf-8", "replace")


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table as UTF-8 with a mark at its beginning, by which Excel knows it; some rows at a time."""
    line = _Line()
    writer = csv.writer(line)
    line.write("\ufeff")
    writer.writerow([harmless(column) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_written(cell) for cell in row])
        if number % BLOCK == 0:
            yield line.taken()
    yield line.taken()


def excel_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]], target: Any, *, sheet: str) -> None:
    """Write the table into `target`, a path or a file open for bytes. Text stays text: nothing is worked out."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "remove_timezone": True})
    heading = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(_sheet_name(sheet))
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        page.write_string(0, place, harmless(column), heading)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date):
                page.write_datetime(number, place, cell, day)
            elif isinstance(cell, int | float):
                page.write_number(number, place, cell)
            elif cell:
                page.write_string(number, place, harmless(cell)[:LONGEST])
    book.close()


def _written(cell: Cell) -> str | int | float:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else harmless(cell) if isinstance(cell, str) else cell


def _sheet_name(words: str) -> str:
    """What Excel takes as the name of a sheet."""
    kept = "".join(" " if each in "[]:*?/\\" else each for each in words).strip("' ")
    return kept[:31] or "Table"
