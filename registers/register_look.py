"""How codes look and count on the register page. Values only."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from registers.code_rules import date_refusal, giver_refusal, unknown_refusal
from registers.codes import (
    CODES,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON_YET,
    Category,
    Code,
    Giver,
    codes_on,
    present_for,
)

LATE_LOOK = "late"

KINDS = {
    "present": "present",
    "absent": "absent",
    "late": "late",
    "elsewhere": "elsewhere",
    "not_due": "not due",
    "planned": "planned",
    "blank": "blank",
}
"""What the line above the pupils counts, in its words and order."""
ALWAYS_SHOWN = ("present", "absent", "late", "blank")

_KIND_OF = {
    Category.ATTENDING_ON_SITE: "present",
    Category.ATTENDING_OFF_SITE: "elsewhere",
    Category.AUTHORISED_ABSENCE: "absent",
    Category.UNAUTHORISED_ABSENCE: "absent",
    Category.NOT_A_POSSIBLE_ATTENDANCE: "not_due",
    Category.ADMINISTRATIVE: "not_due",
}


class Count(NamedTuple):
    """One number above the pupils."""

    key: str
    words: str
    number: int
    if_any: bool
    """Whether it is shown only where there is any."""


class Button(NamedTuple):
    """One of the buttons of each row."""

    code: str
    words: str


def look(code: str) -> str:
    """What the page draws a code by: its category, or `late`. Empty for a blank."""
    if not code:
        return ""
    return LATE_LOOK if code == LATE else CODES[code].category.value


def kind(code: str, *, planned: bool = False) -> str:
    """Under which number a mark counts on the page. Who is late after the close is late here, absent in figures."""
    if not code:
        return "planned" if planned else "blank"
    return "late" if code in (LATE, LATE_AFTER_CLOSE) else _KIND_OF[CODES[code].category]


def counts(kinds: Iterable[str]) -> list[Count]:
    """The line above the pupils."""
    found = Counter(kinds)
    return [Count(key, words, found[key], key not in ALWAYS_SHOWN) for key, words in KINDS.items()]


def buttons(session: str) -> list[Button]:
    """The three buttons of each row."""
    return [Button(present_for(session), "present"), Button(NO_REASON_YET, "absent"), Button(LATE, "late")]


def codes_for(date: dt.date, *, giver: Giver, opened: Collection[str] = ()) -> dict[str, dict[str, str]]:
    """Every code for the page's script: its look, what it counts as, and why this person may not give it, if so."""
    return {code: _described(known, date, giver, opened) for code, known in CODES.items()}


def _described(known: Code, date: dt.date, giver: Giver, opened: Collection[str]) -> dict[str, str]:
    letter = known.code
    why = unknown_refusal(letter) or date_refusal(letter, date) or giver_refusal(letter, giver, opened)
    described = {"look": look(letter), "counts": kind(letter)}
    return (
        described
        | ({"why": why} if why else {})
        | ({"detail": known.detail.value} if known.detail.value else {})
    )


def code_list(date: dt.date, *, giver: Giver, opened: Collection[str] = ()) -> list[Code]:
    """The codes that this person may give on that date, in the order of the table."""
    return [known for known in codes_on(date) if giver_refusal(known.code, giver, opened) is None]
