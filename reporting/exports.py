"""Lists as files: every list that offers "Download: CSV, Excel" answers with `download(...)`.

    Columns = ["Pupil", "Class", "Missed", "Of"]
    rows = ((pupil.called, class_name, sums.absent, sums.possible) for ...)
    return download(request, "missed-2026-11-24", columns, rows)

The address of the file carries `?format=xlsx` for Excel, anything else is CSV; `file_links(url)` makes both for the
template part `reporting/_files.html`. Rows may be a generator: the file goes out as it is made. Name the file without
an ending. Files with pupils' names belong behind `@requires(..., fresh_proof=True)`.
"""

import tempfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import FileResponse, HttpRequest, StreamingHttpResponse

from attendance_site.parts.spreadsheets import Cell, csv_file, excel_file

EXCEL = "xlsx"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 1_000_000
"""Bytes of a workbook that are kept in memory before the disk is used."""


class FileLink(NamedTuple):
    """One form in which a list can be had."""

    label: str
    url: str


def file_links(url: str) -> list[FileLink]:
    """CSV and Excel of the list whose file has that address (with or without a query)."""
    joint = "&" if "?" in url else "?"
    return [FileLink("CSV", url), FileLink("Excel", f"{url}{joint}format={EXCEL}")]


def download(
    request: HttpRequest, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """The list as the file that was asked for, to be saved under `name`."""
    answer: StreamingHttpResponse
    if request.GET.get("format") == EXCEL:
        answer = FileResponse(
            _workbook(name, columns, rows),
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=EXCEL_TYPE,
        )
    else:
        answer = StreamingHttpResponse(csv_file(columns, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _workbook(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> "tempfile.SpooledTemporaryFile[bytes]":
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # closed by the answer that sends it
    excel_file(columns, rows, file, sheet=name)
    file.seek(0)
    return file
