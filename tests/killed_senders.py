"""Kills the sending loop in the middle, again and again, and counts what the provider has and what the outbox says."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from attendance_site.parts import clock
from registers.models import Message
from tests.notify_standin import environment
from tests.outgoing import message_to

NOW = "2026-11-24T10:00"


@dataclass(frozen=True)
class Counted:
    """What stands after the kills. `twice`: sent twice. `lost`: neither sent nor waiting nor shown as unsure."""

    kills: int
    messages: int
    sent: int
    unsure: int
    waiting: int
    twice: int
    unmarked: int
    lost: int

    @property
    def is_sound(self):
        return (self.twice, self.unmarked, self.lost) == (0, 0, 0)


def kill_senders(database, standin, contacts, *, kills, seed=1, argument=""):
    """Send a message to each contact while the sender is killed `kills` times at random moments."""
    messages = [message_to(contact, n, when="09:00") for n, contact in enumerate(contacts)]
    standin.delay = 0.01
    chance = random.Random(seed)
    with _nursery(database, standin, argument) as nursery:
        for _ in range(kills):
            _let_one_send(nursery, standin, chance)
    return count(messages, standin, kills)


def count(messages, standin, kills):
    had = Counter(standin.references)
    states = {str(pk): state for pk, state in Message.objects.values_list("pk", "state")}
    ours = [str(message.pk) for message in messages]
    marked = ("sent", "delivered", "sending", "failed")
    return Counted(
        kills=kills,
        messages=len(ours),
        sent=sum(states[each] in ("sent", "delivered") for each in ours),
        unsure=sum(states[each] == "sending" for each in ours),
        waiting=sum(states[each] in ("held", "queued") for each in ours),
        twice=sum(had[each] > 1 for each in ours),
        unmarked=sum(had[each] > 0 and states[each] not in marked for each in ours),
        lost=sum(had[each] == 0 and states[each] not in ("held", "queued", "sending") for each in ours),
    )


def _let_one_send(nursery, standin, chance):
    """Start a sender, and kill it a moment after the provider has, or is about to have, its next message."""
    before, wanted = len(standin.accepted), chance.choice([0, 1, 1, 1, 2])
    nursery.stdin.write("go\n")
    nursery.stdin.flush()
    child = int(nursery.stdout.readline())
    deadline = time.monotonic() + 3
    while len(standin.accepted) < before + wanted and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.03))
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    assert nursery.stdout.readline() == "ended\n"


@contextlib.contextmanager
def _nursery(database, standin, argument):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sender_nursery", *filter(None, [argument])],
        env=os.environ
        | environment("150000", standin.url)
        | {
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "SITE_CLOCK_OFFSET": str(clock.offset_to(NOW)),
        },
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
