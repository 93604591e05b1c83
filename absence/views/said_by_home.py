"""What home has said: reports to accept, ask about or not accept, replies, and what the office takes down itself."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from absence.actions import report_answers, reports
from absence.board_page import operation_of, press, pupil_of
from absence.forms.board import AnswerReportForm, RangForm
from absence.models import AbsenceReport
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.actions.replies import handle_reply
from registers.desk_page import find_pupils
from registers.models import Care, Pupil, Reply
from registers.refusals import Refusal
from registers.roles import Permission, Role


@requires(Permission.FOLLOW_UP)
@require_POST
def answer_report(request: PostRequest, report: int) -> HttpResponse:
    """What home reported is accepted, asked about or not accepted."""
    said = get_object_or_404(
        AbsenceReport.objects.visible_to(request.post).select_related("pupil"), pk=report
    )
    pupil = pupil_of(request, said.pupil_id)
    now = clock.now()
    form = AnswerReportForm(request.POST, role=Role(request.post.role), report=said, today=now.date())

    def work() -> str:
        given = form.cleaned_data
        do, note = given["do"], given["note"]
        fields: dict[str, Any] = {"operation": operation_of(request, do), "by": request.post, "at": now}
        if do == "decline":
            report_answers.decline_report(report=said, reason=note, **fields)
            return f"{pupil.called}: not accepted, and the reason goes to the family"
        if do == "ask":
            report_answers.ask_about_report(report=said, question=note, **fields)
            return f"{pupil.called}: asked"
        code = given["code"] if do == "accept_as" else ""
        done = report_answers.accept_report(
            report=said, code=code, note=note if do == "accept_as" else "", **fields
        )
        return f"{pupil.called}: {done.answer.code} is accepted"

    return press(request, pupil, work, typed=form)


@requires(Permission.FOLLOW_UP)
@require_POST
def deal_with_reply(request: PostRequest, reply: uuid.UUID) -> HttpResponse:
    """A family's reply is dealt with, with what was done."""
    said = get_object_or_404(Reply.objects.visible_to(request.post), pk=reply)
    try:
        handle_reply(reply=said, note=typed(request, "note", longest=300), by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Noted: somebody has dealt with it.")
    return redirect("absence:board")


@requires(Permission.FOLLOW_UP)
def somebody_rang(request: PostRequest) -> HttpResponse:
    """Somebody rang or left word: find the child, write down what was said; it comes onto the board."""
    now, post = clock.now(), request.post
    letters = request.GET.get("q", "").strip()[:60]
    chosen = row_number(request.POST.get("pupil") or request.GET.get("pupil"))
    pupil = pupil_of(request, chosen) if chosen else None
    form = RangForm(
        request.POST or None, role=Role(post.role), today=now.date(),
        initial={"first_day": now.date(), "how": "rang", "heard_at": now.time(), "op": uuid.uuid4()},
    )  # fmt: skip
    if request.method == "POST" and pupil is not None and form.is_valid():
        try:
            reports.note_report(
                pupil=pupil,
                telling=form.telling,
                heard=form.heard(now),
                operation=form.operation,
                by=post,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{pupil.called}: on the board, to be accepted.")
            return redirect("absence:board")
    found = find_pupils(post=post, letters=letters, day=now.date()) if pupil is None else []
    pupils = Pupil.objects.visible_to(post, on=now.date()).filter(pk__in=found)
    adults = Care.objects.may_be_told(now.date()).filter(pupil=pupil).select_related("contact")
    shown = {
        "form": form, "pupil": pupil, "letters": letters, "now": now,
        "found": pupils.order_by("surname", "forename"),
        "adults": adults.order_by("priority", "pk") if pupil else [],
    }  # fmt: skip
    return render(request, "absence/somebody_rang.html", shown)
