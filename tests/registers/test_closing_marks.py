"""What closing the school without warning does to marks and registers, and opening it again."""

import datetime as dt

import pytest

from registers.actions.closing import ClosedAlready, NoSessionToClose, reopen_school
from registers.actions.register_day import close_registers
from registers.models import CalendarChange, Closure, Mark, MarkHistory, Register
from registers.refusals import NoSessionThatDay
from reporting.measures import measure
from tests.factories import THE_DAY, GroupFactory, PlannedMarkFactory, RegisterFactory, at, mark
from tests.registers.closing import TOMORROW, closing_of


def codes(session="AM", date=THE_DAY):
    return [
        mark.code
        for mark in Mark.objects.filter(date=date, session=session).order_by(
            "pupil__surname", "pupil__forename"
        )
    ]


# --- the marks -------------------------------------------------------------------------------------------------------


def test_before_school_nothing_is_marked_until_registration_closes(close, school, pupils, head):
    made = close()
    assert (made.marks, Mark.objects.count()) == ([], 0)

    close_registers(school=school, on=THE_DAY, at=at("08:56"))

    assert (codes("AM"), codes("PM")) == (["Y4"] * 6, [])
    assert set(Mark.objects.values_list("name", "position", "note", "source")) == {
        ("Ruth Adeyemi", "Headteacher", "Snow", "planned")
    }
    assert Register.objects.get(session="AM").taken_at == at("08:56")


def test_a_session_that_has_started_is_marked_at_once_with_history(close, pupils, teacher):
    for pupil, code in zip(pupils, "//NI", strict=False):
        mark(pupil, code, by=teacher)

    made = close(when="09:30")

    assert codes("AM") == ["/", "/", "Y4", "Y4", "Y4", "Y4"]
    assert codes("PM") == []
    assert sorted(MarkHistory.objects.values_list("code", flat=True)) == ["I", "N"]
    assert made.change.effects.splitlines() == [
        "2 sessions closed, code Y4",
        "4 marks written at once, 2 in place of another",
    ]


def test_a_session_that_did_not_take_place_replaces_who_was_here(close, pupils, teacher):
    mark(pupils[0], "/", by=teacher)

    close(when="09:30", keep_present=False)

    assert codes("AM") == ["Y4"] * 6
    assert MarkHistory.objects.get().code == "/"


def test_closing_from_the_afternoon_leaves_the_morning_alone(close, school, pupils, teacher):
    for pupil in pupils:
        mark(pupil, "/", by=teacher)

    close(closing_of(first="PM"), when="11:40")
    close_registers(school=school, on=THE_DAY, at=at("13:21"))

    assert (codes("AM"), codes("PM")) == (["/"] * 6, ["Y4"] * 6)


def test_part_of_the_premises_is_y3_for_its_pupils_only(close, school, pupils):
    GroupFactory(school=school, name="5C", pupils=["Uma Venn"])

    close(closing_of(classes=("3B",)), when="09:00")

    assert set(Mark.objects.values_list("pupil__memberships__group__name", "code")) == {("3B", "Y3")}
    assert Mark.objects.count() == 6


def test_some_pupils_by_name(close, pupils):
    close(closing_of(pupils=(pupils[1].pk, pupils[4].pk)), when="09:00")

    assert list(Mark.objects.order_by("pupil__surname").values_list("pupil__surname", "code")) == [
        ("Dean", "Y3"),
        ("Price", "Y3"),
    ]


def test_who_was_not_due_on_the_premises_keeps_that(close, school, pupils, office):
    PlannedMarkFactory(pupil=pupils[0], code="V", note="Residential", by=office)
    PlannedMarkFactory(pupil=pupils[1], code="I", note="Flu", by=office)

    close()
    close_registers(school=school, on=THE_DAY, at=at("08:56"))

    assert codes("AM") == ["V", *["Y4"] * 5]


