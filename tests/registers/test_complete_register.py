"""Opening, completing and closing registers: what Complete needs, what it makes of plans, and what the clock may do."""

import datetime as dt

import pytest

from registers.actions.register_day import (
    close_registers,
    complete_register,
    get_register,
    open_registers,
)
from registers.models import ExpectedPattern, Mark, Register
from registers.refusals import (
    DayIsOver,
    NobodyExpected,
    NoSessionThatDay,
    NotYourClass,
    RegisterIncomplete,
    SessionNotStarted,
)
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    RegisterFactory,
    at,
    mark,
)


@pytest.fixture
def register(group_3b):
    return RegisterFactory(group=group_3b)


def mark_all(pupils, teacher, but=()):
    for pupil in pupils:
        if pupil not in but:
            mark(pupil, "/", by=teacher)


def entries():
    return list(Mark.objects.order_by("pupil__surname").values_list("code", "note", "source", "name"))


def test_complete_needs_every_pupil_and_names_those_without_a_mark(register, pupils, teacher):
    mark_all(pupils, teacher, but=pupils[:2])
    with pytest.raises(RegisterIncomplete) as refused:
        complete_register(register=register, by=teacher, at=at("08:52"))
    assert (refused.value.words, refused.value.who_can_fix, refused.value.blank) == (
        "Ben Archer and Chloe Dean have no mark yet.",
        "You can, by marking them.",
        ["Ben Archer", "Chloe Dean"],
    )
    assert Register.objects.get().taken_at is None


def test_a_cleared_mark_is_no_mark(register, pupils, teacher):
    mark_all(pupils, teacher)
    mark(pupils[0], "", by=teacher, when=at("08:48"))
    with pytest.raises(RegisterIncomplete, match=r"Ben Archer has no mark yet\."):
        complete_register(register=register, by=teacher, at=at("08:52"))


def test_complete_turns_planned_marks_into_marks_and_says_who_and_when(register, pupils, teacher):
    PlannedMarkFactory(pupil=pupils[0], note="dentist to 11:00")
    PlannedMarkFactory(pupil=pupils[1], code="V", note="Year 3 to the museum")
    PlannedMarkFactory(pupil=pupils[2], code="C")
    mark_all(pupils, teacher, but=pupils[:2])
    complete_register(register=register, by=teacher, at=at("08:52"))
    assert entries() == [
        ("M", "dentist to 11:00", "planned", "Meera Patel"),
        ("V", "Year 3 to the museum", "planned", "Meera Patel"),
        *[("/", "", "register", "Meera Patel")] * 4,
    ]
    taken = Register.objects.get()
    assert (taken.taken_at, taken.taken_by, taken.taken_name) == (at("08:52"), teacher, "Meera Patel")


def test_completing_again_changes_nothing(register, pupils, teacher, office):
    mark_all(pupils, teacher)
    complete_register(register=register, by=teacher, at=at("08:52"))
    complete_register(register=register, by=office, at=at("09:05"))
    assert Register.objects.values_list("taken_at", "taken_name").get() == (at("08:52"), "Meera Patel")
    assert set(Mark.objects.values_list("rev", flat=True)) == {1}


def test_what_a_parent_reported_is_no_mark_until_the_office_accepts_it(register, pupils, teacher):
    PlannedMarkFactory(pupil=pupils[0], code="I", status="reported")
    mark_all(pupils, teacher, but=pupils[:1])
    with pytest.raises(RegisterIncomplete):
        complete_register(register=register, by=teacher, at=at("08:52"))


def test_a_weekly_pattern_plans_the_half_days_that_are_not_expected(register, pupils, teacher):
    ExpectedPattern.objects.create(
        school=register.school,
        pupil=pupils[0],
        expected="1101111111",
        code="C2",
        first_day=dt.date(2026, 9, 2),
    )
    mark_all(pupils, teacher, but=pupils[:1])
    complete_register(register=register, by=teacher, at=at("08:52"))
    assert entries()[0] == ("C2", "", "planned", "Meera Patel")


