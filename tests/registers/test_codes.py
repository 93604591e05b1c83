"""The code table against a second copy of what the guidance says, set out by hand."""

import datetime as dt

import pytest

from registers import codes
from registers.codes import (
    CODES,
    AgeLimit,
    Category,
    Detail,
    Giver,
    as_stored,
    codes_on,
    is_valid_on,
    present_for,
    public_table,
)

EXPECTED = {
    Category.ATTENDING_ON_SITE: "/ \\ L",
    Category.ATTENDING_OFF_SITE: "K V P W B J",
    Category.AUTHORISED_ABSENCE: "C1 M J1 S C2 C T R I E F H",
    Category.UNAUTHORISED_ABSENCE: "G N O U",
    Category.NOT_A_POSSIBLE_ATTENDANCE: "D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y",
    Category.ADMINISTRATIVE: "Z #",
}
FIRST_DAY = dt.date(2024, 8, 19)
LAST_DAY = dt.date(2024, 8, 18)


def letters(text: str) -> frozenset[str]:
    return frozenset(text.split())


def test_there_are_thirty_eight_codes_in_the_order_of_the_guidance() -> None:
    assert list(CODES) == (
        "/ \\ L K V P W B D C1 M J1 S X C2 C T R I E Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 G N O U Z # F H J Y".split()
    )


@pytest.mark.parametrize("category", Category)
def test_each_category_holds_exactly_its_codes(category: Category) -> None:
    assert {c.code for c in CODES.values() if c.category is category} == letters(EXPECTED[category])


def test_the_derived_sets_are_what_the_statistics_say() -> None:
    assert codes.PRESENT == letters("/ \\ L")
    assert codes.ATTENDING == letters("/ \\ L K V P W B J")
    assert codes.AUTHORISED == letters("C1 M J1 S C2 C T R I E F H")
    assert codes.UNAUTHORISED == codes.THRESHOLD_NATIONAL == letters("G N O U")
    assert codes.ABSENT == codes.AUTHORISED | codes.UNAUTHORISED
    assert codes.POSSIBLE == codes.ATTENDING | codes.ABSENT
    assert codes.NOT_POSSIBLE == letters("D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y")
    assert codes.ON_SITE == letters("/ \\ L U")
    assert codes.TEACHER_CODES == letters("/ \\ L N")
    assert codes.CONFIRMED_ON_DAY == letters("V B P W K")
    assert codes.MARKED_AT_CLOSE == letters("X D C2 S E")
    assert codes.NEEDS_DETAIL == letters("K B Y2 Y7")
    assert codes.RESTRICTED == letters("Y5")
    assert codes.OLD == letters("F H J Y")


def test_every_code_is_either_stored_or_administrative_and_no_two_categories_share_one() -> None:
    assert codes.STORED == codes.POSSIBLE | codes.NOT_POSSIBLE
    assert codes.STORED | codes.ADMINISTRATIVE == set(CODES)
    assert not codes.POSSIBLE & codes.NOT_POSSIBLE
    assert not codes.ATTENDING & codes.ABSENT


def test_nothing_present_and_nothing_unauthorised_is_ever_planned_ahead() -> None:
    assert codes.PLANNED_AHEAD == codes.STORED - codes.OLD - codes.PRESENT - codes.UNAUTHORISED


def test_the_new_codes_began_and_the_old_ones_ended_with_the_regulations() -> None:
    began = {c.code for c in CODES.values() if c.valid_from == FIRST_DAY}
    assert began == letters("K C1 J1 C2 Q Y1 Y2 Y3 Y4 Y5 Y6 Y7")
    assert {c.code: c.valid_to for c in CODES.values() if c.valid_to} == {
        "F": dt.date(2013, 8, 31),
        "H": LAST_DAY,
        "J": LAST_DAY,
        "Y": LAST_DAY,
    }
    assert {c.valid_from for c in CODES.values()} == {None, FIRST_DAY}


def test_every_dated_code_says_what_to_use_instead() -> None:
    assert [c.code for c in CODES.values() if (c.valid_from or c.valid_to) and not c.instead] == []


