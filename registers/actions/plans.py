"""Planning marks ahead: for one pupil or many, changed, withdrawn; what home reports, for the office to accept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from registers.code_rules import date_refusal, detail_refusal, unknown_refusal
from registers.codes import PLANNED_AHEAD
from registers.models import Mark, PlanBatch, PlannedMark, Post, Pupil, School
from registers.plan_kinds import BY_KEY
from registers.plan_preview import Asked, Preview, PupilPreview, Span, preview_plans
from registers.refusals import Refusal

BY_HAND = "office"
TOGETHER = "planned together"
ACCEPTED = "reported by home"


class CannotPlan(Refusal):
    """The code may not be planned, or not on that day."""

    who_can_fix = "You can, by choosing another code or another day."


class NothingToPlan(Refusal):
    """No half-day is left on which the plan could hold."""

    who_can_fix = "Look at the days and the code; a mark that was made is amended instead."


class PlanGone(Refusal):
    """The plan was withdrawn meanwhile."""

    who_can_fix = "Look at what is planned now."


@dataclass(frozen=True)
class Trip:
    """Where the pupils go, who leads them, and when: what a trip has beyond its plans."""

    place: str = ""
    leader: Post | None = None
    leaves_at: time | None = None
    back_at: time | None = None


@dataclass(frozen=True)
class Undone:
    """What undoing a batch did: plans withdrawn for so many pupils, and the marks that stay."""

    pupils: int
    marks: int


@transaction.atomic
def plan_mark(
    *, pupil: Pupil, asked: Asked, note: str, source: str = BY_HAND, by: Post, at: datetime
) -> list[PlannedMark]:
    """Plan a code for one pupil. Raises CannotPlan or NothingToPlan, which says what stands in the way."""
    _refuse_code(asked, note)
    preview = preview_plans(school=pupil.school, pupils=[pupil.pk], asked=asked, by=by)
    row = next(iter(preview.rows), None)
    if row is None or not row.planned:
        raise NothingToPlan(f"Nothing was planned for {pupil.called}: {_why_nothing(preview, row)}.")
    return PlannedMark.objects.bulk_create(
        _plan(pupil.school, row, span, asked.code, note, source, by, at) for span in row.spans(asked)
    )


@transaction.atomic
def change_plan(*, plan: PlannedMark, asked: Asked, note: str, by: Post, at: datetime) -> list[PlannedMark]:
    """Withdraw a plan and make another in its place; the earlier one is kept. Raises what plan_mark does, PlanGone."""
    withdraw_plan(plan=plan, by=by, at=at)
    return plan_mark(pupil=plan.pupil, asked=asked, note=note, source=plan.source, by=by, at=at)


@transaction.atomic
def withdraw_plan(*, plan: PlannedMark, by: Post, at: datetime) -> PlannedMark:
    """Take a plan back; marks that were made of it stay. Raises PlanGone where it was withdrawn already."""
    standing = PlannedMark.objects.filter(pk=plan.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_name=by.user.name):
        raise PlanGone("That plan was withdrawn already.")
    plan.withdrawn_at, plan.withdrawn_name = at, by.user.name
    return plan


@transaction.atomic
def report_absence(
    *, pupil: Pupil, asked: Asked, note: str, source: str, by: Post, at: datetime
) -> PlannedMark:
    """Write down what home has said about an absence, for the office to accept. Raises CannotPlan."""
    _refuse_code(asked, note)
    return PlannedMark.objects.create(
        school=pupil.school,
        pupil=pupil,
        first_day=asked.first_day,
        last_day=asked.last_day,
        halves=asked.halves,
        code=asked.code,
        status=PlannedMark.Status.REPORTED,
        source=source[:60],
        note=note.strip()[:300],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def plan_marks(
    *,
    school: School,
    kind: str,
    title: str,
    pupils: Sequence[int],
    asked: Asked,
    note: str,
    notes: Mapping[int, str] | None = None,
    trip: Trip | None = None,
    operation: UUID,
    by: Post,
    at: datetime,
) -> PlanBatch:
    """Plan one thing for many pupils at once; the same `operation` again gives the same batch back.

    `notes`: what is said of single pupils besides (who asked, and when). Real marks, half-days not expected and days
    off the roll are left out. Raises CannotPlan or NothingToPlan.
    """
    done = PlanBatch.objects.filter(school=school, operation=operation).first()
    if done is not None:
        return done
    try:
        with transaction.atomic():
            return _plan_together(
                school, kind, title, pupils, asked, note, notes or {}, trip or Trip(), operation, by, at
            )
    except IntegrityError:  # the same page was sent twice at one moment, and the other was first
        return PlanBatch.objects.get(school=school, operation=operation)


@transaction.atomic
def undo_plans(*, batch: PlanBatch, by: Post, at: datetime) -> Undone:
    """Withdraw everything that a batch planned. Marks that were made of it stay, and are counted. Raises PlanGone."""
    standing = PlanBatch.objects.filter(pk=batch.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_name=by.user.name):
        raise PlanGone(f"{batch.title} was undone already.")
    plans = PlannedMark.objects.filter(batch=batch, withdrawn_at__isnull=True)
    pupils = set(plans.values_list("pupil", flat=True))
    plans.update(withdrawn_at=at, withdrawn_name=by.user.name)
    batch.withdrawn_at, batch.withdrawn_name = at, by.user.name
    return Undone(len(pupils), marks_of_batch(batch, pupils=pupils))


def marks_of_batch(batch: PlanBatch, *, pupils: set[int]) -> int:
    """How many marks with the batch's code its pupils have on its days."""
    days = (batch.first_day, batch.last_day)
    marks = Mark.objects.filter(school=batch.school_id, pupil__in=pupils, date__range=days, code=batch.code)
    return marks.count()


