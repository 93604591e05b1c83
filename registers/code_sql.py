"""The code table as SQL fragments, for constraints, triggers and indexes.

Column names are the caller's own words, never anything a person typed.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import groupby

from registers.codes import CLEARED, CODES, OLD, OLD_CODES_UNTIL, STORED, Code, Session


def sql_text(text: str) -> str:
    """One SQL string literal. A backslash stands for itself, as by PostgreSQL's default."""
    return "'" + text.replace("'", "''") + "'"


def sql_list(codes: Collection[str]) -> str:
    """Codes as a bracketed SQL list in the order of the table: ('G', 'N', 'O', 'U'). Refuses an empty one."""
    if not codes or not set(codes) <= set(CODES):
        raise ValueError(f"not codes: {sorted(codes)}")
    return "(" + ", ".join(sql_text(code) for code in CODES if code in codes) + ")"


def is_one_of(codes: Collection[str], *, code: str = "code") -> str:
    """An SQL condition that a column carries one of the codes."""
    return f"{code} IN {sql_list(codes)}"


def stored_code_check(*, code: str = "code", date: str = "date", session: str | None = "session") -> str:
    """An SQL condition that a mark's code is empty (cleared), or known, valid on its date and in its session.

    `session`: the column that holds AM or PM, or None to leave the session out.
    """
    stored = sorted((CODES[letter] for letter in STORED), key=_dates)
    groups = [_dated(code, date, dates, group) for dates, group in groupby(stored, key=_dates)]
    known = " OR ".join([f"{code} = {sql_text(CLEARED)}", *groups])
    if session is None:
        return f"({known})"
    return " AND ".join([f"({known})", *(_in_session(code, session, half) for half in Session)])


def _dates(code: Code) -> tuple[dt.date, dt.date]:
    """When a stored mark may carry the code (`codes.is_kept_on`)."""
    return (code.valid_from or dt.date.min, OLD_CODES_UNTIL if code.code in OLD else dt.date.max)


def _dated(code: str, date: str, dates: tuple[dt.date, dt.date], group: Iterable[Code]) -> str:
    conditions = [is_one_of({each.code for each in group}, code=code)]
    if dates[0] != dt.date.min:
        conditions.append(f"{date} >= DATE '{dates[0].isoformat()}'")
    if dates[1] != dt.date.max:
        conditions.append(f"{date} <= DATE '{dates[1].isoformat()}'")
    return "(" + " AND ".join(conditions) + ")"


def _in_session(code: str, session: str, half: Session) -> str:
    only = {each.code for each in CODES.values() if each.session is half}
    return f"({code} NOT IN {sql_list(only)} OR {session} = {sql_text(half.value)})"
