"""A religious day that families have said: confirmed for many children in one press, and undone as a whole."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from absence.actions.report_answers import accept_report
from absence.models import AbsenceReport, ReportAnswer
from absence.religious_days import DayToConfirm, day_to_confirm
from registers.actions.plans import NothingToPlan, Undone, plan_marks, undo_plans
from registers.codes import RELIGIOUS_OBSERVANCE
from registers.models import PlanBatch, PlannedMark, Post, School
from registers.plan_preview import Asked

KIND, TITLE = "religious", "Religious day"
WHOLE_DAY = "1" * 10


@dataclass(frozen=True)
class Confirmed:
    """What a press came to: children planned for together, and those whose marks of the day took the reason."""

    batch: PlanBatch | None
    planned: int
    explained: int


@transaction.atomic
def confirm_religious_day(
    *, school: School, day: date, pupils: Collection[int], operation: uuid.UUID, by: Post, at: datetime
) -> Confirmed:
    """Confirm the day for these children, one of whose parents said it. Pressed twice, it is done once.

    Whoever cannot have the day (marked already, not expected, another such day beside it) is left waiting.
    Raises NothingToPlan where that is everybody.
    """
    if (done := PlanBatch.objects.filter(school=school, operation=operation).first()) is not None:
        return Confirmed(
            done, ReportAnswer.objects.filter(batch=done).values("report__pupil").distinct().count(), 0
        )
    shown = day_to_confirm(school=school, day=day, by=by, on=at.date(), locked=True)
    wanted = [row for row in shown.rows if row.pupil.pupil_id in set(pupils) and row.may_be_confirmed]
    if not wanted:
        raise NothingToPlan("Nothing was confirmed: no child that is ticked can have the day.")
    plain = [row for row in wanted if row.sessions]
    batch = _plan(shown, [row.pupil.pupil_id for row in plain], operation, by, at) if plain else None
    waiting = [row for row in wanted if not row.sessions]
    for row in waiting:
        for each in row.reports:
            accept_report(report=each.report, by=by, at=at)
    return Confirmed(batch, len(plain), len(waiting))


@transaction.atomic
def undo_religious_day(*, batch: PlanBatch, by: Post, at: datetime) -> Undone:
    """Take the confirmation back as a whole: the families' reports wait again. Marks made of it stay.

    Raises PlanGone where it was undone already.
    """
    undone = undo_plans(batch=batch, by=by, at=at)
    reports = AbsenceReport.objects.filter(answers__batch=batch, plan__isnull=False).select_related("plan")
    for report in reports.order_by("pk").distinct():
        old = report.plan
        if old is None or old.withdrawn_at is None:
            continue
        fields = (
            "school_id",
            "pupil_id",
            "first_day",
            "last_day",
            "halves",
            "code",
            "status",
            "source",
            "note",
        )
        who = ("by_id", "name", "position", "at")
        report.plan = PlannedMark.objects.create(**{name: getattr(old, name) for name in (*fields, *who)})
        report.save(update_fields=["plan"])
    return undone


def _plan(shown: DayToConfirm, pupils: list[int], operation: uuid.UUID, by: Post, at: datetime) -> PlanBatch:
    """Plan the day for them together, take what was reported off the registers, and answer the reports."""
    said = [each for row in shown.rows if row.pupil.pupil_id in pupils for each in row.reports]
    notes = {
        each.report.pupil_id: f"asked by {each.report.said_by}, {each.report.at.day} {each.report.at:%b %Y}"
        for each in said
    }
    batch = plan_marks(
        school=shown.school, kind=KIND, title=TITLE, pupils=pupils, note="religious day", notes=notes,
        asked=Asked(shown.day, shown.day, WHOLE_DAY, RELIGIOUS_OBSERVANCE), operation=operation, by=by, at=at,
    )  # fmt: skip
    plans = PlannedMark.objects.filter(
        pk__in=[each.report.plan_id for each in said], withdrawn_at__isnull=True
    )
    plans.update(withdrawn_at=at, withdrawn_name=by.user.name)
    ReportAnswer.objects.bulk_create(
        ReportAnswer(
            school=shown.school, report=each.report, kind=ReportAnswer.Kind.ACCEPTED, code=RELIGIOUS_OBSERVANCE,
            batch=batch, by=by, name=by.user.name, position=by.position, at=at,
        )
        for each in said
    )  # fmt: skip
    return batch