def test_not_expected_ends_by_itself_when_compulsory_school_age_begins(register, pupils, teacher):
    ExpectedPattern.objects.create(
        school=register.school,
        pupil=pupils[0],
        expected="0000000000",
        code="X",
        first_day=dt.date(2026, 9, 2),
    )
    mark_all(pupils, teacher, but=pupils[:1])
    with pytest.raises(RegisterIncomplete, match="Ben Archer"):
        complete_register(register=register, by=teacher, at=at("08:52"))


def test_complete_is_refused_before_the_start_to_other_classes_and_after_the_day(
    register, pupils, teacher, school
):
    stranger = PostFactory(school=school, teaches=GroupFactory(school=school))
    mark_all(pupils, teacher)
    for by, when, refusal in [
        (teacher, at("08:44"), SessionNotStarted),
        (stranger, at("08:52"), NotYourClass),
        (teacher, at("08:52", THE_DAY + dt.timedelta(days=1)), DayIsOver),
    ]:
        with pytest.raises(refusal):
            complete_register(register=register, by=by, at=when)


def test_the_days_registers_are_opened_once_for_classes_that_expect_pupils(school, group_3b, pupils):
    GroupFactory(school=school, name="Empty")
    assert [open_registers(school=school, on=THE_DAY, at=at("06:00")).words for _ in range(2)] == [
        "2 registers opened.",
        "0 registers opened.",
    ]
    assert list(Register.objects.order_by("session").values_list("group__name", "session")) == [
        ("3B", "AM"),
        ("3B", "PM"),
    ]


def test_no_register_is_opened_without_school_or_for_a_closed_year(school, pupils):
    saturday = dt.date(2026, 11, 28)
    assert open_registers(school=school, on=saturday, at=at("06:00")).words == "No school that day."
    ClosureFactory(school=school, kind="planned", first_day=THE_DAY, sessions="AM", year_groups=["3"])
    opened = open_registers(school=school, on=THE_DAY, at=at("06:00"))
    assert [register.session for register in opened.registers] == ["PM"]


def test_a_page_makes_the_register_that_the_day_lacks(school, group_3b, pupils):
    made = get_register(school=school, group=group_3b, date=THE_DAY, session="AM", at=at("08:50"))
    again = get_register(school=school, group=group_3b, date=THE_DAY, session="AM", at=at("08:51"))
    assert (made.pk, made.opened_at) == (again.pk, at("08:50"))


def test_a_register_that_cannot_be_says_why(school, group_3b, pupils):
    empty = GroupFactory(school=school, name="9Z")
    ClosureFactory(school=school, kind="planned", first_day=THE_DAY, classes=["3B"], note="Flooded room")
    for group, day, refusal, words in [
        (group_3b, dt.date(2026, 11, 27), NoSessionThatDay, "INSET day"),
        (group_3b, THE_DAY, NoSessionThatDay, "Flooded room"),
        (group_3b, dt.date(2026, 11, 25), SessionNotStarted, "opens on that day at 8:45"),
        (empty, THE_DAY, NobodyExpected, "No pupil is in this class"),
    ]:
        with pytest.raises(refusal, match=words):
            get_register(school=school, group=group, date=day, session="AM", at=at("08:50"))


def test_at_the_close_a_class_planned_away_is_marked_in_the_planners_name(school, pupils, office):
    for pupil in pupils:
        PlannedMarkFactory(pupil=pupil, code="S", note="study leave", by=office)
    assert close_registers(school=school, on=THE_DAY, at=at("08:54")).registers == []
    done = close_registers(school=school, on=THE_DAY, at=at("09:00"))
    assert [(register.session, register.taken_name) for register in done.registers] == [
        ("AM", "close_registers")
    ]
    assert entries() == [("S", "study leave", "planned", "Joan Wright")] * 6


def test_at_the_close_nobody_is_marked_where_one_pupil_was_expected(school, pupils, office):
    for pupil in pupils[1:]:
        PlannedMarkFactory(pupil=pupil, code="S", by=office)
    PlannedMarkFactory(pupil=pupils[0], code="M", by=office)
    done = close_registers(school=school, on=THE_DAY, at=at("16:00"))
    assert (done.words, Mark.objects.count()) == ("0 registers closed with everybody planned away.", 0)
