"""Attendance contracts: voluntary agreements between school and parents, who signed them, reviews, the end."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import PlanEnded, PlanRefused, lock, open_plan, write_once
from absence.models import AttendanceContract, ContractNote, SupportPlan
from registers.models import Post

Kind = ContractNote.Kind


@dataclass(frozen=True)
class ContractSays:
    """What is agreed."""

    parties: str
    school_does: str
    parents_do: str
    pupil_does: str
    first_day: date
    last_day: date
    review_on: date


@dataclass(frozen=True)
class ContractHappened:
    """What happened to a contract. `who`: who signed, took part in the review, or ended it."""

    kind: str
    on: date
    who: str
    words: str = ""
    review_on: date | None = None


@transaction.atomic
def write_contract(
    *, plan: SupportPlan, says: ContractSays, operation: UUID, by: Post, at: datetime
) -> AttendanceContract:
    """Write down what school and parents agree. Raises PlanRefused, PlanEnded."""
    open_plan(plan)
    done = AttendanceContract.objects.filter(school=by.school_id, operation=operation).first()
    if done is not None:
        return done
    if AttendanceContract.objects.running().filter(plan=plan).exists():
        raise PlanRefused("A contract of this plan runs.", who_can_fix="You can, by ending that one first.")
    if not says.first_day <= says.review_on <= says.last_day:
        raise PlanRefused("The contract is looked at between its first day and its last.")
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in vars(says).items()}
    return write_once(AttendanceContract, operation=operation, by=by, at=at, plan=plan, **fields)[0]


@transaction.atomic
def note_contract(
    *, contract: AttendanceContract, said: ContractHappened, operation: UUID, by: Post, at: datetime
) -> ContractNote:
    """Write down that somebody signed, that it was looked at, or that it ended. Raises PlanRefused, PlanEnded."""
    lock(contract.plan.pupil_id)
    done = ContractNote.objects.filter(school=by.school_id, operation=operation).first()
    if done is not None:
        return done
    if contract.notes.filter(kind=Kind.ENDED).exists():
        raise PlanEnded("This contract has ended.", who_can_fix="You can, by agreeing a new one.")
    if said.on > at.date():
        raise PlanRefused("That day has not come.")
    if said.kind == Kind.REVIEWED and (not said.words.strip() or said.review_on is None):
        raise PlanRefused("Say what was found, and when it is looked at again.")
    if said.kind == Kind.REVIEWED and said.review_on is not None and said.review_on <= said.on:
        raise PlanRefused("The next review comes after this one.")
    if said.kind == Kind.ENDED and not said.words.strip():
        raise PlanRefused("Say what came of the contract.")
    return write_once(
        ContractNote,
        operation=operation,
        by=by,
        at=at,
        contract=contract,
        kind=said.kind,
        on=said.on,
        who=said.who.strip(),
        words=said.words.strip(),
        review_on=said.review_on if said.kind == Kind.REVIEWED else None,
    )[0]
