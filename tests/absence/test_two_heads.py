"""Two heads decide about one request at the same moment, or one presses twice: it is decided once."""

import uuid

import pytest

from absence.actions.decide_leave import Seen
from absence.leave_refusals import DecidedMeanwhile
from absence.models import LeaveDecision
from registers.models import Message, PlannedMark
from tests.absence.leave_asked import parent
from tests.absence.leave_decided import AGREED, NOT_AGREED, decide, request_of
from tests.cast import person
from tests.registers.test_two_writers import at_once

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def asked(school, pupils):
    return request_of(parent(school, "Fatima Khan", pupils[2], lives_with=True), pupils[2])


def written():
    planned = PlannedMark.objects.filter(withdrawn_at__isnull=True)
    return LeaveDecision.objects.count(), Message.objects.count(), planned.count()


def test_of_two_heads_one_decides_and_the_other_is_told(asked, school, head):
    other = person(school, "head", "Ann Dove", "Co-head")
    answers = at_once(
        lambda: decide(asked, head, AGREED, seen=Seen(1)),
        lambda: decide(asked, other, NOT_AGREED, seen=Seen(1)),
    )
    assert sorted(isinstance(answer, DecidedMeanwhile) for answer in answers) == [False, True]
    agreed = LeaveDecision.objects.get().outcome == "agreed"
    assert written() == (1, 1, 1 if agreed else 0)


def test_two_presses_of_one_page_are_one_decision(asked, head):
    press = uuid.uuid4()
    answers = at_once(*[lambda: decide(asked, head, AGREED, operation=press)] * 3)
    assert [[each.pk for each in answer] for answer in answers] == [[LeaveDecision.objects.get().pk]] * 3
    assert written() == (1, 1, 1)
