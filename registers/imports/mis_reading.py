"""A file of another system, read by the school's mapping: a row for each pupil in our columns."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from registers.imports.cells import CellRefused, quoted
from registers.imports.mis_columns import NEEDED, OURS, VALUED, value_of
from registers.imports.reading import LONGEST_CELL, MOST_COLUMNS, Problem

LARGEST = 8 << 20  # bytes
MOST_ROWS = 20_000
FEW_VALUES = 15
DELIMITERS = ",;\t|"


class MisFileRefused(ValueError):
    """The file cannot be read at all; the message says why."""


@dataclass
class MisRows:
    """The pupils of the file by UPN. `is_whole`: no row without a readable UPN, so that missing means missing."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True


def table_of(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header, and each row with its number. Raises `MisFileRefused`, also while the rows are read."""
    if len(content) > LARGEST:
        raise MisFileRefused(f"is larger than {LARGEST >> 20} MB")
    text = _text(content)
    if "\0" in text:
        raise MisFileRefused("holds a NUL character; it is damaged, or not a CSV file")
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    rows = _rows(text, delimiter)
    _, header = next(rows, (0, []))
    header = [cell.strip() for cell in header]
    if not any(header):
        raise MisFileRefused("is empty; its first row names the columns")
    if len(header) > MOST_COLUMNS:
        raise MisFileRefused(f"has {len(header)} columns; at most {MOST_COLUMNS} are read")
    doubles = sorted({name for name in header if name and header.count(name) > 1})
    if doubles:
        raise MisFileRefused(f"names the column {quoted(doubles[0])} twice")
    return header, rows


def few_values(header: list[str], rows: Iterator[tuple[int, list[str]]]) -> dict[str, list[str]]:
    """By column, its values where they are few, such as Female and Male; never names or numbers of pupils."""
    seen: dict[str, set[str]] = {name: set() for name in header if name}
    count = 0
    for _, cells in rows:
        count += 1
        for name, cell in zip(header, cells, strict=False):
            if name in seen and len(seen[name]) <= FEW_VALUES:
                seen[name].add(cell.strip()[:60])
    repeated = {name: values - {""} for name, values in seen.items() if len(values) * 2 <= count}
    return {name: sorted(values) for name, values in repeated.items() if 0 < len(values) <= FEW_VALUES}


def read_rows(
    name: str,
    content: bytes,
    *,
    columns: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    dates: str,
) -> MisRows:
    """Every pupil of the file in our columns. Raises `MisFileRefused` where the mapping does not fit the file."""
    header, rows = table_of(content)
    places = {
        ours: header.index(theirs) for ours, theirs in columns.items() if ours in OURS and theirs in header
    }
    for ours in columns:
        if ours in OURS and ours not in places:
            raise MisFileRefused(f"has no column {quoted(columns[ours])} any more; look at the mapping page")
    missing = [OURS[ours] for ours in NEEDED if ours not in places]
    if missing:
        raise MisFileRefused(f"is not mapped yet: say which column is {', '.join(missing)}")
    found = MisRows()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            words = f"has {len(cells)} cells where the header has {len(header)}"
            found.problems.append(Problem(name, number, "", words))
            found.is_whole = False
            continue
        _take(
            found, name, number, {ours: cells[place].strip() for ours, place in places.items()}, values, dates
        )
    if not found.rows and not found.problems:
        raise MisFileRefused("holds no pupils")
    return found


def _take(
    found: MisRows,
    name: str,
    number: int,
    cells: dict[str, str],
    values: Mapping[str, Mapping[str, str]],
    dates: str,
) -> None:
    row, good = {}, True
    for ours, cell in cells.items():
        try:
            known = values.get(ours, {}) if ours in VALUED else {}
            row[ours] = value_of(ours, cell, dates=dates, values=known)
        except CellRefused as refusal:
            found.problems.append(Problem(name, number, OURS[ours], str(refusal)))
            row[ours] = ""  # what cannot be read says nothing; without these the whole row does
            good = good and ours not in (*NEEDED, "left")
        if ours in NEEDED and not cell:
            found.problems.append(Problem(name, number, OURS[ours], "is empty; every pupil needs it"))
            good = False
    upn = row.get("upn", "")
    if not upn:
        found.is_whole = False
    elif not good:
        found.unreadable.add(upn)
    elif upn in found.rows:
        found.problems.append(
            Problem(name, number, "UPN", f"{upn} is in the file twice; neither row is used")
        )
        found.unreadable.add(upn)
    else:
        found.rows[upn] = row
    if upn in found.unreadable:
        found.rows.pop(upn, None)


def _text(content: bytes) -> str:
    """Text as it was saved: UTF-8, UTF-16 with its mark, or the Windows alphabet that older systems write."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise MisFileRefused("is not text that can be read; save it as 'CSV UTF-8'") from None


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise MisFileRefused(f"has more than {MOST_ROWS:,} rows")
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise MisFileRefused(f"row {number} has a cell of more than {LONGEST_CELL} characters")
            yield number, cells
    except csv.Error as error:
        raise MisFileRefused(f"row {number + 1} cannot be read as CSV: {error}") from None
