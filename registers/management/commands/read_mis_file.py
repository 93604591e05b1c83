"""`manage.py read_mis_file FILE --school URN`: what another system's file proposes (docs/import.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attendance_site.parts import clock
from registers.actions.mis import COMMAND_NAME, COMMAND_POSITION, proposals_in_words, read_mis_file
from registers.actions.people import machine_post
from registers.imports.mis_folder import content_of
from registers.models import School
from registers.refusals import Refusal


class Command(BaseCommand):
    """Compare a file of another system with the roll; people approve what it proposes."""

    help = "Read a file of the school's other system and keep what it proposes for approval (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whose."""
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="the CSV file that the other system writes"
        )
        parser.add_argument("--school", metavar="URN", required=True, help="the school whose pupils it holds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and say how much waits for approval."""
        school = School.objects.filter(urn=options["school"]).first()
        if school is None:
            raise CommandError(f"No school here has the URN {options['school']}.")
        file: Path = options["file"]
        try:
            content = content_of(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from None
        by = machine_post(school=school, name=COMMAND_NAME, position=COMMAND_POSITION)
        try:
            run = read_mis_file(school=school, name=file.name, content=content, by=by, at=clock.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        for problem in run.problems:
            self.stderr.write(f"row {problem['row']}, {problem['column']}: {problem['reason']}")
        self.stdout.write(f"{proposals_in_words(run.report)}.")
