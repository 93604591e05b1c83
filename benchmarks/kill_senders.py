"""Kills the sender of messages a hundred times in the middle: how many were lost, and how many went twice unmarked.

A stand-in for GOV.UK Notify on this computer counts what it was given; the outbox says what it knows. Then the same
without the claim, which must be seen to send twice. Ends with an error where a message was lost or sent twice.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_save_class import own_servers

KILLS, MESSAGES, CONTROL_KILLS = 100, 150, 20


def main():
    with own_servers() as servers:
        import django

        django.setup()
        from django.conf import settings

        from registers.models import Message
        from tests.factories import PupilFactory, SchoolFactory
        from tests.killed_senders import kill_senders
        from tests.notify_standin import StandIn, environment
        from tests.outgoing import choose, mother_of

        class Database:
            url = servers.database_url

        school = SchoolFactory(urn="150000")
        choose(school)
        for words, kills, argument in [
            ("with the claim", KILLS, ""),
            ("without it (control)", CONTROL_KILLS, "without-claim"),
        ]:
            standin = StandIn()
            settings.SENDING = environment(school.urn, standin.url)
            mothers = [
                mother_of(PupilFactory(school=school), phone=f"07700 90{n:04}") for n in range(MESSAGES)
            ]
            begun = time.monotonic()
            counted = kill_senders(Database, standin, mothers, kills=kills, argument=argument)
            standin.stop()
            print(f"{words}: {counted}, {time.monotonic() - begun:.0f} s")
            if counted.is_sound is bool(argument):
                sys.exit("This is not as it must be.")
            Message.objects.filter(state__in=["held", "queued"]).update(state="cancelled")


if __name__ == "__main__":
    main()
