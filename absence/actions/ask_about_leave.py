"""Asking the parent something about a request for leave before it is decided."""

from datetime import datetime

from django.db import transaction

from absence.actions.decide_leave import refuse_decider
from absence.actions.leave_plans import held_request
from absence.leave_letters import question_letter
from absence.leave_refusals import LeaveRefused, RequestWithdrawn
from absence.models import LeaveQuestion, LeaveRequest
from attendance_site.parts.clock import LONDON
from registers.actions.write_messages import write_messages
from registers.models import Post

QUESTION_MOST = 1000


class QuestionMissing(LeaveRefused):
    """Nothing was asked."""

    place = "question"


@transaction.atomic
def ask_about_leave(*, request: LeaveRequest, question: str, by: Post, at: datetime) -> LeaveQuestion:
    """Ask the parent something, who is told of it by e-mail or letter. The same question waits only once.

    Raises MayNotDecide, OwnRequest, RequestWithdrawn, QuestionMissing.
    """
    on = at.astimezone(LONDON).date()
    request = held_request(request)
    refuse_decider(request, by, on)
    words = question.strip()[:QUESTION_MOST]
    if not words:
        raise QuestionMissing("Write what you would like to know.")
    if request.withdrawn_at is not None:
        raise RequestWithdrawn(f"{request.withdrawn_name} withdrew {request.reference}.")
    asked = LeaveQuestion.objects.waiting().filter(request=request, question=words).first()
    if asked is not None:
        return asked
    made = LeaveQuestion.objects.create(
        school=request.school,
        request=request,
        question=words,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    rows = request.children.select_related("pupil").order_by("pupil__dob", "pupil")
    pupils = [row.pupil for row in rows]
    write_messages(
        drafts=question_letter(question=made, request=request, pupils=pupils, by=by, on=on), by=by, at=at
    )
    return made
