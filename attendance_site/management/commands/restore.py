"""`manage.py restore FILE`: put a copy back into an empty site."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connection

from attendance_site.backups import CannotCopy, put_back
from registers.models import School


class Command(BaseCommand):
    """Only into a site without schools, in one transaction; afterwards every mark's history is checked."""

    help = "Put the copy in FILE into an empty site, and check every mark of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        """Refuse a site in use, restore, migrate on, verify."""
        if School._meta.db_table not in connection.introspection.table_names():
            raise CommandError("This database has no tables yet. Run `make setup` first, then this again.")
        if School.objects.exists():
            raise CommandError(
                "This site has schools in it. Restore into an empty one: another DATA_DIR, or an empty database."
            )
        connection.close()
        try:
            put_back(
                owner_url=os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"], source=file
            )
        except CannotCopy as error:
            raise CommandError(str(error)) from error
        (settings.DATA_DIR / "migrated").unlink(missing_ok=True)  # the copy may be older than this program
        call_command("verify_register", stdout=self.stdout)
