"""Files that spreadsheets open: whole, a row at a time, and without a formula."""

import datetime as dt
import zipfile
from io import BytesIO

from django.test import RequestFactory

from attendance_site.parts.spreadsheets import csv_file, excel_file
from registers import codes
from registers.school_year import academic_year_days
from reporting.exports import download, file_links
from reporting.plain_tables import TABLES
from tests.factories import at, mark

ROWS = [
    ["=1+1", "+44 20", "-x", "@SUM(A1)", "\tx", "＝1"],
    ["fine", 2, -3.5, dt.date(2026, 11, 24), None, 'a "b", c'],
]
COLUMNS = ["=one", "two", "three", "four", "five", "six"]


def test_no_cell_of_a_csv_file_is_a_formula_and_numbers_stay_numbers():
    assert b"".join(csv_file(COLUMNS, iter(ROWS))).decode() == (
        "\ufeff'=one,two,three,four,five,six\r\n"
        "'=1+1,'+44 20,'-x,'@SUM(A1),'\tx,'＝1\r\n"
        'fine,2,-3.5,2026-11-24,,"a ""b"", c"\r\n'
    )


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    file = BytesIO()
    excel_file(COLUMNS, ROWS, file, sheet="Missed: 3B [all]/now, which is too long for a sheet")
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<t>'=1+1</t>" in sheet
    assert "<v>-3.5</v>" in sheet


def test_a_list_goes_out_in_the_form_that_was_asked_for():
    ask = RequestFactory().get
    plain = download(ask("/x/"), "list", ["a"], (each for each in [["b"]]))
    book = download(ask("/x/?format=xlsx"), "list", ["a"], [["b"]])
    assert [plain["Content-Disposition"], book["Content-Disposition"]] == [
        'attachment; filename="list.csv"',
        'attachment; filename="list.xlsx"',
    ]
    assert (b"".join(plain)[3:], b"".join(book)[:2]) == (b"a\r\nb\r\n", b"PK")
    book.close()
    assert [link.url for link in file_links("/x/?a=1")] == ["/x/?a=1", "/x/?a=1&format=xlsx"]


def test_an_amended_mark_stands_in_the_register_with_all_its_entries(pupils, office):
    mark(pupils[0], codes.NO_REASON_YET, by=office)
    mark(pupils[0], codes.ILLNESS, by=office, when=at("10:30"), reason="The parent rang")
    rows = TABLES["attendance-register"].rows(pupils[0].school, academic_year_days("2026-27"))
    found = [dict(zip(TABLES["attendance-register"].columns, row, strict=True)) for row in rows]
    shown = ("date", "class", "code", "entry", "stands", "entered_at", "entered_by", "reason")
    assert [[row[name] for name in shown] for row in found] == [
        [dt.date(2026, 11, 24), "3B", "N", 1, "no", "2026-11-24T08:47:00+00:00", "Joan Wright", ""],
        [
            dt.date(2026, 11, 24),
            "3B",
            "I",
            2,
            "yes",
            "2026-11-24T10:30:00+00:00",
            "Joan Wright",
            "The parent rang",
        ],
    ]
    for table in TABLES.values():
        assert all(
            len(row) == len(table.columns)
            for row in table.rows(pupils[0].school, academic_year_days("2026-27"))
        )
