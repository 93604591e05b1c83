"""A referral on paper, tagged for readers."""

from datetime import datetime
from pathlib import Path

from absence.referral_content import Content
from attendance_site.parts.documents import render
from registers.models import Post, School
from registers.school_sessions import clock_words, in_words

SOURCE = Path(__file__).with_name("printed") / "referral.typ"


def referral_pdf(
    content: Content, *, called: str, note: str, school: School, by: Post, at: datetime
) -> bytes:
    """The document as it goes to the authority."""
    when = f"{in_words(at.date())}, {clock_words(at)}"
    return render(
        SOURCE.read_text("utf-8"),
        {
            **content,
            "title": f"Referral to the local authority: {called}",
            "subtitle": "Confidential",
            "school": school.name,
            "made": f"Made {when}, by {by.user.name}, {by.position}",
            "from_school": [
                ["School", school.name],
                ["URN", school.urn],
                *([["Telephone", school.phone]] if school.phone else []),
                ["Made by", f"{by.user.name}, {by.position}"],
                ["Made", when],
            ],
            "note": note.splitlines(),
        },
    )
