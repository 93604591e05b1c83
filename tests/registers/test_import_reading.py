"""Files as they come: encodings, quotes, damage and size."""

import pytest

from registers.imports import reading
from registers.imports.cells import CellRefused, choice, day, digits, flag, number, several, text
from registers.imports.reading import Column, Problems, Table

COLUMNS = (Column("upn", text(13), required=True), Column("note", text(20)))


def read(tmp_path, content, columns=COLUMNS):
    """The rows of a file with that content, and its problems."""
    path = tmp_path / "notes.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    table = Table(path, columns, problems)
    rows = [(row.number, row.values, row.good) for row in table.rows()]
    return rows, [str(problem) for problem in problems.found], table


def test_rows_have_the_numbers_that_a_spreadsheet_shows(tmp_path):
    rows, problems, _ = read(tmp_path, 'upn,note\nA,"two\nlines"\n\nB,\n')
    assert rows == [
        (2, {"upn": "A", "note": "two\nlines"}, True),
        (4, {"upn": "B", "note": None}, True),
    ]
    assert problems == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_end_of_line_and_a_bom_are_read(tmp_path, newline):
    rows, problems, _ = read(tmp_path, "\ufeff NOTE ,UPN" + newline + " x , A " + newline)
    assert (rows, problems) == ([(2, {"upn": "A", "note": "x"}, True)], [])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "notes.csv: is empty; its first row names the columns"),
        ("upn\nA\u00e9".encode("latin-1"), "notes.csv: line 2 is not UTF-8; save it as 'CSV UTF-8'"),
        ("upn\nA".encode("utf-16"), "notes.csv: is not UTF-8; save it as 'CSV UTF-8'"),
        (b"upn\nA\0B", "notes.csv: line 2 holds a NUL character; the file is damaged"),
        (b"note\nA", "notes.csv, row 1, column upn: is missing; the file needs this column"),
        (b"upn,UPN\nA,B", "notes.csv, row 1: names the column upn twice"),
        (b'upn,note\nA,"open', "notes.csv, row 2: cannot be read as CSV: unexpected end of data"),
        (b'upn,note\nA,"a"b', "notes.csv, row 2: cannot be read as CSV: ',' expected after '\"'"),
        (b"upn,note\nA", "notes.csv, row 2: has 1 cells where the header has 2"),
        (b"upn,note\nA,b,c", "notes.csv, row 2: has 3 cells where the header has 2"),
        (b"upn\n" + b"A" * 2001, "notes.csv, row 2: has a cell of more than 2000 characters"),
        (b"upn\n" + b"A" * 70000, "notes.csv: line 2 is longer than 65536 characters"),
        (b"a," * 250, "notes.csv, row 1: has 251 columns; at most 200 are read"),
        (b"upn,note\n,x", "notes.csv, row 2, column upn: is empty; every row needs it"),
        (b"upn,note\nA," + b"x" * 21, "notes.csv, row 2, column note: is 21 characters long; at most 20 fit"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, content, problem):
    assert read(tmp_path, content)[1] == [problem]


def test_a_cell_of_many_lines_ends_somewhere(tmp_path):
    _, problems, _ = read(tmp_path, 'upn\n"' + "A\n" * 200_000)
    assert problems == ["notes.csv, row 2: cannot be read as CSV: field larger than field limit (131072)"]


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    (tmp_path / "notes.csv").mkdir()
    problems = Problems()
    assert list(Table(tmp_path / "notes.csv", COLUMNS, problems).rows()) == []
    assert [str(problem) for problem in problems.found] == ["notes.csv: cannot be opened: Is a directory"]


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert read(tmp_path, "upn\n" + "A\n" * 9)[1] == ["notes.csv: is larger than 0 MB; split it"]


def test_problems_beyond_the_limit_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_PROBLEMS", 3)
    problems = Problems()
    for n in range(5):
        problems.add("notes.csv", n, "", "wrong")
    assert (len(problems.found), problems.more) == (3, 2)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (lambda: day("2026-1-1"), "'2026-1-1' is not a date; write it as 2026-11-24"),
        (lambda: day("20260101"), "'20260101' is not a date; write it as 2026-11-24"),
        (lambda: day("1066-10-14"), "1066-10-14 is not between 1900 and 2100"),
        (lambda: flag("true"), "'true' is neither 1 (yes) nor 0 (no)"),
        (lambda: number(1, 9)("\u0663"), "'\u0663' is not a whole number from 1 to 9"),
        (lambda: digits(5, 6)("1234"), "'1234' is not a number of 5 or 6 digits"),
        (lambda: choice(["AM", "PM"])("\x07"), "'?' is not one of AM, PM"),
    ],
)
def test_a_cell_says_what_it_wants(cell, words):
    with pytest.raises(CellRefused) as refusal:
        cell()
    assert str(refusal.value) == words


def test_lists_are_split_tidied_and_said_once():
    assert several(choice(["R", "1"]))(" r ; 1;;R ") == ["R", "1"]
