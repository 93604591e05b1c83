"""manage.py rebuild_weeks: make the sums of weeks, from which figures are read, anew from the marks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registers.actions.week_sums import rebuild_weeks
from registers.models import School


class Command(BaseCommand):
    """The marks are the truth. `verify_register` says whether there is anything to do."""

    help = "Make each pupil's sums of a week anew from the marks, and say how many were different."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--school", metavar="URN", help="One school; otherwise every school of the site")

    def handle(self, *args: Any, **options: Any) -> None:
        """School after school, so that none waits for another."""
        urn = options["school"]
        schools = list((School.objects.filter(urn=urn) if urn else School.objects.all()).order_by("urn"))
        if urn and not schools:
            raise CommandError(f"No school of this site has the URN {urn}.")
        for school in schools:
            changed = rebuild_weeks(school=school)
            self.stdout.write(f"{school.urn}\t{changed}")