def test_age_limits_and_details_stand_on_the_right_codes() -> None:
    assert {c.code: c.age for c in CODES.values() if c.age is not AgeLimit.ANY} == {
        "X": AgeLimit.OUTSIDE,
        "C2": AgeLimit.INSIDE,
    }
    assert {c.code: c.detail for c in CODES.values() if c.detail is not Detail.NOTHING} == {
        "K": Detail.NATURE,
        "B": Detail.NATURE,
        "Y2": Detail.NOTE,
        "Y7": Detail.NOTE,
    }


def test_leave_and_suspension_record_the_heads_decision() -> None:
    assert {c.code for c in CODES.values() if c.decided_by is Giver.HEAD} == letters("C1 J1 S C2 C E")


def test_the_named_codes_are_in_the_table() -> None:
    named = {
        value
        for name, value in vars(codes).items()
        if name.isupper() and isinstance(value, str) and not name.startswith("_") and len(value) <= 2
    }
    assert named - {codes.CLEARED} <= set(CODES)


@pytest.mark.parametrize(("session", "code"), [("AM", "/"), ("PM", "\\")])
def test_present_has_a_code_for_each_session(session: str, code: str) -> None:
    assert present_for(session) == code
    assert CODES[code].session == session


@pytest.mark.parametrize(
    ("typed", "session", "stored"),
    [
        ("/", "PM", "\\"),
        ("\\", "AM", "/"),
        ("/", "AM", "/"),
        (" c1 ", "AM", "C1"),
        ("l", "PM", "L"),
        ("?", "AM", "?"),
    ],
)
def test_a_code_is_stored_in_capitals_and_present_follows_the_session(
    typed: str, session: str, stored: str
) -> None:
    assert as_stored(typed, session) == stored


@pytest.mark.parametrize(
    ("code", "date", "valid"),
    [
        ("H", LAST_DAY, True),
        ("H", FIRST_DAY, False),
        ("C1", LAST_DAY, False),
        ("C1", FIRST_DAY, True),
        ("F", dt.date(2013, 8, 31), True),
        ("F", dt.date(2013, 9, 1), False),
        ("/", dt.date(1999, 1, 4), True),
        ("#", FIRST_DAY, False),
        ("Z", FIRST_DAY, False),
        ("QQ", FIRST_DAY, False),
        ("", FIRST_DAY, False),
    ],
)
def test_a_code_is_valid_between_its_dates(code: str, date: dt.date, valid: bool) -> None:
    assert is_valid_on(code, date) is valid


def test_the_codes_of_a_day_leave_out_what_is_not_valid_on_it() -> None:
    assert {c.code for c in codes_on(FIRST_DAY)} == codes.STORED - codes.OLD
    began = {c.code for c in CODES.values() if c.valid_from}
    assert {c.code for c in codes_on(LAST_DAY)} == codes.STORED - began - {"F"}


def test_the_public_table_has_all_rows_with_exactly_the_promised_keys() -> None:
    table = public_table()
    assert [row["code"] for row in table] == list(CODES)
    assert {tuple(row) for row in table} == {
        (
            "code",
            "title",
            "valid_from",
            "valid_to",
            "category",
            "counts_towards_threshold",
            "on_site",
            "source",
        )
    }
    assert [row for row in table if row["code"] in ("U", "J")] == [
        {
            "code": "U",
            "title": "Arrived after registration closed but before the session ended",
            "valid_from": None,
            "valid_to": None,
            "category": "unauthorised_absence",
            "counts_towards_threshold": True,
            "on_site": True,
            "source": "SI 2024/208 regulation 10; DfE attendance data (V)",
        },
        {
            "code": "J",
            "title": "Interview (old)",
            "valid_from": None,
            "valid_to": "2024-08-18",
            "category": "attending_off_site",
            "counts_towards_threshold": False,
            "on_site": False,
            "source": "School attendance guidance (DfE) before 19 August 2024 (V2)",
        },
    ]
