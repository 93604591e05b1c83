"""`manage.py backup FILE`: a copy of everything the site keeps."""

import os
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from attendance_site.backups import CannotCopy, back_up


class Command(BaseCommand):
    """One file, whole or not at all. Keep it encrypted, and one copy away from this computer."""

    help = "Write a copy of the whole database to FILE. Safe while the site is in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        """Copy, then read the copy's table of contents to see that it is whole."""
        try:
            size = back_up(owner_url=_owner_url(), to=file)
        except CannotCopy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file}: {size:,} bytes. It holds children's names: keep it encrypted and private."
        )


def _owner_url() -> str:
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return url
