"""The attendance certificate of one pupil: every mark of a period, as an accessible PDF to be signed."""

from datetime import date, datetime

from registers.codes import CODES
from registers.models import Pupil, School
from registers.paper import printed
from registers.pupil_year import Cell, pupil_year
from registers.school_sessions import in_words
from reporting.measures import Measures

NOT_MET, NO_MARK = "", "–"
"""What stands where the school did not meet, and where it met and nobody made a mark."""


def certificate_pdf(
    pupil: Pupil, *, group: str, first: date, last: date, school: School, at: datetime
) -> bytes:
    """The marks from `first` to `last` with their sums and the meaning of each code that stands there."""
    year = pupil_year(pupil, first=first, last=last)
    used = sorted(
        {cell.mark.code for week in year.weeks for cell in week.cells if cell.mark and cell.mark.code}
    )
    return printed(
        "certificate.typ",
        school,
        title="Attendance certificate",
        subtitle=f"{in_words(first)} to {in_words(last)}",
        at=at,
        pupil=pupil.legal_name,
        facts=[
            ["Born", in_words(pupil.dob)],
            ["Class", group or "none"],
            ["Unique pupil number", pupil.upn],
            *_sums(year.measures),
            ["Marks amended after the register", str(year.amended)],
        ],
        weeks=[[_short(week.monday), *(_said(cell) for cell in week.cells)] for week in year.weeks],
        codes=[[code, CODES[code].title] for code in used],
    )


def _sums(sums: Measures) -> list[list[str]]:
    return [
        ["Possible sessions", str(sums.possible)],
        ["Attended", str(sums.attended)],
        ["Absent, authorised", str(sums.authorised)],
        ["Absent, unauthorised", str(sums.unauthorised)],
        ["Late, before the register closed", str(sums.late)],
    ]


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _said(cell: Cell) -> str:
    if cell.mark is not None and cell.mark.code:
        return cell.mark.code
    return NO_MARK if cell.expected else NOT_MET
