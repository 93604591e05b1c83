"""The sender is killed in the middle of messages: none is lost, and none is sent twice without being marked.

`benchmarks/kill_senders.py` does the same a hundred times.
"""

import pytest

from registers.models import Message
from tests.factories import PupilFactory
from tests.killed_senders import kill_senders
from tests.outgoing import choose, mother_of, send

KILLS, MESSAGES = 8, 14


@pytest.fixture
def mothers(own_database, school, notify):
    choose(school)
    return [mother_of(PupilFactory(school=school), phone=f"07700 9002{n:02}") for n in range(MESSAGES)]


def test_killed_senders_lose_nothing_and_send_nothing_twice(own_database, school, mothers, notify):
    counted = kill_senders(own_database, notify, mothers, kills=KILLS)
    assert counted.is_sound, counted
    assert counted.sent + counted.unsure + counted.waiting == MESSAGES
    assert counted.sent + counted.unsure > 0

    notify.delay = 0
    for when in ("10:10", "10:11"):  # the provider is asked about each, and what waited goes
        send(school, when)
    for message in Message.objects.filter(state="failed"):
        assert str(message.pk) not in notify.references
    assert sorted(set(notify.references)) == sorted(notify.references)
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "failed"}


def test_control_without_the_claim_the_same_kills_send_messages_twice(own_database, school, mothers, notify):
    counted = kill_senders(own_database, notify, mothers, kills=KILLS, argument="without-claim")
    assert counted.twice > 0, counted
    assert not counted.is_sound
