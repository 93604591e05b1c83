"""Which code a session or a date takes, and the whole table for machines."""

import datetime as dt

from registers.codes.kinds import Session
from registers.codes.named import AFTERNOON_PRESENT, MORNING_PRESENT, OLD, STORED
from registers.codes.table import CODES, OLD_CODES_UNTIL, Code


def present_for(session: str) -> str:
    """The code for being there when that session's register starts to be taken (AM or PM)."""
    return MORNING_PRESENT if Session(session) is Session.AM else AFTERNOON_PRESENT


def as_stored(text: str, session: str) -> str:
    """A code as typed or imported, as it is stored: capitals, no spaces, and / or \\ as the session has it.

    Unknown codes come back tidied, for `code_rules.refusal` to name.
    """
    code = text.strip().upper()
    return present_for(session) if code in (MORNING_PRESENT, AFTERNOON_PRESENT) else code


def is_valid_on(code: str, date: dt.date) -> bool:
    """Whether a mark of that date may carry the code. Z and # never, unknown codes never."""
    if code not in STORED:
        return False
    known = CODES[code]
    return (known.valid_from or date) <= date <= (known.valid_to or date)


def is_kept_on(code: str, date: dt.date) -> bool:
    """Whether a stored mark of that date may carry the code: what is valid, and old codes as they were entered.

    Schools went on using F after its last day (M), so every old code is kept until the new codes came.
    """
    return is_valid_on(code, date) or (code in OLD and date <= OLD_CODES_UNTIL)


def codes_on(date: dt.date) -> tuple[Code, ...]:
    """The codes that a mark of that date may carry, in the order of the table."""
    return tuple(code for code in CODES.values() if is_valid_on(code.code, date))


def public_table() -> list[dict[str, str | bool | None]]:
    """The whole table for machines (GET /api/codes/), dates as ISO text."""
    return [
        {
            "code": code.code,
            "title": code.title,
            "valid_from": code.valid_from.isoformat() if code.valid_from else None,
            "valid_to": code.valid_to.isoformat() if code.valid_to else None,
            "category": code.category.value,
            "counts_towards_threshold": code.counts_towards_threshold,
            "on_site": code.on_site,
            "source": code.cited,
        }
        for code in CODES.values()
    ]
