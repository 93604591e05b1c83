"""Deciding about leave: what is agreed, the planned marks that follow, and the letters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from absence.actions.leave_plans import held_request, plan_leave, withdraw_leave_plans
from absence.leave_days import LeaveDays
from absence.leave_deciders import deciders_words, may_decide, own_request
from absence.leave_letters import Said, days_of, letters_for
from absence.leave_refusals import (
    CodeRefused,
    DaysRefused,
    DecidedMeanwhile,
    MayNotDecide,
    NoChildChosen,
    OwnRequest,
    ReasonMissing,
    RecordMissing,
    RequestChanged,
    RequestWithdrawn,
)
from absence.leave_rules import RECORDED_MOST, code_refusal, record_refusal
from absence.leave_sessions import ChildSessions, away_of, school_halves, sessions_of
from absence.leave_spans import left_over, lies_in, sessions_in
from absence.models import LeaveDecision, LeaveRequest
from attendance_site.parts.clock import LONDON
from registers.actions.write_messages import Draft, write_messages
from registers.message_causes import leave_decided
from registers.models import Post, Pupil

Outcome = LeaveDecision.Outcome
REASON_MOST = 2000


@dataclass(frozen=True)
class Chosen:
    """What somebody decides. `days`: those agreed, where only a part is. `recorded`: what the code wants on file."""

    outcome: str
    code: str = ""
    days: LeaveDays | None = None
    recorded: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """What the page showed: the version of the request, and the newest decision about it (0: none)."""

    version: int
    decision: int = 0


@dataclass(frozen=True)
class Prepared:
    """A decision that may be made: what it agrees, and its letters."""

    outcome: str
    agreed: LeaveDays | None
    drafts: list[Draft]


def decide_leave(
    *,
    request: LeaveRequest,
    pupils: Collection[int],
    chosen: Chosen,
    others: Collection[int] = (),
    seen: Seen,
    operation: UUID,
    by: Post,
    at: datetime,
) -> list[LeaveDecision]:
    """Decide for these children of a request alike; the same `operation` again gives the same decisions back.

    Writes the decisions, plans marks for the sessions that exist, and puts the letters into the outbox, all at once.
    `others`: other parents (contacts) who are sent the warning. Raises a LeaveRefused.
    """
    made = _made(request, operation)
    if made:
        return made
    try:
        with transaction.atomic():
            return _decide(request, pupils, chosen, others, seen, operation, by, at)
    except IntegrityError:  # the same page was sent twice at one moment, and the other was first
        return _made(request, operation)


def prepare_decision(
    *,
    request: LeaveRequest,
    pupils: Collection[int],
    chosen: Chosen,
    others: Collection[int],
    operation: UUID,
    by: Post,
    at: datetime,
) -> Prepared:
    """What a decision would come to, and its letters; nothing is written. Raises a LeaveRefused."""
    on = at.astimezone(LONDON).date()
    refuse_decider(request, by, on)
    children = _children(request, pupils)
    if not chosen.reason.strip():
        raise ReasonMissing("Say why: the letter gives your reasons.")
    said = _said(request, chosen, children, by)
    drafts = letters_for(
        request=request, pupils=children, said=said, others=others, press=operation, by=by, on=on
    )
    return Prepared(said.outcome, said.agreed, drafts)


def refuse_decider(request: LeaveRequest, by: Post, on: date) -> None:
    """Refuse all but the head and whom the head has named, and those about their own child.

    Raises MayNotDecide, OwnRequest.
    """
    if not may_decide(by, on):
        raise MayNotDecide(
            "Only the head, or somebody whom the head has named in writing, decides about leave.",
            who_can_fix=deciders_words(request.school, on),
        )
    if own_request(request, by, on):
        raise OwnRequest(
            "This leave is for your own child, so somebody else decides.",
            who_can_fix=deciders_words(request.school, on, but=by),
        )


def _made(request: LeaveRequest, operation: UUID) -> list[LeaveDecision]:
    made = LeaveDecision.objects.filter(school=request.school_id, request=request, press=operation)
    return list(made.order_by("pk"))


def _decide(
    request: LeaveRequest,
    pupils: Collection[int],
    chosen: Chosen,
    others: Collection[int],
    seen: Seen,
    operation: UUID,
    by: Post,
    at: datetime,
) -> list[LeaveDecision]:
    request = held_request(request)
    made = _made(request, operation)
    if made:
        return made
    _refuse_old_page(request, seen)
    ready = prepare_decision(
        request=request, pupils=pupils, chosen=chosen, others=others, operation=operation, by=by, at=at
    )
    decisions = LeaveDecision.objects.bulk_create(
        LeaveDecision(
            school=request.school,
            request=request,
            version=request.version,
            pupil=pupil,
            press=operation,
            outcome=ready.outcome,
            code=chosen.code if ready.agreed else "",
            first_day=ready.agreed.first if ready.agreed else None,
            first_half=ready.agreed.first_half if ready.agreed else "",
            last_day=ready.agreed.last if ready.agreed else None,
            last_half=ready.agreed.last_half if ready.agreed else "",
            recorded=chosen.recorded.strip()[:RECORDED_MOST] if ready.agreed else "",
            reason=chosen.reason.strip()[:REASON_MOST],
            cause=leave_decided(operation),
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for pupil in _children(request, pupils)
    )
    for decision in decisions:
        withdraw_leave_plans(request, decision.pupil_id, by, at)
        plan_leave(decision, request, by, at)
    write_messages(drafts=ready.drafts, by=by, at=at)
    return decisions


def _refuse_old_page(request: LeaveRequest, seen: Seen) -> None:
    if request.withdrawn_at is not None:
        raise RequestWithdrawn(f"{request.withdrawn_name} withdrew {request.reference}.")
    if request.version != seen.version:
        raise RequestChanged(
            f"{request.asked_name} changed {request.reference} meanwhile. Nothing was decided."
        )
    newest = LeaveDecision.objects.filter(request=request).aggregate(Max("pk"))["pk__max"] or 0
    if newest != seen.decision:
        last = LeaveDecision.objects.get(pk=newest)
        raise DecidedMeanwhile(f"{last.name}, {last.position}, decided meanwhile. Nothing was decided again.")


def _children(request: LeaveRequest, pupils: Collection[int]) -> list[Pupil]:
    rows = request.children.select_related("pupil__school").order_by("pupil__dob", "pupil")
    children = [row.pupil for row in rows if row.pupil_id in set(pupils)]
    if not children or len(children) != len(set(pupils)):
        raise NoChildChosen("Tick the children that you decide about.")
    return children


def _said(request: LeaveRequest, chosen: Chosen, children: Sequence[Pupil], by: Post) -> Said:
    """What the decision comes to; days agreed that are all the sessions asked for are an agreement to everything."""
    asked = days_of(request)
    reason = chosen.reason.strip()[:REASON_MOST]
    if chosen.outcome == Outcome.NOT_AGREED:
        return Said(Outcome.NOT_AGREED, asked, None, (), None, reason)
    agreed = asked if chosen.outcome == Outcome.AGREED else chosen.days
    if agreed is None or not agreed.is_in_order or not lies_in(agreed, asked):
        raise DaysRefused("Choose days that lie in the days asked for, the first before the last.")
    _refuse_code(request, chosen, agreed, children, by)
    meets = school_halves(request.school, asked)
    left = tuple(days for days in left_over(asked, agreed) if sessions_in(days, meets))
    outcome = Outcome.PART if left else Outcome.AGREED
    return Said(outcome, asked, agreed, left, away_of(request.school, agreed).back_from, reason)


def _refuse_code(
    request: LeaveRequest, chosen: Chosen, agreed: LeaveDays, children: Sequence[Pupil], by: Post
) -> None:
    sessions = sessions_of(school=request.school, pupils=[pupil.pk for pupil in children], days=agreed, by=by)
    for pupil in children:
        _refuse_days(pupil, sessions[pupil.pk])
        why = code_refusal(
            chosen.code,
            kind=request.kind,
            dob=pupil.dob,
            days=sessions[pupil.pk].days,
            asked_on=request.received_on,
            recorded=chosen.recorded,
        )
        if why:
            is_record = why == record_refusal(chosen.code, chosen.recorded)
            refused = RecordMissing if is_record else CodeRefused
            raise refused(why if len(children) == 1 else f"{pupil.called}: {why}")


def _refuse_days(pupil: Pupil, found: ChildSessions) -> None:
    if not found.of_school:
        words = "; ".join([*found.not_expected, *found.refused]) or "the school does not meet"
        raise DaysRefused(
            f"{pupil.called} has no session on these days, so there is nothing to agree to: {words}.",
            who_can_fix="You can, by choosing other days, or by asking the parent. No leave is needed for days without"
            " a session.",
        )
