"""manage.py attendance_figures: attendance, absence, persistent and severe absence by enrolment and by school."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registers.models import School
from reporting.enrolments import Enrolment, enrolments
from reporting.measures import Measures, Total, percentage, total


class Command(BaseCommand):
    """Counts marks, and nothing else: a session without a mark is no possible session."""

    help = "Print attendance figures of a period: each enrolment, then the school's total."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--school", metavar="URN", help="One school; otherwise every school of the site")
        parser.add_argument("--json", action="store_true", help="One JSON array, for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print school by school, so that memory does not grow with their number."""
        if options["first"] > options["last"]:
            raise CommandError("The period ends before it begins: --from must not be after --to.")
        lines = _figures(options["school"], options["first"], options["last"])
        if options["json"]:
            self._array(lines)
        else:
            self._table(lines)

    def _array(self, lines: Iterator[tuple[School, Enrolment | Total[Measures]]]) -> None:
        separator = "["
        for school, figure in lines:
            self.stdout.write(separator + json.dumps(_as_row(school, figure), ensure_ascii=False), ending="")
            separator = ",\n"
        self.stdout.write("]" if separator != "[" else "[]")

    def _table(self, lines: Iterator[tuple[School, Enrolment | Total[Measures]]]) -> None:
        self.stdout.write(
            f"{'School':<8}{'UPN':<15}{'Admitted':<12}{'Possible':>9}{'Attended':>9}{'Authorised':>11}"
            f"{'Unauthorised':>13}{'Late':>6}{'Absent':>8}"
        )
        for school, figure in lines:
            self.stdout.write(_as_line(school, figure))


def _figures(
    urn: str | None, first: date, last: date
) -> Iterator[tuple[School, Enrolment | Total[Measures]]]:
    schools = School.objects.filter(urn=urn) if urn else School.objects.all()
    found = list(schools.order_by("urn"))
    if urn and not found:
        raise CommandError(f"No school of this site has the URN {urn}.")
    for school in found:
        measured: list[Measures] = []
        for enrolment in enrolments(school=school, first=first, last=last):
            measured.append(enrolment.measures)
            yield school, enrolment
        yield school, total(measured)


def _as_row(school: School, figure: Enrolment | Total[Measures]) -> dict[str, object]:
    if isinstance(figure, Total):
        return {"school_urn": school.urn} | figure.as_row()
    return {
        "upn": figure.upn,
        "school_urn": school.urn,
        "admitted": figure.admitted.isoformat(),
        **figure.measures.as_row(),
        "persistent": figure.measures.persistent,
        "severe": figure.measures.severe,
    }


def _as_line(school: School, figure: Enrolment | Total[Measures]) -> str:
    if isinstance(figure, Total):
        name, admitted, sums = "all", f"{figure.pupils} pupils", figure.measures
        remark = f"{figure.persistent_pupils} persistently absent, {figure.severe_pupils} severely"
    else:
        name, admitted, sums = figure.upn, figure.admitted.isoformat(), figure.measures
        remark = "severe" if sums.severe else "persistent" if sums.persistent else ""
    share = percentage(sums.absent, sums.possible)
    absent = f"{share}%" if share else "-"
    return (
        f"{school.urn:<8}{name:<15}{admitted:<12}{sums.possible:>9}{sums.attended:>9}{sums.authorised:>11}"
        f"{sums.unauthorised:>13}{sums.late:>6}{absent:>8}  {remark}"
    ).rstrip()
