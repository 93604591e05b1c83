"""Certificates on paper, one to a page, to be signed by hand."""

from collections.abc import Sequence
from pathlib import Path

from attendance_site.parts.documents import render
from attendance_site.parts.spoken import spoken_date
from registers.models import School
from reporting.models import Certificate

SOURCE = Path(__file__).with_name("printed") / "certificates.typ"


def certificates_pdf(certificates: Sequence[Certificate], *, school: School) -> bytes:
    """A page for each child; nothing on it speaks of absence."""
    count = len(certificates)
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": "Certificate" if count == 1 else f"{count} certificates",
            "school": school.name,
            "certificates": [
                {"name": each.pupil.called, "words": each.words, "day": spoken_date(each.date)}
                for each in certificates
            ],
        },
    )
