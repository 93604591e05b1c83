"""The papers of the targeting support meeting as an accessible PDF. They name pupils: for the meeting only."""

from datetime import datetime
from pathlib import Path

from attendance_site.parts.documents import render
from registers.school_sessions import clock_words, in_words
from reporting.targeting import Line, TargetingPack

SOURCE = Path(__file__).with_name("printed") / "targeting.typ"


def targeting_pdf(pack: TargetingPack, *, at: datetime) -> bytes:
    """The document, a section for each list of the agenda."""
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": "Targeting support meeting",
            "subtitle": "Confidential: names of pupils",
            "school": pack.school.name,
            "made": f"Made {in_words(at.date())}, {clock_words(at)}. Confidential",
            "period": pack.period_words,
            "pupils": str(pack.pupils),
            "sections": [
                {"title": each.title, "about": each.about, "rows": [_row(line) for line in each.lines]}
                for each in pack.sections
            ],
        },
    )


def _row(line: Line) -> list[str]:
    decided = "\n".join(each.said for each in line.decisions) or "nothing decided yet"
    name = ", ".join(filter(None, [line.pupil.called, line.class_name]))
    return [name, line.missed, line.why, decided]
