"""manage.py verify_register: whether every mark's history adds up."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registers.mark_checks import Counted, count_entries, faults, guards_missing
from registers.models import School


class Command(BaseCommand):
    """Exit 0 and a count, or exit 1 with a line for each pupil, day and session that does not add up."""

    help = (
        "Check that every mark has its whole history, with its legal parts, unchanged since it was written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--school", metavar="URN", help="One school; otherwise every school of the site")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at school after school."""
        urn = options["school"]
        schools = list((School.objects.filter(urn=urn) if urn else School.objects.all()).order_by("urn"))
        if urn and not schools:
            raise CommandError(f"No school of this site has the URN {urn}.", returncode=2)
        wrong = [f"The guard {name} of the register is off." for name in guards_missing()]
        counts = []
        for school in schools:
            for fault in faults(school):
                when = f"{fault.day} {fault.session}" if fault.session else f"week of {fault.day}"
                wrong.append(f"{school.urn} {fault.upn} {fault.name}, {when}: {fault.words}.")
            counts.append(count_entries(school))
        if wrong:
            for line in wrong:
                self.stdout.write(line)
            self.stderr.write(f"{len(wrong)} found that do not add up.")
            sys.exit(1)
        self.stdout.write(_all_well(counts))


def _all_well(counts: list[Counted]) -> str:
    marks, earlier = sum(each.marks for each in counts), sum(each.earlier for each in counts)
    return f"{marks} marks and {earlier} earlier entries at {len(counts)} schools: all add up."
