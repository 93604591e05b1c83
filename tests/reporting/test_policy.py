"""The policy, the strategy and the training log: what stands, what is due, and that nothing is lost."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from absence.models import FamilyInformation
from reporting.actions.policy import Adopted, Held, PolicyRefused, adopt_policy, log_training
from reporting.models import AttendancePolicy, Training
from reporting.policy_due import policy_due, reminders, training_due
from tests.cast import sign_in
from tests.factories import THE_DAY, at

pytestmark = pytest.mark.usefixtures("on_the_day")


def policy(review_on):
    return AttendancePolicy(adopted_on=dt.date(2025, 12, 4), review_on=review_on)


@pytest.mark.parametrize(
    ("stands", "words", "overdue"),
    [
        (None, "No attendance policy is entered here yet", False),
        (policy(dt.date(2026, 11, 23)), "was to be reviewed by Monday 23 November 2026", True),
        (policy(dt.date(2026, 12, 4)), "is to be reviewed by Friday 4 December 2026", False),
    ],
)
def test_the_policy_is_reviewed_in_time(stands, words, overdue):
    found = policy_due(stands, THE_DAY)
    assert (found.words.removeprefix("The attendance policy "), found.overdue) == (words, overdue)


def test_a_review_far_off_is_not_announced():
    assert policy_due(policy(dt.date(2027, 3, 1)), THE_DAY) is None


def test_a_later_training_of_the_same_kind_puts_the_earlier_one_off():
    def training(on, again_by, topic="law"):
        return Training(on=on, again_by=again_by, topic=topic, audience="office")

    soon, past = THE_DAY + dt.timedelta(days=30), THE_DAY - dt.timedelta(days=30)
    log = [
        training(THE_DAY, None),
        training(past, THE_DAY),
        training(past, soon, "health"),
        training(past, past, "support"),
    ]
    assert [(each.topic, due.overdue) for each, due in training_due(log, THE_DAY)] == [
        ("health", False),
        ("support", True),
    ]


def test_what_is_written_stands_and_a_mistake_is_struck_out_not_lost(client, school, champion, office):
    sign_in(client, champion)
    home, press = reverse("reporting:policy"), uuid.uuid4()
    assert [each.words for each in reminders(champion, THE_DAY)] == [
        "No attendance policy is entered here yet"
    ]
    said = {"adopted_on": "2025-12-04", "adopted_by": "Governing board", "review_on": "2026-12-04"}
    for _ in range(2):  # pressed twice
        client.post(reverse("reporting:adopt_policy"), said | {"operation": press})
    assert AttendancePolicy.objects.count() == 1
    assert FamilyInformation.objects.of(school).policy_review_on == dt.date(2026, 12, 4)
    said = {"causes": "Mornings are hard.", "approach": "We meet each family.", "operation": uuid.uuid4()}
    client.post(reverse("reporting:write_strategy"), said)
    held = Held(
        THE_DAY,
        Training.Topic.LAW,
        Training.Audience.OFFICE,
        3,
        "Ruth Bell",
        again_by=THE_DAY + dt.timedelta(days=9),
    )
    training = log_training(held=held, operation=uuid.uuid4(), by=champion, at=at("09:00"))
    page = client.get(home).content.decode()
    assert ("by Governing board" in page, "Mornings are hard." in page, "Ruth Bell" in page) == (
        True,
        True,
        True,
    )
    assert len(reminders(champion, THE_DAY)) == 2
    take_out = reverse("reporting:take_out_training", args=[training.pk])
    client.post(take_out, {"why": "It was last year", "operation": uuid.uuid4()})
    page = client.get(home).content.decode()
    assert ("It was last year" in page, len(reminders(champion, THE_DAY))) == (True, 1)
    sign_in(client, office)
    assert (client.get(home).status_code, client.get(reverse("reporting:adopt_policy")).status_code) == (
        200,
        403,
    )


def test_days_that_cannot_be_right_are_refused(champion):
    who = {"operation": uuid.uuid4(), "by": champion, "at": at("09:00")}
    with pytest.raises(PolicyRefused, match="not come yet"):
        adopt_policy(adopted=Adopted(THE_DAY + dt.timedelta(days=1), "Board", dt.date(2028, 1, 1)), **who)
    with pytest.raises(PolicyRefused, match="after it was adopted"):
        adopt_policy(adopted=Adopted(THE_DAY, "Board", THE_DAY), **who)
    with pytest.raises(PolicyRefused, match="took place"):
        log_training(held=Held(THE_DAY + dt.timedelta(days=1), "law", "office", 1, "R"), **who)
