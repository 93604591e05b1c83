import datetime as dt

import pytest

from absence.ladder import DEFAULTS, Done, Fact, Ladder, NextStep, Step, StepKind, next_step, why_not
from tests.factories import THE_DAY, at

SCHOOL, NURSERY = DEFAULTS[Ladder.SCHOOL], DEFAULTS[Ladder.NURSERY]
TEXT, CALL, SECOND, VISIT, CHECK = SCHOOL


def step(done=(), *, steps=SCHOOL, now="09:25", day=1, **more):
    return next_step(steps, done=done, day_of_absence=day, day=THE_DAY, now=at(now), **more)


@pytest.mark.parametrize(
    ("done", "wanted"),
    [
        pytest.param([], NextStep(TEXT, at("09:20"), overdue=True), id="nothing done"),
        pytest.param([("texted", "09:20")], NextStep(CALL, at("09:40"), overdue=False), id="texted"),
        pytest.param(
            [("called", "09:21")], NextStep(SECOND, at("10:00"), overdue=False), id="called at once"
        ),
        pytest.param([("visited", "09:22")], NextStep(CHECK, None, overdue=False), id="visited"),
        pytest.param([("called", "09:21"), ("found", "09:23")], None, id="spoken for"),
        pytest.param([("asked for a safe-and-well check", "09:24")], None, id="all done for today"),
    ],
)
def test_the_next_step_follows_from_what_was_done(done, wanted):
    assert step([Done(Fact(fact), at(clock)) for fact, clock in done]) == wanted


def test_a_step_may_be_due_minutes_after_the_one_before():
    steps = (Step(StepKind.CALL, at=dt.time(9, 30)), Step(StepKind.VISIT, minutes=45))
    assert step(steps=steps[1:], now="10:20") == NextStep(steps[1], None, overdue=False)
    assert step([Done(Fact.CALLED, at("09:50"))], steps=steps) == NextStep(
        steps[1], at("10:35"), overdue=False
    )


def test_nothing_is_due_before_the_register_closed():
    early = (Step(StepKind.CALL, at=dt.time(8)),)
    assert step(steps=early, now="08:54", not_before=at("08:55")) == NextStep(
        early[0], at("08:55"), overdue=False
    )


def test_an_absence_that_begins_in_the_afternoon_starts_as_much_later():
    later = dt.timedelta(hours=4, minutes=25)
    assert step(now="13:21", later=later, not_before=at("13:20")) == NextStep(
        TEXT, at("13:45"), overdue=False
    )


def test_the_nursery_is_called_and_visited_only_by_a_persons_decision_on_the_second_day():
    called = [Done(Fact.CALLED, at("10:35"))]
    assert [each.kind for each in NURSERY] == [StepKind.CALL, StepKind.VISIT]
    assert step(steps=NURSERY, now="11:00") == NextStep(NURSERY[0], at("10:30"), overdue=True)
    assert step(called, steps=NURSERY, now="11:00") is None
    assert step(called, steps=NURSERY, now="11:00", day=2) == NextStep(NURSERY[1], None, overdue=False)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        pytest.param((), "A ladder needs at least one step.", id="none"),
        pytest.param(
            (CALL, CALL),
            "“Call the first contact” stands twice: what is done once would do both.",
            id="twice",
        ),
        pytest.param(
            (Step(StepKind.CALL, minutes=5),),
            "The first step has no step before it: give it a time of day.",
            id="nothing before",
        ),
        pytest.param(
            (CALL, CHECK, Step(StepKind.VISIT, minutes=5)),
            "“Visit: seen and spoken to?” waits for a step that a person decides: give it a time of day.",
            id="waits for a decision",
        ),
        pytest.param(
            (SECOND, CALL), "“Call the first contact” is due before the step above it.", id="out of order"
        ),
        pytest.param(
            (Step(StepKind.CALL, at=dt.time(9), from_day=2), SECOND),
            "“Call another contact” is due on an earlier day than the step above it.",
            id="earlier day",
        ),
        pytest.param(SCHOOL, "", id="ours"),
        pytest.param(NURSERY, "", id="the nursery’s"),
    ],
)
def test_what_is_no_ladder_is_told_why(steps, why):
    assert why_not(steps) == why