def test_a_closed_session_is_not_a_possible_one(close, school, pupils, teacher):
    mark(pupils[0], "/", by=teacher, date=THE_DAY - dt.timedelta(days=1))
    close(when="09:00")
    found = {code: list(Mark.objects.values_list("code", flat=True)).count(code) for code in ("/", "Y4")}

    assert (found, measure(found).possible, measure(found).absent) == ({"/": 1, "Y4": 6}, 1, 0)


def test_several_days_have_a_row_for_each_half_day_at_an_end(close):
    friday = THE_DAY + dt.timedelta(days=2)
    made = close(closing_of(first="PM", last="AM", until=friday))

    assert [(each.first_day, each.last_day, each.sessions) for each in made.closures] == [
        (THE_DAY, THE_DAY, "PM"),
        (TOMORROW, TOMORROW, ""),
        (friday, friday, "AM"),
    ]


def test_what_cannot_be_closed_is_refused(close):
    with pytest.raises(NoSessionToClose):
        close(closing_of(day=dt.date(2026, 11, 28)))
    close()
    with pytest.raises(ClosedAlready):
        close(closing_of(first="PM"))


# --- opening again ---------------------------------------------------------------------------------------------------


def test_called_off_before_school_leaves_nothing_behind(close, school, pupils, head):
    made = close()

    reopen_school(change=made.change, day=THE_DAY, session="AM", reason="Thawed", by=head, at=at("07:30"))
    close_registers(school=school, on=THE_DAY, at=at("08:56"))

    assert (Closure.objects.filter(kind="unexpected").count(), Mark.objects.count()) == (0, 0)
    assert list(CalendarChange.objects.order_by("pk").values_list("what", flat=True)) == [
        "Closed unexpectedly: Snow, the whole school, Tuesday 24 November 2026",
        "Open again from the morning of Tuesday 24 November 2026: Snow, Tuesday 24 November 2026",
    ]


def test_marks_that_were_made_get_back_what_stood_before(close, pupils, teacher, head):
    mark(pupils[0], "I", by=teacher)
    made = close(when="09:00")

    reopen_school(change=made.change, day=THE_DAY, session="AM", reason="A mistake", by=head, at=at("09:10"))

    assert codes("AM") == ["I", "", "", "", "", ""]
    assert Mark.objects.get(pupil=pupils[0]).reason == "open again: A mistake"


def test_open_from_the_afternoon_keeps_the_morning(close, pupils, head):
    made = close(closing_of(until=TOMORROW), when="09:00")

    reopen_school(change=made.change, day=THE_DAY, session="PM", reason="Ploughed", by=head, at=at("11:00"))

    assert codes("AM") == ["Y4"] * 6
    assert list(
        Closure.objects.filter(kind="unexpected").values_list("first_day", "last_day", "sessions")
    ) == [(THE_DAY, THE_DAY, "AM")]


# --- registers, and statements ---------------------------------------------------------------------------------------


def test_statements_of_a_closing_do_not_grow_with_pupils(
    close, school, pupils, teacher, django_assert_num_queries
):
    with django_assert_num_queries(14) as one:
        made = close(when="09:00")
    reopen_school(change=made.change, day=THE_DAY, session="AM", reason="x", by=teacher, at=at("09:01"))
    GroupFactory(school=school, name="5C", pupils=12)
    with django_assert_num_queries(len(one.captured_queries)):
        close(when="09:02")


def test_a_closed_class_refuses_its_register_by_name_where_the_closure_was_planned(school, group_3b):
    from registers.actions.register_day import get_register
    from tests.factories import ClosureFactory

    ClosureFactory(school=school, first_day=THE_DAY, kind="planned", classes=["3B"], note="Zoo")
    with pytest.raises(NoSessionThatDay, match="Zoo"):
        get_register(school=school, group=group_3b, date=THE_DAY, session="AM", at=at("08:50"))


def test_a_register_of_a_closed_site_can_still_be_completed(close, school, group_3b, pupils, teacher):
    from registers.actions.register_day import complete_register

    close()
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:50"))

    assert codes("AM") == ["Y4"] * 6
