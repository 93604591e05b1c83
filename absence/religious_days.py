"""Religious days that families have said, child by child: who said it, and what confirming it would do."""

import datetime as dt
from dataclasses import dataclass

from absence.models import AbsenceReport
from absence.report_words import Why
from absence.reports_waiting import WaitingReport, waiting_reports
from registers.codes import NO_REASON_YET, RELIGIOUS_OBSERVANCE
from registers.models import PlanBatch, Post, School
from registers.plan_preview import Asked, PupilPreview, preview_plans
from registers.school_sessions import PupilOnDay

UNDONE_WITHIN = dt.timedelta(days=60)
"""Days so long gone by are no longer offered to be undone; their marks are amended one by one."""


@dataclass(frozen=True)
class ChildToConfirm:
    """One child whose family has said the day, with what confirming would plan."""

    reports: tuple[WaitingReport, ...]
    """What was said; two parents may have said it."""
    preview: PupilPreview

    @property
    def pupil(self) -> PupilOnDay:
        """The child, as the register of the day has it."""
        return self.preview.pupil

    @property
    def sessions(self) -> int:
        """How many sessions would be planned."""
        return len(self.preview.planned)

    @property
    def without_reason(self) -> bool:
        """Whether the register has the child absent without a reason: the mark takes the reason."""
        return any(code == NO_REASON_YET for _, code in self.preview.marked)

    @property
    def may_be_confirmed(self) -> bool:
        """Whether there is anything that confirming would do."""
        return bool(self.sessions) or self.without_reason

    @property
    def to_know(self) -> list[str]:
        """What stands in the way of some sessions, or of all."""
        found = self.preview
        return [*found.marked_words, *found.not_expected_words, *found.refused, *found.replaces_words]


@dataclass(frozen=True)
class DayToConfirm:
    """One day, with every child whose family has said it and whom nobody has confirmed."""

    school: School
    day: dt.date
    rows: tuple[ChildToConfirm, ...]

    @property
    def can(self) -> int:
        """How many children can have the day."""
        return sum(row.may_be_confirmed for row in self.rows)


def said_days(*, school: School, by: Post, on: dt.date) -> list[tuple[dt.date, int]]:
    """Days to come that families have said, each with how many children wait. One statement."""
    waiting = (
        AbsenceReport.objects.visible_to(by)
        .filter(school=school, why=Why.RELIGIOUS, first_day__gte=on)
        .waiting()
    )
    found: dict[dt.date, set[int]] = {}
    for day, pupil in waiting.values_list("first_day", "pupil"):
        found.setdefault(day, set()).add(pupil)
    return sorted((day, len(pupils)) for day, pupils in found.items())


def day_to_confirm(
    *, school: School, day: dt.date, by: Post, on: dt.date, locked: bool = False
) -> DayToConfirm:
    """The children of that day, in register order. Seven statements, however many. `locked`: held until the end."""
    said = (
        AbsenceReport.objects.visible_to(by).filter(school=school, why=Why.RELIGIOUS, first_day=day).waiting()
    )
    held = said.select_for_update(of=("self",)) if locked else said
    pupils = list(held.values_list("pupil", flat=True))
    by_pupil: dict[int, list[WaitingReport]] = {}
    if day >= on:
        for each in waiting_reports(school, pupils):
            if each.report.why == Why.RELIGIOUS and each.report.first_day == day:
                by_pupil.setdefault(each.report.pupil_id, []).append(each)
    if not by_pupil:
        return DayToConfirm(school, day, ())
    asked = Asked(day, day, "1" * 10, RELIGIOUS_OBSERVANCE)
    preview = preview_plans(school=school, pupils=list(by_pupil), asked=asked, by=by)
    rows = [ChildToConfirm(tuple(by_pupil[row.pupil.pupil_id]), row) for row in preview.rows]
    return DayToConfirm(school, day, tuple(rows))


def confirmed_batches(*, school: School, on: dt.date) -> list[PlanBatch]:
    """Days confirmed together that may still be undone, the newest first. One statement."""
    batches = PlanBatch.objects.filter(
        school=school, kind="religious", withdrawn_at__isnull=True, last_day__gte=on - UNDONE_WITHIN
    )
    return list(batches.order_by("-at")[:20])
