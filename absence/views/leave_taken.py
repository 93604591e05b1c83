"""Taken though not agreed: what is proposed, and what a person makes of it."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from absence.actions import leave_taken as marking
from absence.actions.contradictions import settle_contradiction
from absence.leave_proposals import Proposal
from absence.leave_taken import ENOUGH
from absence.leave_taken import leave_taken as proposals_on
from attendance_site.parts import clock
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.codes import HOLIDAY_NOT_GRANTED, NO_GOOD_REASON
from registers.models import School
from registers.refusals import MarksMovedMeanwhile, Refusal
from registers.roles import Permission

GONE = "That proposal is no longer here: the marks have changed, or somebody has settled it."


@requires(Permission.SEE_LEAVE)
@require_safe
def leave_taken(request: PostRequest) -> HttpResponse:
    """Absences on days for which leave was not agreed, or believed to be a holiday, with what is on file."""
    on = clock.today()
    found = proposals_on(school=cast(School, request.post.school), post=request.post, on=on)
    return render(
        request,
        "absence/leave_taken.html",
        {
            "found": found,
            "day": on,
            "enough": ENOUGH,
            "holiday": HOLIDAY_NOT_GRANTED,
            "other": NO_GOOD_REASON,
        },
    )


@requires(Permission.AMEND_MARK)
@require_POST
def mark_leave_taken(request: PostRequest) -> HttpResponse:
    """One press for one pupil: the marks are set with the reason, or it is not so."""
    school, now = cast(School, request.post.school), clock.now()
    found = proposals_on(school=school, post=request.post, on=now.date())
    proposal = found.at(request.POST.get("proposal", ""))
    if proposal is None:
        messages.warning(request, GONE)
        return redirect("absence:leave_taken")
    try:
        messages.success(request, _press(request, school, proposal, request.POST.get("do", "")))
    except MarksMovedMeanwhile:
        messages.warning(request, "The register is being saved by somebody else. Press again.")
    except Refusal as refusal:
        messages.warning(request, f"{proposal.pupil.called}: {refusal}")
    return redirect("absence:leave_taken")


def _press(request: PostRequest, school: School, proposal: Proposal, do: str) -> str:
    words, by, at = typed(request, "words", longest=200), request.post, clock.now()
    if do == "not_so":
        settle_contradiction(school=school, findings=proposal.findings, words=words, by=by, at=at)
        return f"{proposal.pupil.called}: not so. The reason is kept, and the marks stay as they are."
    written = marking.mark_leave_taken(proposal=proposal, code=do, words=words, by=by, at=at)
    halves = "1 mark is" if len(written) == 1 else f"{len(written)} marks are"
    return f"{proposal.pupil.called}: {halves} {do} now, with the reason. The earlier entries are kept."
