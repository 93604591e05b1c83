"""Requests for leave: the list, the page of one with the decision, questions, evidence, and what stands behind it."""

import datetime as dt
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from absence.actions import ask_about_leave as asking
from absence.actions import decide_leave as deciding
from absence.actions import undo_leave as undoing
from absence.actions.leave import look_at_leave
from absence.forms.leave_decision import DecisionForm, QuestionForm
from absence.leave_background import background_of
from absence.leave_list import Which, listed, requests_that
from absence.leave_page import LeavePage, leave_page
from absence.leave_policy import LAW, LAW_SOURCE, WHATEVER_THE_ATTENDANCE
from absence.leave_refusals import LeaveRefused, MayNotDecide, OwnRequest
from absence.models import LeaveEvidence, LeaveRequest
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.message_causes import LEAVE_HOLD
from registers.models import School, SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission
from registers.school_sessions import clock_words

ON_A_PAGE = 50


@requires(Permission.SEE_LEAVE)
@require_safe
def leave(request: PostRequest) -> HttpResponse:
    """Requests that wait, oldest first; those decided and withdrawn behind tabs."""
    today = clock.today()
    asked = request.GET.get("show", "")
    which = Which(asked) if asked in list(Which) else Which.WAITING
    found = Paginator(requests_that(which, request.post, on=today).select_related("contact"), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    tabs = [{"label": each.label, "url": f"?show={each}", "current": each is which} for each in Which]
    context = {
        "which": which,
        "tabs": tabs,
        "page_obj": page,
        "rows": listed(list(page.object_list), on=today),
        "today": today,
    }
    return render(request, "absence/leave.html", context)


@requires(Permission.SEE_LEAVE)
@require_safe
def leave_request(request: PostRequest, pk: int) -> HttpResponse:
    """One request with all that is known of it; for those who decide, the decision."""
    asked = _request(request, pk)
    if asked.withdrawn_at is None:
        look_at_leave(request=asked, by=request.post, at=clock.now())
    page = _page(request, asked)
    return _show(request, page, DecisionForm(page=page), QuestionForm())


@requires(Permission.SEE_LEAVE)
@require_POST
def decide_leave(request: PostRequest, pk: int) -> HttpResponse:
    """Decide, or look at the letters first."""
    asked = _request(request, pk)
    at = clock.now()
    _refuse_others(request, asked, at)
    page = _page(request, asked)
    form = DecisionForm(request.POST, page=page)
    if not form.is_valid():
        return _show(request, page, form, QuestionForm())
    said = form.cleaned_data
    chosen = {"pupils": said["children"], "chosen": form.chosen, "others": said.get("others", [])}
    who = {"operation": said["operation"], "by": request.post, "at": at}
    try:
        if request.POST.get("do") == "preview":
            ready = deciding.prepare_decision(request=asked, **chosen, **who)
            return _show(request, page, form, QuestionForm(), drafts=ready.drafts)
        made = deciding.decide_leave(request=asked, seen=form.seen, **chosen, **who)
    except LeaveRefused as refusal:
        form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        return _show(request, page, form, QuestionForm())
    if made[0].undone_at is not None:
        messages.warning(request, "This decision was undone. Nothing was decided again.")
    else:
        until = clock_words(made[0].at + LEAVE_HOLD)
        messages.success(
            request, f"Decided: {made[0].get_outcome_display().lower()}. You can undo it until {until}."
        )
    return redirect("absence:leave_request", pk)


@requires(Permission.SEE_LEAVE)
@require_POST
def undo_leave(request: PostRequest, pk: int) -> HttpResponse:
    """Take a decision back before anybody was told."""
    asked = _request(request, pk)
    at = clock.now()
    _refuse_others(request, asked, at)
    press = _press(request, asked)
    try:
        undoing.undo_leave(press=press, by=request.post, at=at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The decision is undone. Its planned marks and its letters are taken back.")
    return redirect("absence:leave_request", pk)


@requires(Permission.SEE_LEAVE)
@require_POST
def ask_about_leave(request: PostRequest, pk: int) -> HttpResponse:
    """Ask the parent something before deciding."""
    asked = _request(request, pk)
    at = clock.now()
    _refuse_others(request, asked, at)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            asking.ask_about_leave(
                request=asked, question=form.cleaned_data["question"], by=request.post, at=at
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{asked.asked_name} is asked. The answer appears here.")
            return redirect("absence:leave_request", pk)
    page = _page(request, asked)
    return _show(request, page, DecisionForm(page=page), form)


@requires(Permission.SEE_LEAVE)
@require_safe
def leave_evidence(request: PostRequest, pk: int, evidence: int) -> HttpResponse:
    """A file that came with the request, to be saved and opened elsewhere. Who opens it is noted."""
    asked = _request(request, pk)
    found = get_object_or_404(LeaveEvidence.objects.standing().filter(request=asked), pk=evidence)
    for child in asked.children.select_related("pupil"):
        note_read(
            pupil=child.pupil,
            what=SensitiveRead.What.EVIDENCE,
            purpose=f"{asked.reference}: {found.name}"[:300],
            by=request.post,
            at=clock.now(),
        )
    response = HttpResponse(bytes(found.content), content_type=found.kind)
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.SEE_LEAVE)
@require_safe
def leave_background(request: PostRequest, pk: int) -> HttpResponse:
    """Attendance and earlier requests of the children: kept apart from the decision, which they do not make."""
    asked = _request(request, pk)
    context = {
        "asked": asked,
        "children": background_of(asked, post=request.post, on=clock.today()),
        "whatever": WHATEVER_THE_ATTENDANCE,
    }
    return render(request, "absence/leave_background.html", context)


@requires(Permission.SEE_LEAVE)
@require_safe
def pupil_leave(request: PostRequest, pk: int) -> HttpResponse:
    """The requests for leave about one pupil, with what was decided."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    found = LeaveRequest.objects.visible_to(request.post, on=today).filter(children__pupil=pupil)
    context = {
        **page_head(pupil, request.post, current="absence:pupil_leave", on=today),
        "rows": listed(list(found.newest_first()), on=today),
    }
    return render(request, "absence/pupil_leave.html", context)


def _request(request: PostRequest, pk: int) -> LeaveRequest:
    visible = LeaveRequest.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(visible.select_related("school", "contact", "post"), pk=pk)


def _page(request: PostRequest, asked: LeaveRequest) -> LeavePage:
    return leave_page(asked, post=request.post, school=cast(School, request.post.school), at=clock.now())


def _press(request: PostRequest, asked: LeaveRequest) -> UUID:
    try:
        press = UUID(request.POST.get("press", ""))
    except ValueError:
        raise Http404("No such decision") from None
    if not asked.decisions.filter(press=press).exists():
        raise Http404("No such decision")
    return press


def _refuse_others(request: PostRequest, asked: LeaveRequest, at: dt.datetime) -> None:
    """Who may not decide may prepare nothing either; the answer says who can."""
    try:
        deciding.refuse_decider(asked, request.post, at.date())
    except (MayNotDecide, OwnRequest) as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _show(
    request: PostRequest, page: LeavePage, form: DecisionForm, question: QuestionForm, **more: object
) -> HttpResponse:
    context = {
        "shown": page,
        "asked": page.request,
        "form": form,
        "question_form": question,
        "law": LAW,
        "law_source": LAW_SOURCE,
        "whatever": WHATEVER_THE_ATTENDANCE,
        **more,
    }
    return render(request, "absence/leave_request.html", context)
