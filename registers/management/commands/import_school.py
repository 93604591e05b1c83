"""`manage.py import_school DIR`: bring in a school's files (docs/import.md)."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attendance_site.parts import clock
from registers.actions.imported_marks import MarkedMeanwhile
from registers.actions.imports import ImportRefused, import_school
from registers.imports.cells import CellRefused, day


class Command(BaseCommand):
    """Import a school folder, whole or not at all."""

    help = "Import a school's CSV files from a folder: all of it, or nothing (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and whose, when and by whom."""
        parser.add_argument(
            "folder", metavar="DIR", type=Path, help="the folder with school.csv, pupils.csv, ..."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument("--school", metavar="URN", help="the school, where the folder has no school.csv")
        parser.add_argument(
            "--as-of", metavar="DATE", help="the day from which changes hold (default: today)"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="the person who imports (default: the command itself)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print its report."""
        try:
            report = import_school(
                folder=options["folder"],
                at=clock.now(),
                as_of=self._as_of(options["as_of"]),
                urn=options["school"],
                by_email=options["by"],
                dry_run=options["dry_run"],
            )
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            if refusal.more:
                self.stderr.write(f"and {refusal.more:,} more")
            raise CommandError(str(refusal)) from None
        except MarkedMeanwhile as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("\n".join(report.words()))

    def _as_of(self, text: str | None) -> date | None:
        try:
            return day(text) if text else None
        except CellRefused as refusal:
            raise CommandError(f"--as-of: {refusal}") from None
