"""`manage.py translations`: brings the catalogues of the families' pages up to date, and says what they lack."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from attendance_site.parts.catalogues import (
    Found,
    as_mo,
    as_po,
    entries,
    faults_of,
    read_catalogue,
    strings_of,
    updated,
)
from registers.translations import PLAIN_ENGLISH, TRANSLATED, catalogue_file, wording_faults

PACKAGES = ("attendance_site", "registers", "absence", "penalties", "reporting")
OF_STAFF = ("account", "allauth", "mfa")
"""Folders of templates that no family sees: signing in with a password and a second step."""


class Command(BaseCommand):
    """Collect, keep, compile, count. Nothing is translated by it."""

    requires_system_checks: list[str] = []
    help = "Collect what families read from templates and modules into locale/, and compile it."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do beside it."""
        parser.add_argument("--missing", action="store_true", help="say each string that is not right yet")

    def handle(self, *, missing: bool, **_: Any) -> None:
        """Safe to run again: a catalogue changes only where a string does."""
        strings = all_strings()
        _keep(PLAIN_ENGLISH, strings_for(PLAIN_ENGLISH, strings))
        for language in TRANSLATED:
            catalogue = _keep(language, strings)
            faults = [*faults_of(catalogue), *wording_faults(language)]
            self.stdout.write(f"{language}: {len(entries(catalogue))} strings, {len(faults)} not right yet")
            for fault in faults if missing else ():
                self.stdout.write(f"  {fault}")


def _keep(language: str, strings: list[Found]) -> Catalog:
    path = catalogue_file(language)
    catalogue = updated(read_catalogue(path, language), strings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalogue))
    path.with_suffix(".mo").write_bytes(as_mo(catalogue))
    return catalogue


def strings_for(language: str, strings: list[Found]) -> list[Found]:
    """What a catalogue of that language holds: in English only what Django says, in plainer words than its own."""
    return [each for each in strings if language != PLAIN_ENGLISH or each.place.endswith("django_words.py")]


def all_strings() -> list[Found]:
    """Every marked string of the site."""
    root = Path(settings.BASE_DIR)
    sources = [path for package in PACKAGES for path in (root / package).rglob("*.py")]
    templates = [
        path
        for path in (root / "templates").rglob("*.html")
        if path.relative_to(root / "templates").parts[0] not in OF_STAFF
    ]
    return strings_of(root, templates=templates, sources=sources)
