"""The SQL made from the code table."""

import datetime as dt
import re
import sqlite3

import pytest

from registers.code_sql import is_one_of, sql_list, sql_text, stored_code_check
from registers.codes import CODES, UNAUTHORISED, Session, is_kept_on

DATES = [
    dt.date(2013, 8, 31),
    dt.date(2013, 9, 1),
    dt.date(2024, 8, 18),
    dt.date(2024, 8, 19),
    dt.date(2026, 1, 5),
]


def holds(check: str, code: str, date: dt.date, session: str) -> bool:
    """The condition's truth, by any SQL engine: ISO text compares as dates do."""
    plain = re.sub(r"DATE '", "'", check)
    with sqlite3.connect(":memory:") as database:
        row = database.execute(
            f"SELECT {plain} FROM (SELECT ? AS code, ? AS date, ? AS session)",
            (code, date.isoformat(), session),
        ).fetchone()
    return bool(row[0])


def test_a_list_is_in_the_order_of_the_table() -> None:
    assert sql_list(UNAUTHORISED) == "('G', 'N', 'O', 'U')"
    assert is_one_of({"U", "L"}, code="new.code") == "new.code IN ('L', 'U')"


def test_text_is_quoted() -> None:
    assert [sql_text(text) for text in ("", "\\", "o'clock")] == ["''", "'\\'", "'o''clock'"]


@pytest.mark.parametrize("wrong", [(), ("QQ",)])
def test_a_list_of_nothing_or_of_unknown_codes_is_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not codes"):
        sql_list(wrong)


@pytest.mark.parametrize("date", DATES, ids=str)
def test_the_check_agrees_with_the_table_for_every_code(date: dt.date) -> None:
    check = stored_code_check()
    for session in Session:
        for code in [*CODES, "QQ", "y1"]:
            only = CODES[code].session if code in CODES else None
            expected = is_kept_on(code, date) and only in (None, session)
            assert (code, holds(check, code, date, session)) == (code, expected)
        assert holds(check, "", date, session)


def test_the_check_can_leave_the_session_out() -> None:
    check = stored_code_check(session=None)
    assert holds(check, "\\", DATES[-1], "AM")
    assert not holds(check, "H", DATES[-1], "AM")
    assert "session" not in check
