"""The rules of lateness, without a database."""

import datetime as dt

import pytest

from absence.punctuality import DEFAULTS, Late, Stage, Stages, Step, first_day_of, punctuality

FIRST = dt.date(2026, 10, 12)


def late(day, code="L", session="AM", minutes=5, note=""):
    return Late(dt.date(2026, 11, day), session, code, minutes, dt.time(8, 50), note)


def standing(*sessions, stages=DEFAULTS, steps=(), first_day=FIRST):
    return punctuality(sessions, stages=stages, steps=steps, first_day=first_day)


def step(day, stage=Stage.WORD, taken=True, session="AM"):
    return Step(stage, taken, (dt.date(2026, 11, day), session))


def test_l_and_u_count_once_each_and_u_is_said_to_be_an_absence_too():
    found = standing(late(2), late(3, "U", minutes=40), late(3, session="PM", minutes=2), late(6))
    assert (len(found.counted), found.after_close, found.minutes, found.days) == (4, 1, 52, 3)
    assert found.weekdays == (1, 2, 0, 0, 1)


@pytest.mark.parametrize(
    "apart",
    [late(5, note="Medical appointment. Dentist"), late(5, "M", note="Medical appointment"), late(5, "R")],
    ids=["L with the reason", "M", "another code"],
)
def test_an_appointment_stands_apart_and_reaches_no_stage(apart):
    found = standing(late(2), late(3), apart)
    assert (len(found.counted), found.apart, found.due) == (2, (apart,), False)


def test_reasons_are_those_of_the_desk_and_the_commonest_comes_first():
    said = [
        late(n, note=words)
        for n, words in enumerate(("Overslept", "The dog ran off", "Overslept. Again", ""), 2)
    ]
    assert standing(*said).reasons == (("Overslept", 2), ("Other", 1), ("No reason given", 1))


@pytest.mark.parametrize(
    ("count", "due"), [(0, False), (2, False), (3, True), (9, True)], ids=lambda value: str(value)
)
def test_the_first_stage_is_due_at_its_number(count, due):
    found = standing(*[late(day) for day in range(2, 2 + count)])
    assert (found.next, found.needs, found.due) == (Stage.WORD, 3, due)


def test_only_lateness_since_the_last_step_counts_for_the_next():
    sessions = [late(day) for day in (2, 3, 4, 5, 6)]
    found = standing(*sessions, steps=[step(4)])
    assert (found.next, [each.date.day for each in found.new], found.due) == (Stage.LETTER, [5, 6], False)
    more = [*sessions, late(9), late(10, "U")]
    assert standing(*more, steps=[step(4)]).due is True


def test_a_step_in_the_morning_leaves_the_afternoon_to_the_next():
    found = standing(late(4), late(4, session="PM"), steps=[step(4)])
    assert [each.session for each in found.new] == ["PM"]


def test_one_left_out_does_not_lead_on_but_its_lateness_counts_no_more():
    found = standing(*[late(day) for day in (2, 3, 4, 5)], steps=[step(4, taken=False)])
    assert (found.next, len(found.new), found.due) == (Stage.WORD, 1, False)


def test_after_the_last_stage_it_comes_again():
    found = standing(*[late(day) for day in (9, 10, 11, 12)], steps=[step(5, Stage.MEETING)])
    assert (found.next, found.due) == (Stage.MEETING, True)


def test_a_stage_that_the_school_does_not_use_is_passed_over():
    only_letters = Stages(word=None, letter=2, meeting=None)
    assert standing(late(2), late(3), stages=only_letters).next is Stage.LETTER
    assert standing(late(2), stages=Stages(word=None, letter=None, meeting=None)).due is False


def test_what_lies_before_the_weeks_looked_at_counts_no_more():
    found = standing(late(2), late(3), late(4), first_day=dt.date(2026, 11, 4))
    assert (len(found.counted), found.due) == (1, False)


def test_weeks_are_school_weeks():
    october = {dt.date(2026, 10, 19): 7, dt.date(2026, 10, 23): 7}
    november = {dt.date(2026, 11, 2): 8, dt.date(2026, 11, 9): 9}
    days = october | november
    assert first_day_of(days, on=dt.date(2026, 11, 10), weeks=2) == dt.date(2026, 11, 2)
    assert first_day_of(days, on=dt.date(2026, 10, 28), weeks=1) == dt.date(2026, 10, 19)
    assert first_day_of({}, on=dt.date(2026, 10, 28), weeks=6) == dt.date(2026, 10, 28)
