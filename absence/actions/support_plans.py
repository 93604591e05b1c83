"""Writing support plans: what makes school hard, who does what by when, reviews, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from absence.models import (
    Concern,
    PartTimeTimetable,
    SupportAction,
    SupportActionNote,
    SupportEnd,
    SupportPlan,
    SupportPlanVersion,
    SupportReview,
)
from absence.models.support_agreements import AttendanceContract
from absence.models.written import Written
from absence.support_words import BARRIERS, NOT_DELIVERED
from registers.models import Post, Pupil
from registers.refusals import Refusal

Row = TypeVar("Row", bound=Written)


class PlanRefused(Refusal):
    """A plan, or something of it, cannot be like that."""

    who_can_fix = "You can, by correcting what you wrote."


class PlanEnded(Refusal):
    """Nothing more is written into a plan that has ended."""

    who_can_fix = "You can, by starting a new plan."


@dataclass(frozen=True)
class PlanSays:
    """What a plan says, as somebody writes it."""

    barriers: list[str]
    barriers_note: str = ""
    child_view: str = ""
    parents_words: str = ""
    adjustments: str = ""
    healthcare: str = "not_needed"
    healthcare_note: str = ""
    provision: str = "no_plan"
    provision_note: str = ""


@dataclass(frozen=True)
class ToDo:
    """Something that somebody does by a day."""

    what: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class Begun:
    """When a plan begins, who keeps it going, and when it is first looked at."""

    first_day: date
    lead: str
    review_on: date
    concern: Concern | None = None
    """The family's concern that it came of."""


def write_once(
    model: type[Row], *, operation: UUID, by: Post, at: datetime, **fields: Any
) -> tuple[Row, bool]:
    """The row, and whether it is new: the same `operation` again gives the same row back. Lock the pupil before."""
    found = model._default_manager.filter(school=by.school_id, operation=operation).first()
    if found is not None:
        return found, False
    who = {"by": by, "name": by.user.name, "position": by.position, "at": at}
    return model._default_manager.create(school_id=by.school_id, operation=operation, **fields, **who), True


@transaction.atomic
def begin_plan(
    *, pupil: Pupil, begun: Begun, says: PlanSays, operation: UUID, by: Post, at: datetime
) -> SupportPlan:
    """Begin a plan with what it says. Raises PlanRefused, also where one runs already."""
    lock(pupil.pk)
    done = SupportPlan.objects.filter(school=pupil.school_id, operation=operation).first()
    if done is not None:
        return done
    if SupportPlan.objects.running().filter(pupil=pupil).exists():
        raise PlanRefused(
            f"{pupil.called} has a support plan that runs.", who_can_fix="Change that one, or end it first."
        )
    _refuse_words(says)
    if begun.concern is not None and begun.concern.pupil_id != pupil.pk:
        raise PlanRefused("That concern is about somebody else.", who_can_fix="Begin the plan without it.")
    if begun.review_on <= begun.first_day:
        raise PlanRefused("The first review comes after the plan’s first day.")
    plan, _ = write_once(
        SupportPlan,
        operation=operation,
        by=by,
        at=at,
        pupil=pupil,
        first_day=begun.first_day,
        lead=begun.lead.strip(),
        review_on=begun.review_on,
        concern=begun.concern,
    )
    _write_version(plan, says, operation, by, at)
    return plan


@transaction.atomic
def change_plan(
    *, plan: SupportPlan, says: PlanSays, operation: UUID, by: Post, at: datetime
) -> SupportPlanVersion:
    """Write the plan anew; the earlier version stays. Raises PlanRefused, PlanEnded."""
    open_plan(plan)
    _refuse_words(says)
    return _write_version(plan, says, operation, by, at)


@transaction.atomic
def add_action(*, plan: SupportPlan, action: ToDo, operation: UUID, by: Post, at: datetime) -> SupportAction:
    """Somebody is to do something by a day. Raises PlanRefused, PlanEnded."""
    open_plan(plan)
    if action.due_on < plan.first_day:
        raise PlanRefused("That day lies before the plan began.")
    fields = {"what": action.what.strip(), "owner": action.owner.strip(), "due_on": action.due_on}
    return write_once(SupportAction, operation=operation, by=by, at=at, plan=plan, **fields)[0]


