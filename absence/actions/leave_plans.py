"""The planned marks of a request for leave, and holding the request while it is decided."""

from datetime import datetime

from django.db import transaction

from absence.leave_letters import agreed_days
from absence.leave_spans import pieces
from absence.models import LeaveDecision, LeaveRequest
from registers.actions.plans import NothingToPlan, plan_mark, withdraw_plan
from registers.models import PlannedMark, Post
from registers.plan_preview import Asked


def source_of(request: LeaveRequest) -> str:
    """What planned marks of the request say that they come from."""
    return f"leave {request.reference}"


def held_request(request: LeaveRequest) -> LeaveRequest:
    """The request, held so that two people do not decide at once."""
    held = LeaveRequest.objects.select_for_update(of=("self",))
    return held.select_related("school", "contact", "post").get(pk=request.pk)


def plan_leave(decision: LeaveDecision, request: LeaveRequest, by: Post, at: datetime) -> None:
    """Plan the marks of what was agreed; sessions that have a mark or do not exist are left out."""
    agreed = agreed_days(decision)
    if agreed is None:
        return
    for first, last, halves in pieces(agreed):
        asked = Asked(first, last, halves, decision.code)
        try:
            with transaction.atomic():
                plan_mark(
                    pupil=decision.pupil,
                    asked=asked,
                    note=source_of(request),
                    source=source_of(request),
                    by=by,
                    at=at,
                )
        except NothingToPlan:
            continue  # that piece holds a weekend, a closure, or sessions that are marked already


def withdraw_leave_plans(request: LeaveRequest, pupil: int, by: Post, at: datetime) -> None:
    """Take back what the request planned for the pupil; marks that were made of it stay."""
    plans = PlannedMark.objects.filter(
        school=request.school_id, pupil=pupil, source=source_of(request), withdrawn_at__isnull=True
    )
    for plan in plans:
        withdraw_plan(plan=plan, by=by, at=at)
