"""What families have reported and nobody has decided on: the reports, what was asked of each, and religious days."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from absence.models import AbsenceReport, ReportAnswer
from absence.report_words import Why
from registers.models import School


@dataclass(frozen=True)
class WaitingReport:
    """A report that waits, with what the school has asked and what the family answered."""

    report: AbsenceReport
    questions: tuple[ReportAnswer, ...] = ()

    @property
    def pk(self) -> int:
        """The report's number."""
        return self.report.pk

    @property
    def is_answered(self) -> bool:
        """Whether the family has answered everything that was asked."""
        return bool(self.questions) and all(each.replied_at for each in self.questions)

    @property
    def waits_for_family(self) -> bool:
        """Whether something that was asked is not answered yet."""
        return any(not each.replied_at for each in self.questions)


def waiting_reports(school: School, pupils: Collection[int]) -> list[WaitingReport]:
    """The reports about these pupils that wait for the school, as they came. Two statements."""
    waiting = AbsenceReport.objects.filter(school=school, pupil__in=pupils).waiting()
    reports = list(waiting.select_related("contact").order_by("at", "pk"))
    asked = ReportAnswer.objects.filter(report__in=reports, kind=ReportAnswer.Kind.ASKED).order_by("at", "pk")
    questions: dict[int, list[ReportAnswer]] = {}
    for each in asked:
        questions.setdefault(each.report_id, []).append(each)
    return [WaitingReport(report, tuple(questions.get(report.pk, ()))) for report in reports]


def is_religious_day(report: AbsenceReport, on: dt.date) -> bool:
    """Whether it is confirmed with the others of its day, on the page of religious days."""
    return report.why == Why.RELIGIOUS and report.first_day >= on


def religious_days(reports: Iterable[WaitingReport], on: dt.date) -> list[tuple[dt.date, int]]:
    """Days of which families have said that they are set apart, each with how many children wait."""
    pupils = {
        (each.report.first_day, each.report.pupil_id) for each in reports if is_religious_day(each.report, on)
    }
    return sorted(Counter(day for day, _ in pupils).items())
