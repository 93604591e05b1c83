"""manage.py scan_thresholds: who has met the national threshold, or is on the way there."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from penalties.scan import Scan, Standing
from penalties.threshold import as_row
from registers.models import School


class Command(BaseCommand):
    """Lists pupils by UPN. Nothing follows from it by itself: a person considers each case."""

    help = "List pupils with unauthorised sessions in the present ten school weeks, and those who met the threshold."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument(
            "--on", type=date.fromisoformat, required=True, metavar="DATE", help="Up to and including"
        )
        parser.add_argument("--school", metavar="URN", help="One school; otherwise every school of the site")
        parser.add_argument(
            "--include-used", action="store_true", help="Count sessions that a notice has used"
        )
        parser.add_argument("--json", action="store_true", help="One JSON array, for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the scan, ordered by UPN and school."""
        write = _as_json if options["json"] else _as_line
        lines: list[tuple[str, str, str]] = []
        skipped: list[str] = []
        for school in _schools(options["school"]):
            scan = Scan(school, options["on"], options["include_used"])
            lines += [(each.upn, school.urn, write(each, school)) for each in scan if each.judgement.listed]
            skipped += scan.skipped
        texts = [text for _, _, text in sorted(lines)]
        if options["json"]:
            self.stdout.write("[" + ",\n".join(texts) + "]")
        else:
            self._table(texts, options["on"])
        if skipped:
            raise CommandError(f"Skipped, check the date of birth: {', '.join(sorted(skipped))}.")

    def _table(self, texts: list[str], on: date) -> None:
        if not texts:
            self.stdout.write(f"No pupil has an unauthorised session in the ten school weeks up to {on}.")
            return
        self.stdout.write(f"{'UPN':<15}{'School':<9}{'Now':>4}{'Peak':>6}  {'Met':<15}Remark")
        for text in texts:
            self.stdout.write(text)


def _schools(urn: str | None) -> list[School]:
    schools = School.objects.filter(urn=urn) if urn else School.objects.all()
    found = list(schools.order_by("urn"))
    if urn and not found:
        raise CommandError(f"No school of this site has the URN {urn}.")
    return found


def _as_json(standing: Standing, school: School) -> str:
    row = as_row(standing.judgement, upn=standing.upn, school_urn=school.urn, school_name=school.name)
    return json.dumps(row, ensure_ascii=False)


def _as_line(standing: Standing, school: School) -> str:
    found = standing.judgement
    met = f"{found.met_on} {found.met_session}" if found.met_on else ""
    remark = (found.excluded or "").replace("_", " ")
    return f"{standing.upn:<15}{school.urn:<9}{found.current:>4}{found.peak:>6}  {met:<15}{remark}".rstrip()
