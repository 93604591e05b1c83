"""The registers' PDF documents, from what a page has read already."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from attendance_site.parts.documents import render
from registers.class_lists import BlankRegister, ClassAway
from registers.letter_blocks import Sheet
from registers.models import School
from registers.school_sessions import HALF, clock_words, in_words

SOURCES = Path(__file__).with_name("printed")

FALLBACK = (
    "Take the register on this paper at the usual time. Write / (morning) or \\ (afternoon) for each pupil who is here,"
    " N for a pupil who is not and whose reason you do not know.",
    "For a pupil who comes while registration is open write L and the time of arrival. Pupils who come after it closes"
    " go to the office, which writes U and the time.",
    "Leave codes that are printed already, unless the pupil is here: then write the mark beside them.",
    "Write at the foot when you took the register, who you are and how many are present. Send the sheet to the office"
    " at once: it is the fire roll until the site is back.",
    "When the site is back, the office keys each sheet with the times on it. L and U follow the time of arrival, not"
    " the time of keying. Keep the sheets with the register until the keying has been checked.",
)
"""What to do with paper registers while the site cannot be reached (for every class, with a key to the codes)."""


def blank_registers_pdf(
    sheets: Sequence[BlankRegister],
    *,
    school: School,
    day: date,
    codes: Sequence[tuple[str, str, str]] = (),
    at: datetime,
) -> bytes:
    """A page for each class; with `codes`, first the page that says what to do in an outage."""
    return printed(
        "blank_registers.typ",
        school,
        title="Paper registers" if codes else "Registers",
        subtitle=in_words(day),
        at=at,
        instructions=list(FALLBACK) if codes else [],
        codes=[list(code) for code in codes],
        classes=[
            {
                "group": sheet.group,
                "takers": sheet.takers,
                "sessions": [HALF[session].capitalize() for session in sheet.sessions],
                "rows": [[str(row.number), row.name, row.am, row.pm, row.note] for row in sheet.rows],
            }
            for sheet in sheets
        ],
    )


def late_and_absent_pdf(classes: Sequence[ClassAway], *, school: School, day: date, at: datetime) -> bytes:
    """The pupils who are late or absent, by class."""
    return printed(
        "late_and_absent.typ",
        school,
        title="Late and absent",
        subtitle=in_words(day),
        at=at,
        summary=summary_words(classes, at),
        classes=[
            {
                "group": each.group,
                "words": class_words(each),
                "rows": [[row.name, row.am, row.pm, row.remark] for row in each.rows],
            }
            for each in classes
        ],
    )


def letters_pdf(sheets: Sequence[Sheet], *, school: School, at: datetime) -> bytes:
    """Letters, one to each person, each beginning on a page of its own."""
    one = sheets[0] if len(sheets) == 1 else None
    return printed(
        "letter.typ",
        school,
        title=one.subject if one else f"{len(sheets)} letters",
        at=at,
        language=one.language if one else "en",
        letters=[asdict(sheet) for sheet in sheets],
    )


def summary_words(classes: Sequence[ClassAway], at: datetime) -> str:
    """How many are absent and late in all, and as of when."""
    absent, late = sum(each.absent for each in classes), sum(each.late for each in classes)
    unmarked = sum(each.unmarked for each in classes)
    waiting = f" {unmarked} marks are still to be made." if unmarked else ""
    return f"As of {clock_words(at)}: {absent} absent or elsewhere, {late} late.{waiting}"


def class_words(each: ClassAway) -> str:
    """The same of one class."""
    if not each.rows and not each.unmarked:
        return "Everybody is present."
    known = f"{each.absent} absent or elsewhere, {each.late} late" if each.rows else ""
    return ", ".join(filter(None, [known, f"{each.unmarked} without a mark" if each.unmarked else ""]))


def printed(source: str, school: School, *, title: str, at: datetime, **data: object) -> bytes:
    """A document of the school from its source, with when it was printed at the foot."""
    made = f"Printed {in_words(at.date())}, {clock_words(at)}"
    source_text = (SOURCES / source).read_text("utf-8")
    return render(source_text, {"title": title, "school": school.name, "made": made, **data})
