"""The arithmetic of asking for leave: days, the day of an answer, the questions, the states, the reference."""

import datetime as dt

import pytest

from absence.leave_days import Away, LeaveDays, answer_by, away
from absence.leave_kinds import Kind
from absence.leave_reference import number_of, reference
from absence.leave_states import State, state_of
from absence.leave_steps import Step, first_open, may_open, steps_for

MON, TUE, WED, THU, FRI = (dt.date(2027, 1, day) for day in range(4, 9))
NEXT_MON = dt.date(2027, 1, 11)
WHOLE = (True, True)
TWO_WEEKS = {dt.date(2027, 1, day): WHOLE for day in (4, 5, 6, 7, 8, 11, 12, 13, 14, 15)}


@pytest.mark.parametrize(
    ("leave", "meets", "found"),
    [
        (LeaveDays(MON, "AM", FRI, "PM"), TWO_WEEKS, Away(5, 10, NEXT_MON, "AM", True)),
        (LeaveDays(MON, "PM", TUE, "AM"), TWO_WEEKS, Away(2, 2, TUE, "PM", True)),
        (LeaveDays(MON, "PM", MON, "PM"), TWO_WEEKS, Away(1, 1, TUE, "AM", True)),
        (LeaveDays(FRI, "AM", NEXT_MON, "PM"), TWO_WEEKS, Away(2, 4, dt.date(2027, 1, 12), "AM", True)),
        (LeaveDays(MON, "AM", TUE, "PM"), {MON: (False, True), WED: WHOLE}, Away(1, 1, WED, "AM", True)),
        (LeaveDays(FRI, "AM", FRI, "PM"), {}, Away(0, 0, None, "", False)),
        (LeaveDays(MON, "AM", NEXT_MON, "PM"), {MON: WHOLE}, Away(1, 2, None, "", False)),
    ],
)
def test_a_leave_comes_to_the_sessions_that_the_school_has(leave, meets, found):
    assert away(leave, meets) == found


@pytest.mark.parametrize(
    ("received", "first_day", "by"),
    [
        (MON, dt.date(2027, 2, 1), NEXT_MON),  # five school days on
        (dt.date(2027, 1, 9), dt.date(2027, 2, 1), dt.date(2027, 1, 15)),  # asked on a Saturday
        (MON, THU, WED),  # the leave begins before: the last school day before it
        (MON, TUE, MON),
        (dt.date(2027, 1, 14), dt.date(2027, 3, 1), dt.date(2027, 1, 21)),  # the calendar ends: weekdays
    ],
)
def test_an_answer_is_promised_for_a_day_before_the_leave_begins(received, first_day, by):
    assert answer_by(received, first_day, within=5, school_days=list(TWO_WEEKS)) == by


def test_every_kind_begins_and_ends_with_the_same_questions():
    for kind in Kind:
        steps = steps_for(kind)
        assert steps[:3] == (Step.CHILDREN, Step.DAYS, Step.WHY)
        assert steps[-3:] == (Step.EVIDENCE, Step.FAMILY, Step.CHECK)
        assert len(set(steps)) == len(steps)
    assert steps_for("") == steps_for("nonsense") == (Step.CHILDREN, Step.DAYS, Step.WHY)


def test_a_question_opens_when_those_before_it_are_answered():
    steps = steps_for(Kind.HOLIDAY)
    answered = {Step.CHILDREN, Step.WHY}
    assert first_open(steps, answered) == Step.DAYS
    assert [step for step in Step if may_open(step, steps, answered)] == [Step.CHILDREN, Step.DAYS]
    assert first_open(steps, set(steps) - {Step.CHECK}) == Step.CHECK


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, State.SENT),
        ({"looked_at"}, State.LOOKED_AT),
        ({"looked_at", "asked_back"}, State.QUESTION),
        ({"looked_at", "asked_back", "decided"}, State.DECIDED),
        ({"looked_at", "asked_back", "withdrawn"}, State.WITHDRAWN),
    ],
)
def test_the_state_is_worked_out_from_what_was_done(facts, state):
    known = {name: name in facts for name in ("withdrawn", "decided", "asked_back", "looked_at")}
    assert state_of(**known) == state


@pytest.mark.parametrize(
    ("typed", "number"),
    [("LR-0412", 412), ("lr 412", 412), (" 412 ", 412), ("LR-0000", None), ("x", None), ("9" * 12, None)],
)
def test_a_reference_is_read_as_people_type_it(typed, number):
    assert number_of(typed) == number
    assert reference(412) == "LR-0412"
