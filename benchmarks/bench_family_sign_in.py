"""Asking for a code with 1,000 addresses that are known and 1,000 that are not: do the answers tell them apart?

One run on servers of its own, with a queue and no worker: the pages do the same for everybody, and the worker looks
later whose address it is. Addresses take turns, all from one network address, so that a busy moment falls on both
kinds. Ends with an error where an answer differs, or the medians lie 10 ms apart or more.
python benchmarks/bench_family_sign_in.py [MANY]
"""

import os
import re
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_save_class import own_servers

MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
BOUND = 10  # ms between the medians


def known_addresses():
    """So many adults who may sign in for a child on the roll."""
    from registers.models import Admission, Care, Contact, Pupil
    from tests.factories import THE_DAY, SchoolFactory, TermFactory

    school = SchoolFactory()
    TermFactory(school=school)
    numbers = range(MANY)
    pupils = Pupil.objects.bulk_create(
        Pupil(school=school, upn=f"X{n:012}", surname="Name", forename=f"Child{n}", dob=THE_DAY, sex="F")
        for n in numbers
    )
    Admission.objects.bulk_create(
        Admission(school=school, pupil=pupil, starting_day=THE_DAY.replace(year=2020)) for pupil in pupils
    )
    contacts = Contact.objects.bulk_create(
        Contact(school=school, name=f"Adult {n}", email=f"known{n:04}@family.example") for n in numbers
    )
    Care.objects.bulk_create(
        Care(
            school=school, contact=contact, pupil=pupil, relationship="Mother", parental_responsibility=True,
            lives_with=True, priority=1, portal=True,
        )
        for contact, pupil in zip(contacts, pupils, strict=True)
    )  # fmt: skip
    return [contact.email for contact in contacts]


def ask(address):
    """The three pages of somebody who asks for a code and types a wrong one: how long, and what they said."""
    from django.test import Client
    from django.urls import reverse

    client = Client(REMOTE_ADDR="203.0.113.7", HTTP_HOST="localhost")
    code = reverse("absence:family_code")
    begun = time.perf_counter()
    first = client.post(reverse("absence:family_sign_in"), {"email": address})
    taken = (time.perf_counter() - begun) * 1000
    pages = [first, client.get(code), client.post(code, {"code": "BBBB-BBBB"})]
    return taken, [as_text(page, address) for page in pages]


def as_text(page, address):
    """An answer without what differs in every answer: the address itself, and the form's token."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    headers = sorted((name, value) for name, value in page.headers.items() if name != "Content-Length")
    return page.status_code, headers, sorted(page.cookies), body.replace(address, "ADDRESS")


def main():
    """Ask with every address in turn, and compare."""
    with own_servers():
        os.environ["EMAIL_HOST"] = "mail.invalid"
        import django

        django.setup()
        import attendance_site.celery  # noqa: F401  (the queue is a real one)

        known = known_addresses()
        unknown = [address.replace("known", "knowm") for address in known]
        for address in (known[0], unknown[0]):
            ask(address.replace("0000", "warm"))
        times, said = {"known": [], "unknown": []}, set()
        for pair in zip(known, unknown, strict=True):
            for kind, address in zip(times, pair, strict=True):
                taken, answers = ask(address)
                times[kind].append(taken)
                said.add(repr(answers))
    medians = {kind: statistics.median(taken) for kind, taken in times.items()}
    gap = abs(medians["known"] - medians["unknown"])
    print(f"{MANY:,} known and {MANY:,} unknown addresses, from one network address")
    print(f"  different answers   {len(said)} (must be 1)")
    print(f"  median, known       {medians['known']:.2f} ms")
    print(f"  median, unknown     {medians['unknown']:.2f} ms")
    print(f"  between them        {gap:.2f} ms (must be below {BOUND})")
    return 0 if len(said) == 1 and gap < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
