"""What the school does with a report of absence: accepts it, asks about it, or does not accept it and says why."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from absence.actions.attempts import AttemptRefused, Kind, Outcome, record_attempt
from absence.actions.explain import Lasts, Said, explain_days, explain_today
from absence.models import AbsenceReport, ReportAnswer
from absence.report_messages import not_accepted_draft, question_draft
from registers import amend_reasons
from registers.actions.mark_entries import Written
from registers.actions.plans import ACCEPTED, CannotPlan, plan_mark, withdraw_plan
from registers.actions.write_messages import Draft, write_messages
from registers.codes import CODES, PLANNED_AHEAD
from registers.models import PlannedMark, Post
from registers.plan_preview import Asked, preview_plans
from registers.pupils_today import pupils_today
from registers.refusals import Refusal

LATEST_AMENDED = timedelta(days=60)
"""Days so long gone by are not amended by accepting a report; the marks are looked at one by one."""


class ReportSettled(Refusal):
    """Somebody has answered the report meanwhile, or the family took it back."""

    who_can_fix = "Look at the pupil's page: it says what was decided."


@dataclass(frozen=True)
class Accepted:
    """What accepting came to: the answer, the marks that have the reason now, and what is planned."""

    answer: ReportAnswer
    marks: list[Written] = field(default_factory=list)
    plans: list[PlannedMark] = field(default_factory=list)


@transaction.atomic
def accept_report(
    *,
    report: AbsenceReport,
    code: str = "",
    note: str = "",
    operation: uuid.UUID | None = None,
    by: Post,
    at: datetime,
) -> Accepted:
    """Accept a report, with its own code or another: marks that wait for a reason take it, the rest is planned.

    Raises ReportSettled where somebody answered meanwhile, and what the register or the plan refuses.
    """
    if (before := answer_of(report, operation)) is not None:
        return Accepted(before)
    held = held_report(report)
    code = code or held.code
    if not code:
        raise AttemptRefused("Choose the code: only the school can say what this absence counts as.")
    said = Said(code, note or held.words, Lasts.DAY, reason=amend_reasons.MESSAGE)
    withdraw_reported(held, by, at)
    marks = _explain(held, said, by, at)
    plans = _plan(held, said, bool(marks), by, at)
    answer = write_answer(held, ReportAnswer.Kind.ACCEPTED, note, code, operation, by, at)
    _note_attempt(held, Outcome.REASON_GIVEN, said.note, code, by, at)
    return Accepted(answer, marks, plans)


@transaction.atomic
def decline_report(
    *, report: AbsenceReport, reason: str, operation: uuid.UUID | None = None, by: Post, at: datetime
) -> ReportAnswer:
    """Do not accept a report, and say why; the family reads the reason. Where a mark waits for one, it still does.

    Raises AttemptRefused without a reason, ReportSettled where somebody answered meanwhile.
    """
    if (before := answer_of(report, operation)) is not None:
        return before
    if not reason.strip():
        raise AttemptRefused(
            "Say why the report is not accepted: the family reads it, and it stays on the pupil's page."
        )
    held = held_report(report)
    withdraw_reported(held, by, at)
    answer = write_answer(held, ReportAnswer.Kind.DECLINED, reason, "", operation, by, at)
    _note_attempt(held, Outcome.NOT_ACCEPTED, reason, held.code, by, at)
    _tell(not_accepted_draft(held, answer, at.date()), by, at)
    return answer


@transaction.atomic
def ask_about_report(
    *, report: AbsenceReport, question: str, operation: uuid.UUID | None = None, by: Post, at: datetime
) -> ReportAnswer:
    """Ask the family something about its report: on its page and by a message; by telephone where it rang.

    Raises AttemptRefused without a question, ReportSettled where somebody answered meanwhile.
    """
    if (before := answer_of(report, operation)) is not None:
        return before
    if not question.strip():
        raise AttemptRefused("Write what you ask.")
    held = held_report(report)
    answer = write_answer(held, ReportAnswer.Kind.ASKED, question, "", operation, by, at)
    _note_attempt(held, Outcome.ASKED, question, "", by, at)
    _tell(question_draft(held, answer, at.date()), by, at)
    return answer


def answer_of(report: AbsenceReport, operation: uuid.UUID | None) -> ReportAnswer | None:
    """What the same press of a button did before, if it was pressed before."""
    if operation is None:
        return None
    return ReportAnswer.objects.filter(report=report, operation=operation).first()


def held_report(report: AbsenceReport) -> AbsenceReport:
    """The report, held until the transaction ends, where it still waits. Raises ReportSettled."""
    rows = AbsenceReport.objects.select_for_update(of=("self",)).select_related(
        "pupil__school", "plan", "contact"
    )
    held = rows.get(pk=report.pk)
    if held.taken_back_at is not None:
        raise ReportSettled(f"The family took the report about {held.pupil.called} back.")
    settled = (
        ReportAnswer.objects.standing().filter(report=held).exclude(kind=ReportAnswer.Kind.ASKED).first()
    )
    if settled is not None:
        raise ReportSettled(f"{settled.name} has answered the report about {held.pupil.called} already.")
    return held


def withdraw_reported(report: AbsenceReport, by: Post, at: datetime) -> None:
    """Take what the report planned off the registers; the report itself is kept as it came."""
    if report.plan is not None and report.plan.withdrawn_at is None:
        withdraw_plan(plan=report.plan, by=by, at=at)


def write_answer(
    report: AbsenceReport,
    kind: str,
    words: str,
    code: str,
    operation: uuid.UUID | None,
    by: Post,
    at: datetime,
) -> ReportAnswer:
    """File what the school did."""
    return ReportAnswer.objects.create(
        school=report.school, report=report, kind=kind, words=words.strip()[:300], code=code,
        operation=operation or uuid.uuid4(), by=by, name=by.user.name, position=by.position, at=at,
    )  # fmt: skip


def _explain(report: AbsenceReport, said: Said, by: Post, at: datetime) -> list[Written]:
    """Give the marks that wait for a reason the code, of today and of days gone by."""
    today, pupil = at.date(), report.pupil
    marks: list[Written] = []
    gone = _days(
        max(report.first_day, today - LATEST_AMENDED), min(report.last_day, today - timedelta(days=1))
    )
    if gone:
        marks += explain_days(pupil, gone, said, by, at, report.holds_for)
    if report.first_day <= today <= report.last_day:
        known = pupils_today(school=pupil.school, pupils=[pupil.pk], day=today, by=by)
        marks += explain_today(pupil, known[pupil.pk], said, by, at, report.holds_for)
    return marks


def _plan(report: AbsenceReport, said: Said, explained: bool, by: Post, at: datetime) -> list[PlannedMark]:
    """Plan what is still to come. A child who has come in meanwhile has marks, and nothing is planned over them."""
    first, today = max(report.first_day, at.date()), at.date()
    if report.last_day < today or "1" not in report.halves:
        return []
    if said.code not in PLANNED_AHEAD:
        if report.last_day > today:
            words = CODES[said.code].words.lower()
            raise AttemptRefused(
                f"{said.code} ({words}) cannot be planned ahead.",
                who_can_fix="Accept it with another code, or do not accept it and say why.",
            )
        return []
    asked = Asked(first, report.last_day, report.halves, said.code)
    preview = preview_plans(school=report.pupil.school, pupils=[report.pupil_id], asked=asked, by=by)
    row = next(iter(preview.rows), None)
    if row is None or not row.planned:
        if row is not None and row.refused and not explained:
            raise CannotPlan(f"{report.pupil.called}: {'; '.join(row.refused)}.")
        return []
    return plan_mark(pupil=report.pupil, asked=asked, note=said.note[:300], source=ACCEPTED, by=by, at=at)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _note_attempt(report: AbsenceReport, outcome: str, note: str, code: str, by: Post, at: datetime) -> None:
    """Write down beside the calls of the day what was said and done."""
    kind = Kind.RANG
    if outcome == Outcome.ASKED:
        kind = Kind.EMAIL if report.by_pages else Kind.CALL
    how = "family pages" if report.by_pages else report.get_came_by_display().lower()
    record_attempt(
        pupil=report.pupil, date=max(report.first_day, at.date()), kind=kind, outcome=outcome,
        who=f"{report.said_by} ({how})", code=code, note=note,
        keeps_until=report.last_day if outcome == Outcome.REASON_GIVEN else None, by=by, at=at,
    )  # fmt: skip


def _tell(draft: Draft | None, by: Post, at: datetime) -> None:
    if draft is not None:
        write_messages(drafts=[draft], by=by, at=at)
