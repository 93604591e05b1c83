"""`manage.py set_up`: everything that `up` does before it serves."""

from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command, get_commands

from attendance_site.static_files import collect_when_changed
from registers.models import School


class Command(BaseCommand):
    """Migrated tables (launch.py did that), collected static files, and the demonstration school the first time."""

    help = "Prepare the site: database, static files and, the first time, the demonstration school."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options that `up` shares."""
        parser.add_argument("--data", metavar="DIR", help="the data folder (default: DATA_DIR, or ./data)")
        parser.add_argument(
            "--no-demo", action="store_true", help="start empty, without the demonstration school"
        )

    def handle(self, *, no_demo: bool, **_: Any) -> None:
        """Safe to run again: what is done stays as it is."""
        collect_when_changed()
        if not no_demo and "seed_demo" in get_commands() and not School.objects.exists():
            self.stdout.write("Loading the demonstration school (this once) ...")
            call_command("seed_demo", stdout=self.stdout)
