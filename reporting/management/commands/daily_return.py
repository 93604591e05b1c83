"""manage.py daily_return: make the daily return, or show the one that stands."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance_site.parts import clock
from registers.models import School
from reporting.actions.returns import make_in_turn
from reporting.return_files import write_file


class Command(BaseCommand):
    """The file is ready to collect; nothing is sent anywhere."""

    help = "Make the return of a day for each school that had a session: id, rows, SHA-256 and path, by tabs."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--school", metavar="URN", help="One school; otherwise every school of the site")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a school."""
        urn = options["school"]
        schools = School.objects.filter(urn=urn) if urn else School.objects.all()
        found = list(schools.order_by("urn"))
        if urn and not found:
            raise CommandError(f"No school of this site has the URN {urn}.")
        for made in make_in_turn(schools=found, on=options["on"], now=clock.now):
            path = write_file(made, settings.DATA_DIR)
            self.stdout.write("\t".join([made.id, str(made.rows), made.sha256, str(path.resolve())]))