def _plan_together(
    school: School,
    kind: str,
    title: str,
    pupils: Sequence[int],
    asked: Asked,
    note: str,
    notes: Mapping[int, str],
    trip: Trip,
    operation: UUID,
    by: Post,
    at: datetime,
) -> PlanBatch:
    _refuse_code(asked, note)
    if BY_KEY[kind].one_day and asked.first_day != asked.last_day:
        raise CannotPlan(f"{BY_KEY[kind].title} is one day: the day set apart. Further days are leave.")
    preview = preview_plans(school=school, pupils=list(pupils), asked=asked, by=by)
    if not preview.to_plan:
        raise NothingToPlan("Nothing was planned: no half-day is left for any of these pupils.")
    batch = PlanBatch.objects.create(
        school=school,
        kind=kind,
        title=title,
        code=asked.code,
        first_day=asked.first_day,
        last_day=asked.last_day,
        halves=asked.halves,
        place=trip.place,
        leader=trip.leader,
        leaves_at=trip.leaves_at,
        back_at=trip.back_at,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    plans = []
    for row in preview.to_plan:
        own = ", ".join(filter(None, [note, notes.get(row.pupil.pupil_id, "")]))[:300]
        for span in row.spans(asked):
            plans.append(_plan(school, row, span, asked.code, own, TOGETHER, by, at, batch))
    PlannedMark.objects.bulk_create(plans)
    return batch


def _plan(
    school: School,
    row: PupilPreview,
    span: Span,
    code: str,
    note: str,
    source: str,
    by: Post,
    at: datetime,
    batch: PlanBatch | None = None,
) -> PlannedMark:
    return PlannedMark(
        school=school,
        pupil_id=row.pupil.pupil_id,
        first_day=span.first_day,
        last_day=span.last_day,
        halves=span.halves,
        code=code,
        source=source,
        note=note,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
        batch=batch,
    )


def _refuse_code(asked: Asked, note: str) -> None:
    why = unknown_refusal(asked.code) or date_refusal(asked.code, asked.first_day)
    why = why or date_refusal(asked.code, asked.last_day)
    if why is None and asked.code not in PLANNED_AHEAD:
        why = f"{asked.code} cannot be planned ahead."
    why = why or detail_refusal(asked.code, note)
    if why is not None:
        raise CannotPlan(why)


def _why_nothing(preview: Preview, row: PupilPreview | None) -> str:
    if not preview.sessions:
        return "there is no session on those half-days"
    if row is None:
        return "the pupil is not known on those days"
    return "; ".join([*row.marked_words, *row.not_expected_words, *row.refused])
