"""A report as the adult who sent it reads it: where it stands, in plain words, and what happens next.

Never the code, nor what the office thinks of it before it has decided; nothing of anybody else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from absence.models import AbsenceReport, ReportAnswer
from registers.codes import UNAUTHORISED
from registers.families import Child

SHOWN_FOR = dt.timedelta(days=7)
"""So long a report stays on the page from which absences are reported."""
MOST = 6


class State(StrEnum):
    """Where a report stands."""

    SENT = "sent"
    ASKED = "asked"
    ANSWERED = "answered"
    NOTED = "noted"
    NOT_AUTHORISED = "not_authorised"
    NOT_COUNTED = "not_counted"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class ShownReport:
    """A report with what the school did, oldest first."""

    report: AbsenceReport
    answers: tuple[ReportAnswer, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        decided = [each for each in self.answers if each.kind != ReportAnswer.Kind.ASKED]
        if self.report.taken_back_at is not None:
            return State.TAKEN_BACK
        if decided and decided[-1].kind == ReportAnswer.Kind.DECLINED:
            return State.NOT_COUNTED
        if decided:
            return State.NOT_AUTHORISED if decided[-1].code in UNAUTHORISED else State.NOTED
        if any(each.replied_at is None for each in self.answers):
            return State.ASKED
        return State.ANSWERED if self.answers else State.SENT

    def is_about(self, day: dt.date) -> bool:
        """Whether it says that the child is away that day, and was not taken back."""
        return self.state is not State.TAKEN_BACK and self.report.first_day <= day <= self.report.last_day

    @property
    def why_not(self) -> str:
        """Why the school does not count it as authorised, in the school's words."""
        decided = [each for each in self.answers if each.kind != ReportAnswer.Kind.ASKED]
        return decided[-1].words if decided else ""

    @property
    def explains(self) -> bool:
        """Whether it says why the child was away on a day gone by, rather than that the child will be away."""
        said = self.report
        return said.last_day < said.at.date() or bool(
            said.plan_id is None and said.code and "1" in said.halves
        )

    @property
    def questions(self) -> list[ReportAnswer]:
        """What the school asked."""
        return [each for each in self.answers if each.kind == ReportAnswer.Kind.ASKED]


def shown_report(report: AbsenceReport) -> ShownReport:
    """The report with its answers. One statement."""
    standing = ReportAnswer.objects.standing().filter(report=report).order_by("at", "pk")
    return ShownReport(report, tuple(standing))


def own_reports(child: Child, *, on: dt.date) -> list[ShownReport]:
    """What this adult has reported of the child lately, the newest first. Two statements."""
    said = AbsenceReport.objects.said_by(child.contact).filter(
        pupil=child.pupil, last_day__gte=on - SHOWN_FOR
    )
    reports = list(said.order_by("-at", "-pk")[:MOST])
    answers: dict[int, list[ReportAnswer]] = {report.pk: [] for report in reports}
    for each in ReportAnswer.objects.standing().filter(report__in=reports).order_by("at", "pk"):
        answers[each.report_id].append(each)
    return [ShownReport(report, tuple(answers[report.pk])) for report in reports]


def reports_now(children: Iterable[Child], *, on: dt.date) -> dict[int, list[ShownReport]]:
    """By pupil, what these adults have reported that still matters: about that day or a later one, or with a
    question of the school that waits. Two statements, however many children.
    """
    keys = {(child.pupil.pk, child.contact.pk) for child in children}
    said = AbsenceReport.objects.filter(
        pupil__in={pupil for pupil, _ in keys},
        contact__in={contact for _, contact in keys},
        came_by=AbsenceReport.CameBy.PAGES,
        last_day__gte=on - SHOWN_FOR,
        taken_back_at__isnull=True,
    )
    answers: dict[int, list[ReportAnswer]] = defaultdict(list)
    for each in ReportAnswer.objects.standing().filter(report__in=said).order_by("at", "pk"):
        answers[each.report_id].append(each)
    found: dict[int, list[ShownReport]] = defaultdict(list)
    for report in said.order_by("-at", "-pk"):
        shown = ShownReport(report, tuple(answers[report.pk]))
        matters = report.last_day >= on or shown.state is State.ASKED
        if (report.pupil_id, report.contact_id) in keys and matters and len(found[report.pupil_id]) < MOST:
            found[report.pupil_id].append(shown)
    return found


def name_of(child: Child) -> str:
    """What the school calls the child."""
    return child.pupil.known_as or child.pupil.forename
