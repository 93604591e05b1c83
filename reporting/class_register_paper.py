"""The register of one class as an accessible PDF."""

from datetime import datetime
from pathlib import Path

from attendance_site.parts.documents import render
from registers.codes import CODES
from registers.school_sessions import clock_words, in_words
from reporting.class_register import ClassRegister

SOURCE = Path(__file__).with_name("printed") / "class_register.typ"


def class_register_pdf(register: ClassRegister, *, school: str, at: datetime) -> bytes:
    """The sheet: a column for each day, its two entries side by side."""
    used = sorted({cell for row in register.rows for cell in row.cells if cell in CODES})
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": f"Attendance register, {register.group.name}",
            "subtitle": register.period.words,
            "school": school,
            "made": f"Extract made {in_words(at.date())}, {clock_words(at)}",
            "days": [f"{day.date.day} {day.date:%b}" for day in register.days],
            "rows": [[row.name, row.upn, *_pairs(row.cells)] for row in register.rows],
            "amendments": [each.cells for each in register.amendments],
            "codes": "; ".join(f"{code} {CODES[code].title}" for code in used) or "None stand here.",
        },
    )


def _pairs(cells: tuple[str, ...]) -> list[str]:
    return [" ".join(filter(None, cells[place : place + 2])) for place in range(0, len(cells), 2)]