@transaction.atomic
def note_action(
    *,
    action: SupportAction,
    done: bool,
    on: date,
    words: str,
    operation: UUID,
    by: Post,
    at: datetime,
) -> SupportActionNote:
    """Write down that an action was done, or that it was not and why. Raises PlanRefused, PlanEnded."""
    open_plan(action.plan)
    if on > at.date():
        raise PlanRefused("That day has not come.")
    if not done and not words.strip():
        raise PlanRefused("Say why it was not done, and what happens instead.")
    fields = {"done": done, "on": on, "words": words.strip()}
    return write_once(SupportActionNote, operation=operation, by=by, at=at, action=action, **fields)[0]


@transaction.atomic
def review_plan(
    *,
    plan: SupportPlan,
    on: date,
    with_whom: str,
    words: str,
    review_on: date,
    operation: UUID,
    by: Post,
    at: datetime,
) -> SupportReview:
    """Write down a review and when the next is. Raises PlanRefused, PlanEnded."""
    open_plan(plan)
    if on > at.date() or on < plan.first_day:
        raise PlanRefused("A review took place today or before, and not before the plan began.")
    if review_on <= on:
        raise PlanRefused("The next review comes after this one.")
    fields = {"on": on, "with_whom": with_whom.strip(), "words": words.strip(), "review_on": review_on}
    return write_once(SupportReview, operation=operation, by=by, at=at, plan=plan, **fields)[0]


@transaction.atomic
def end_plan(
    *, plan: SupportPlan, on: date, outcome: str, words: str, operation: UUID, by: Post, at: datetime
) -> SupportEnd:
    """End a plan with what came of it. Raises PlanRefused while something agreed in it still runs."""
    lock(plan.pupil_id)
    done = SupportEnd.objects.filter(plan=plan).first()
    if done is not None:
        return done
    if on > at.date() or on < plan.first_day:
        raise PlanRefused("A plan ends today or before, and not before it began.")
    if PartTimeTimetable.objects.running(on).filter(plan=plan).exists():
        raise PlanRefused(
            "The part-time timetable of this plan still runs.", who_can_fix="You can, by ending it first."
        )
    if AttendanceContract.objects.running().filter(plan=plan).exists():
        raise PlanRefused(
            "The attendance contract of this plan has not ended.", who_can_fix="You can, by ending it first."
        )
    fields = {"on": on, "outcome": outcome, "words": words.strip()}
    return write_once(SupportEnd, operation=operation, by=by, at=at, plan=plan, **fields)[0]


def lock(pupil: int) -> None:
    """One person at a time writes about a pupil: the rows themselves are never changed, nor locked."""
    Pupil.objects.select_for_update().get(pk=pupil)


def open_plan(plan: SupportPlan) -> None:
    """Lock the plan's pupil. Raises PlanEnded where the plan has ended."""
    lock(plan.pupil_id)
    if SupportEnd.objects.filter(plan=plan).exists():
        raise PlanEnded("This plan has ended.")


def _write_version(
    plan: SupportPlan, says: PlanSays, operation: UUID, by: Post, at: datetime
) -> SupportPlanVersion:
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in vars(says).items()}
    return write_once(SupportPlanVersion, operation=operation, by=by, at=at, plan=plan, **fields)[0]


def _refuse_words(says: PlanSays) -> None:
    known = {key for key, _ in BARRIERS}
    if not says.barriers or not known.issuperset(says.barriers):
        raise PlanRefused("Choose at least one thing that makes coming to school hard.")
    if "other" in says.barriers and not says.barriers_note.strip():
        raise PlanRefused("Say what the something else is.")
    if says.provision in NOT_DELIVERED and not says.provision_note.strip():
        raise PlanRefused("Say what of the provision is not delivered, and what is done about it.")
