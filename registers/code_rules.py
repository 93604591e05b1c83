"""Why a code may not stand in a session, in words that say what to use instead or who can fix it."""

import datetime as dt
from collections.abc import Collection

from registers.codes import (
    ADMINISTRATIVE,
    CLEARED,
    CODES,
    NO_REASON_YET,
    AgeLimit,
    Detail,
    Giver,
    Session,
    is_valid_on,
)

_SENIORITY = (Giver.TEACHER, Giver.OFFICE, Giver.HEAD, Giver.NOBODY)


def refusal(
    code: str,
    *,
    date: dt.date,
    session: str,
    compulsory_age: bool,
    giver: Giver = Giver.OFFICE,
    besides: Collection[str] = (),
    detail: str = "",
) -> str | None:
    """Why this mark is refused, or None where it may stand.

    `compulsory_age`: whether the pupil is of compulsory school age on `date`. `giver`: who keys it.
    `besides`: codes open to that person here beyond the usual ones (a code planned for this pupil and
    session, or opened by the school). `detail`: what is recorded with the mark. A cleared mark is never
    refused.
    """
    if code == CLEARED:
        return None
    return (
        unknown_refusal(code)
        or date_refusal(code, date)
        or session_refusal(code, session)
        or giver_refusal(code, giver, besides)
        or age_refusal(code, compulsory_age)
        or detail_refusal(code, detail)
    )


def unknown_refusal(code: str) -> str | None:
    """Refuse a code that is not in the table, or that no mark may carry."""
    if code not in CODES:
        return f"{code} is not an attendance code. Choose one from the code list."
    if code in ADMINISTRATIVE:
        known = CODES[code]
        return f"{code} ({known.title.lower()}) is not a mark. The office records {known.instead}."
    return None


def date_refusal(code: str, date: dt.date) -> str | None:
    """Refuse a known code outside its dates: old codes after their last day, new ones before their first."""
    if is_valid_on(code, date):
        return None
    known = CODES[code]
    if known.valid_to is not None and date > known.valid_to:
        return f"{code} ended on {_day(known.valid_to)}. Use {known.instead}."
    if known.valid_from is not None:
        return f"{code} began on {_day(known.valid_from)}. Use {known.instead} for a session before that day."
    return unknown_refusal(code)


def session_refusal(code: str, session: str) -> str | None:
    """Refuse / in the afternoon and \\ in the morning."""
    only = CODES[code].session
    if only is None or only is Session(session):
        return None
    half = {Session.AM: "morning", Session.PM: "afternoon"}
    return (
        f"{code} is present in the {half[only]}. In the {half[Session(session)]} use {CODES[code].instead}."
    )


def giver_refusal(code: str, giver: Giver, besides: Collection[str] = ()) -> str | None:
    """Refuse a code that this person may not give, unless it is open to them here."""
    needed = CODES[code].given_by
    if code in besides or _SENIORITY.index(giver) >= _SENIORITY.index(needed):
        return None
    return (
        f"Only the {needed.value} may give {code}. Give {NO_REASON_YET}, and tell the office what you know."
    )


def age_refusal(code: str, compulsory_age: bool) -> str | None:
    """Refuse X inside compulsory school age, and C2 outside it."""
    limit = CODES[code].age
    if limit is AgeLimit.OUTSIDE and compulsory_age:
        return (
            f"{code} is only for a pupil outside compulsory school age, and this pupil is inside it"
            f" on that day. Use {CODES[code].instead}."
            " If the date of birth is wrong, the office can correct it."
        )
    if limit is AgeLimit.INSIDE and not compulsory_age:
        return (
            f"{code} is only for a pupil of compulsory school age, and this pupil is outside it on that day."
            f" Use {_outside_compulsory_age()} for a session that the pupil is not expected in."
            " If the date of birth is wrong, the office can correct it."
        )
    return None


def detail_refusal(code: str, detail: str) -> str | None:
    """Refuse a code without what must be recorded with it."""
    wanted = CODES[code].detail
    if wanted is Detail.NOTHING or detail.strip():
        return None
    return f"{code} needs {wanted.value}. Write it in the note."


def _outside_compulsory_age() -> str:
    return next(code.code for code in CODES.values() if code.age is AgeLimit.OUTSIDE)


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"
