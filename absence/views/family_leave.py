"""Requests for leave, on the pages of the family that asks: what was sent, where it stands, and what can be done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from absence.actions import leave as actions
from absence.actions import leave_drafts
from absence.family_leave_words import KINDS, STATES
from absence.forms.family_leave import AnswerForm
from absence.leave_answers import answers_of_request
from absence.leave_kinds import Kind
from absence.leave_standing import Standing, standings, with_letters
from absence.leave_words import days_words
from absence.leave_writing import Writing, requests_of
from absence.models import LeaveDraft, LeaveEvidence, LeaveRequest
from absence.views.papers import paper_response
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.refusals import Refusal

CODE_WITHIN = 30
"""Days: why a child is away, and a request in a parent's name, want a code that is not older (T14)."""


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_leave(request: FamilyRequest) -> HttpResponse:
    """What this person has asked for, and the way to ask."""
    found = requests_of(request.family).select_related("school").newest_first()[:50]
    pupils = [child.pupil.pk for child in request.family.children]
    every = standings(found, pupils=pupils, at=clock.now())
    draft = LeaveDraft.objects.filter(user=request.user, changes__isnull=True).first()
    return render(
        request,
        "absence/family_leave.html",
        {
            "asked": [_shown(each) for each in every],
            "writing": Writing(draft, request.family, clock.today()) if draft else None,
            "several_schools": len(request.family.schools) > 1,
        },
    )


@for_families(code_within_days=CODE_WITHIN)
@require_POST
def family_leave_start(request: FamilyRequest) -> HttpResponse:
    """Begin a request, or carry on with the one that was begun on this phone or another."""
    alone = request.family.children if len(request.family.children) == 1 else ()
    draft = leave_drafts.start_leave_draft(
        user=request.user,
        school=request.family.children[0].school,
        children=[child.pupil.pk for child in alone],
        at=clock.now(),
    )
    writing = Writing(draft, request.family, clock.today())
    return redirect("absence:family_leave_step", draft.public_id, writing.open_step)


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_leave_request(request: FamilyRequest, leave_request: UUID) -> HttpResponse:
    """Where one request stands: questions, the decision with its reasons, and what can still be done."""
    standing = with_letters(_standing(request, leave_request))
    language = get_language() or "en"
    return render(
        request,
        "absence/family_leave_request.html",
        _shown(standing)
        | {
            "answers": answers_of_request(standing.request),
            "change": LeaveDraft.objects.filter(user=request.user, changes=standing.request).first(),
            "decided": [
                (each, days_words(each.agreed, language=language) if each.agreed else "")
                for each in standing.decided
            ],
        },
    )


@for_families(code_within_days=CODE_WITHIN)
def family_leave_withdraw(request: FamilyRequest, leave_request: UUID) -> HttpResponse:
    """Take the request back, after a page that asks whether it is meant."""
    standing = _standing(request, leave_request)
    if request.method == "POST":
        try:
            actions.withdraw_leave(
                request=standing.request, name=_own_name(request, standing.request), at=clock.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Your request is withdrawn. The school sees that."))
        return redirect("absence:family_leave_request", leave_request)
    return render(request, "absence/family_leave_withdraw.html", _shown(standing))


@for_families(code_within_days=CODE_WITHIN)
@require_POST
def family_leave_change(request: FamilyRequest, leave_request: UUID) -> HttpResponse:
    """Begin to change a request: its answers again, one page each. Nothing changes until it is sent."""
    standing = _standing(request, leave_request)
    if not standing.may_change:
        messages.error(
            request,
            gettext("This request can no longer be changed here. Ring or write to the school office."),
        )
        return redirect("absence:family_leave_request", leave_request)
    draft = leave_drafts.start_leave_change(request=standing.request, user=request.user, at=clock.now())
    writing = Writing(draft, request.family, clock.today())
    return redirect("absence:family_leave_step", draft.public_id, writing.open_step)


@for_families(code_within_days=CODE_WITHIN)
def family_leave_answer(request: FamilyRequest, leave_request: UUID, leave_question: int) -> HttpResponse:
    """Answer what the school has asked about the request."""
    standing = _standing(request, leave_request)
    asked = next((each for each in standing.questions if each.pk == leave_question), None)
    if asked is None:
        raise Http404("No such question")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_about_leave(
                question=asked,
                answer=form.cleaned_data["answer"],
                name=_own_name(request, standing.request),
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Your answer is sent to the school."))
            return redirect("absence:family_leave_request", leave_request)
    return render(
        request, "absence/family_leave_answer.html", _shown(standing) | {"question": asked, "form": form}
    )


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_leave_file(request: FamilyRequest, leave_request: UUID, leave_file: UUID) -> HttpResponse:
    """A file that this person sent with the request: to be kept, never to be opened in the browser."""
    standing = _standing(request, leave_request)
    found = LeaveEvidence.objects.standing().filter(request=standing.request, public_id=leave_file).first()
    if found is None:
        raise Http404("No such file")
    return paper_response(found.name, found.kind, bytes(found.content))


def _standing(request: FamilyRequest, public_id: UUID) -> Standing:
    """The person's own request. Somebody else's is not there."""
    own = requests_of(request.family).select_related("school").filter(public_id=public_id)
    pupils = [child.pupil.pk for child in request.family.children]
    found = standings(own, pupils=pupils, at=clock.now())
    if not found:
        raise Http404("No such request")
    return found[0]


def _shown(standing: Standing) -> dict[str, object]:
    """What every page about one request says."""
    return {
        "standing": standing,
        "leave": standing.request,
        "state_words": STATES[standing.state],
        "kind_words": KINDS[Kind(standing.request.kind)],
        "days_words": days_words(standing.days, language=get_language() or "en"),
    }


def _own_name(request: FamilyRequest, leave: LeaveRequest) -> str:
    """Who presses the button, by the name on file at that school."""
    own = (child.contact.name for child in request.family.at(leave.school_id))
    return next(own, request.user.name)
