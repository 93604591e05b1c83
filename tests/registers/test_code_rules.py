"""Who may use which code, where and when, and what a refusal tells them to do."""

import datetime as dt

import pytest

from registers.code_rules import refusal
from registers.codes import CODES, OLD, STORED, TEACHER_CODES, Giver, Session, codes_on

TODAY = dt.date(2025, 11, 3)
BEFORE = dt.date(2024, 7, 1)


def asked(
    code: str,
    *,
    date: dt.date = TODAY,
    session: str = "AM",
    compulsory_age: bool = True,
    giver: Giver = Giver.OFFICE,
    besides: tuple[str, ...] = (),
    detail: str = "",
) -> str | None:
    return refusal(
        code,
        date=date,
        session=session,
        compulsory_age=compulsory_age,
        giver=giver,
        besides=besides,
        detail=detail,
    )


def test_the_office_may_give_every_code_of_the_day_with_its_detail() -> None:
    refused = {c.code for c in codes_on(TODAY) if asked(c.code, detail="Forest school")}
    assert refused == {"\\", "X"}


@pytest.mark.parametrize("session", Session)
def test_a_teacher_may_give_present_late_and_no_reason_yet_only(session: Session) -> None:
    given = {c for c in STORED if asked(c, session=session, giver=Giver.TEACHER, detail="a note") is None}
    assert given == TEACHER_CODES - {"\\" if session == "AM" else "/"}


def test_a_teacher_may_give_the_code_that_was_planned() -> None:
    assert asked("M", giver=Giver.TEACHER) == (
        "Only the office may give M. Give N, and tell the office what you know."
    )
    assert asked("M", giver=Giver.TEACHER, besides=("M",)) is None
    assert asked("M", giver=Giver.HEAD) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("H", "H ended on 18 August 2024. Use C for leave in exceptional circumstances, or G."),
        ("J", "J ended on 18 August 2024. Use J1."),
        ("Y", "Y ended on 18 August 2024. Use one of Y1 to Y7, or Q."),
        ("F", "F ended on 31 August 2013. Use C for leave in exceptional circumstances, or G."),
        (
            "#",
            "# (planned whole-school closure) is not a mark. The office records a closure in the calendar.",
        ),
        (
            "Z",
            "Z (prospective pupil not yet on the admission register) is not a mark."
            " The office records the starting day.",
        ),
        ("QQ", "QQ is not an attendance code. Choose one from the code list."),
        ("\\", "\\ is present in the afternoon. In the morning use /."),
        ("K", "K needs the nature of the provision or activity. Write it in the note."),
        ("Y7", "Y7 needs a note of the cause. Write it in the note."),
    ],
)
def test_a_refusal_says_why_and_what_to_use_instead(code: str, said: str) -> None:
    assert asked(code) == said


def test_a_new_code_is_refused_before_it_began_and_an_old_one_stands() -> None:
    assert asked("C2", date=BEFORE) == "C2 began on 19 August 2024. Use C for a session before that day."
    assert asked("H", date=BEFORE) is None


def test_old_marks_keep_every_old_code_of_their_day() -> None:
    assert {c for c in OLD if asked(c, date=dt.date(2013, 6, 3)) is None} == OLD


def test_x_is_only_outside_compulsory_school_age_and_c2_only_inside() -> None:
    assert asked("X", compulsory_age=False) is None
    assert asked("X") == (
        "X is only for a pupil outside compulsory school age, and this pupil is inside it on that day."
        " Use C2 where a part-time timetable was agreed, else the code of the absence."
        " If the date of birth is wrong, the office can correct it."
    )
    assert asked("C2") is None
    assert asked("C2", compulsory_age=False) == (
        "C2 is only for a pupil of compulsory school age, and this pupil is outside it on that day."
        " Use X for a session that the pupil is not expected in."
        " If the date of birth is wrong, the office can correct it."
    )


def test_blank_detail_is_no_detail() -> None:
    assert (
        asked("B", detail="   ") == "B needs the nature of the provision or activity. Write it in the note."
    )
    assert asked("B", detail="Forest school at Abbots Wood") is None


def test_clearing_a_mark_is_never_refused_by_the_code_table() -> None:
    assert asked("", giver=Giver.TEACHER) is None


@pytest.mark.parametrize("code", CODES)
def test_no_code_on_any_day_makes_the_rules_fail(code: str) -> None:
    for date in (dt.date(2013, 8, 31), BEFORE, TODAY):
        for session in Session:
            for giver in Giver:
                said = asked(code, date=date, session=session, giver=giver)
                assert said is None or said.endswith(".")
