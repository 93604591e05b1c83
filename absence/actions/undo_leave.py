"""Undoing a decision about leave before anybody was told of it: its planned marks and letters go with it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from absence.actions.decide_leave import refuse_decider
from absence.actions.leave_plans import held_request, plan_leave, withdraw_leave_plans
from absence.leave_refusals import AlreadyUndone, LetterGone
from absence.models import LeaveDecision, LeaveRequest
from attendance_site.parts.clock import LONDON
from registers.message_causes import LEAVE_HOLD, leave_decided
from registers.message_states import Event, leads_to, moves_from
from registers.models import Message, Post


@transaction.atomic
def undo_leave(*, press: UUID, by: Post, at: datetime) -> list[LeaveDecision]:
    """Take a decision back before anybody was told: its plans and letters with it. Raises LetterGone, AlreadyUndone."""
    found = LeaveDecision.objects.filter(school=by.school_id, press=press).select_related("request__school")
    first = found.order_by("pk").first()
    if first is None:
        raise AlreadyUndone("There is no such decision.")
    request = held_request(first.request)
    refuse_decider(request, by, at.astimezone(LONDON).date())
    decisions = list(found.standing().newest().select_related("pupil__school").order_by("pk"))
    if not decisions or len(decisions) != found.count():
        raise AlreadyUndone("This decision was undone already, or another one has taken its place.")
    if at >= first.at + LEAVE_HOLD:
        raise LetterGone("Ten minutes are over, so the family may have read the decision.")
    _stop_letters(request, press, by, at)
    for decision in decisions:
        withdraw_leave_plans(request, decision.pupil_id, by, at)
    found.update(undone_at=at, undone_name=by.user.name)
    for earlier in _newest(request, [decision.pupil_id for decision in decisions]):
        plan_leave(earlier, request, by, at)
    return list(found.order_by("pk"))


def _newest(request: LeaveRequest, pupils: Collection[int]) -> list[LeaveDecision]:
    newest = LeaveDecision.objects.filter(request=request, pupil__in=pupils).newest()
    return list(newest.select_related("pupil__school"))


def _stop_letters(request: LeaveRequest, press: UUID, by: Post, at: datetime) -> None:
    mine = Message.objects.select_for_update().filter(
        school=request.school_id, cause__startswith=leave_decided(press)
    )
    waiting = moves_from(Event.CANCEL)
    states = list(mine.values_list("state", flat=True))
    if any(state not in (*waiting, Message.State.CANCELLED) for state in states):
        raise LetterGone("A letter about it has gone.")
    Message.objects.filter(
        school=request.school_id, cause__startswith=leave_decided(press), state__in=waiting
    ).update(
        state=leads_to(Event.CANCEL), why="The decision was undone.", changed_at=at, changed_name=by.user.name
    )
