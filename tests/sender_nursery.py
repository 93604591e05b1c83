"""A process that has everything loaded and, at each line on its standard input, lets a child send what is due.

It says the child's number, and "ended" when the child is gone; whoever asked may kill the child meanwhile. One
argument, `without-claim`, is the control: messages are sent without being taken first.
"""

import os
import sys
import types

import django

django.setup()

from django.db import connection  # noqa: E402

from attendance_site.parts import clock  # noqa: E402
from registers import sending  # noqa: E402
from registers.actions import outgoing  # noqa: E402
from registers.models import Message, School  # noqa: E402


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def send():
    sending.send_messages(school=School.objects.get(urn="150000"), now=clock.now)


def take_without_claiming(*, school, channels, sender, at):
    """What the loop would do if it wrote down only what has happened: the next message, left as it is."""
    queued = outgoing._may_go(school, channels, at).with_whom()
    message = queued.order_by("not_before", "made_at", "pk").first()
    if message is not None:
        message.claimed_at, message.sender, message.address = at, sender, "+447700900123"
    return message


def note_without_claim(*, message, provider_ref, at):
    Message.objects.filter(pk=message.pk).update(state="sent", provider_ref=provider_ref, claimed_at=at)


if __name__ == "__main__":
    if "without-claim" in sys.argv:
        fakes = {"take_next": take_without_claiming, "note_accepted": note_without_claim}
        sending.outgoing = types.SimpleNamespace(**vars(outgoing) | fakes)
    for _ in sys.stdin:
        connection.close()
        child = os.fork()
        if child == 0:
            try:
                send()
            finally:
                os._exit(0)
        say(child)
        os.waitpid(child, 0)
        say("ended")
