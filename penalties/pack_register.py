"""The signed certificate of the register in a pack: every mark of the weeks, what was amended, and what codes mean."""

import datetime as dt
from collections import Counter

from penalties.improvement import Seen
from penalties.pack_blocks import Section, facts, par, section, short, signature, table, title
from penalties.pack_facts import PackFacts
from registers.codes import ABSENT, ATTENDING, AUTHORISED, CODES
from registers.mark_story import Amendment
from registers.school_sessions import HALF, in_words
from reporting.measures import measure

STATES = (
    "I certify that this is a true extract of the attendance register kept electronically by {school} under the School"
    " Attendance (Pupil Registration) (England) Regulations 2024, for {pupil}, born {born}, from {first} to {last}."
)


def certificate(found: PackFacts, *, name: str, position: str) -> Section:
    """The extract, with totals, every amendment in its five parts, and the signature."""
    period, pupil = found.period, found.pupil
    words = STATES.format(
        school=found.school.name, pupil=pupil.legal_name, born=in_words(pupil.dob), first=in_words(period.first),
        last=in_words(period.last),
    )  # fmt: skip
    return section(
        "certificate",
        "Certificate of the register",
        par(words),
        facts(_totals(found.due)),
        table(
            "Marks",
            ("Day", "Morning", "Afternoon"),
            _days(found.due),
            widths=(1.4, 1.3, 1.3),
            none="The child was due at no session of this school in these weeks.",
        ),
        par("– : the child was not due, or the session is not part of this extract."),
        title("Amendments of these marks"),
        par(
            "Each with the original entry, the amended entry, the reason, the date, and the name and position of who"
            " amended it (regulation 6)."
        ),
        table(
            "Amendments",
            ("Session", "Original", "Amended", "Reason", "When", "By"),
            [_amended(story.now.date, story.now.session, each, found) for story in found.amended
             for each in story.amendments],
            widths=(1.3, 0.7, 0.7, 1.6, 1.1, 1.2),
            none="None of these marks was amended.",
        ),
        signature(name, position),
    )  # fmt: skip


def code_key(found: PackFacts) -> Section:
    """What every code that stands in the pack means."""
    used = {each.code for each in found.due} | {each.code for each in found.sessions}
    used |= {entry.code for story in found.amended for entry in story.entries}
    return section(
        "codes",
        "Key to the codes",
        table(
            "Codes",
            ("Code", "Meaning", "Counts as"),
            [[code, CODES[code].words, _class(code)] for code in CODES if code in used],
            widths=(0.5, 2.4, 1.4),
            none="No code stands in this pack.",
        ),
    )


def _totals(due: tuple[Seen, ...]) -> list[tuple[str, str]]:
    sums = measure(Counter(each.code for each in due if each.code))
    return [
        ("Possible sessions", str(sums.possible)),
        ("Attended", str(sums.attended)),
        ("Absent with leave", str(sums.authorised)),
        ("Absent without leave", str(sums.unauthorised)),
    ]


def _days(due: tuple[Seen, ...]) -> list[list[str]]:
    days: dict[dt.date, dict[str, str]] = {}
    for each in due:
        days.setdefault(each.date, {})[each.session] = each.code
    return [[short(day), _mark(halves, "AM"), _mark(halves, "PM")] for day, halves in days.items()]


def _mark(halves: dict[str, str], session: str) -> str:
    if session not in halves:
        return "–"
    return halves[session] or "no mark"


def _amended(day: dt.date, session: str, change: Amendment, found: PackFacts) -> list[str]:
    original, amended = change.original, change.amended
    return [
        f"{short(day)}, {HALF[session]}",
        original.code or "cleared",
        amended.code or "cleared",
        amended.reason,
        short(amended.at),
        f"{amended.name}, {amended.position}",
    ]


def _class(code: str) -> str:
    if code in ATTENDING:
        return "attended"
    if code in ABSENT:
        return "absent with leave" if code in AUTHORISED else "absent without leave"
    return "not a possible attendance"
