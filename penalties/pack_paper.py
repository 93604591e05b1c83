"""A pack as one tagged document."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from attendance_site.parts.documents import render
from penalties.pack_blocks import Section
from penalties.pack_facts import PackFacts
from registers.school_sessions import clock_words, in_words

SOURCE = Path(__file__).with_name("printed") / "pack.typ"


def pack_pdf(
    found: PackFacts, sections: Sequence[Section], *, name: str, position: str, at: datetime
) -> bytes:
    """The document as it goes to the authority, made by that person."""
    made = f"{in_words(at.date())}, {clock_words(at)}"
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": f"Referral: {found.pupil.legal_name} and {found.parent.contact.name}",
            "subtitle": "Confidential",
            "school": found.school.name,
            "made": f"Made {made}, by {name}, {position}",
            "opening": "These papers are about one parent and one child. Contents:",
            "sections": list(sections),
        },
    )
