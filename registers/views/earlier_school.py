"""The earlier school of a pupil: what it was asked, what it answered, and the sessions missed there."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions.earlier_school import (
    ask_earlier_school,
    enter_prior_absence,
    note_answer,
    take_out_prior_absence,
)
from registers.forms.leaving import AnswerForm, AskEarlierSchoolForm, PriorSessionsForm
from registers.models import EarlierSchoolRequest, PriorAbsence, Pupil
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission

LISTED = 200


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def earlier_school(request: PostRequest, pk: int) -> HttpResponse:
    """Ask the earlier school for the sessions missed there, note its answer, and enter them."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    asked = EarlierSchoolRequest.objects.filter(pupil=pupil).order_by("-asked_on", "-pk")
    do = request.POST.get("do", "")
    named = {"asked_of": pupil.last_school, "asked_on": today}
    where = {"school_name": pupil.last_school}
    forms: dict[str, Form] = {
        "ask": AskEarlierSchoolForm(request.POST if do == "ask" else None, initial=named),
        "answer": AnswerForm(
            request.POST if do == "answer" else None, initial={"answered_on": today}, auto_id="answer_%s"
        ),
        "enter": PriorSessionsForm(request.POST if do == "enter" else None, initial=where),
    }
    done = _do(request, pupil, forms) if request.method == "POST" else ""
    if done:
        messages.success(request, done)
        return redirect("registers:earlier_school", pupil.pk)
    reported = PriorAbsence.objects.filter(pupil=pupil).select_related("from_school")
    shown = {
        **page_head(pupil, request.post, current="registers:register_entry", on=today),
        "asked": asked,
        "forms": forms,
        "form": next((form for form in forms.values() if form.is_bound), None),
        "reported": reported.order_by("-date", "session")[:LISTED],
        "count": reported.count(),
        "today": today,
    }
    return render(request, "registers/earlier_school.html", shown)


def _do(request: PostRequest, pupil: Pupil, forms: dict[str, Form]) -> str:
    do = request.POST.get("do", "")
    form = forms.get(do)
    try:
        if do == "take_out":
            rows = PriorAbsence.objects.filter(pupil=pupil)
            take_out_prior_absence(
                absence=get_object_or_404(rows, pk=row_number(request.POST.get("absence")))
            )
            return "The session is taken out."
        if form is None or not form.is_valid():
            return ""
        return _done(request, pupil, form)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
    return ""


def _done(request: PostRequest, pupil: Pupil, form: Form) -> str:
    now, given = clock.now(), form.cleaned_data
    if isinstance(form, AskEarlierSchoolForm):
        ask_earlier_school(pupil=pupil, **given, by=request.post, at=now)
        return f"Noted that {given['asked_of']} was asked. It stays on the list until it has answered."
    if isinstance(form, AnswerForm):
        held = EarlierSchoolRequest.objects.filter(pupil=pupil)
        asked = get_object_or_404(held, pk=row_number(request.POST.get("request")))
        note_answer(request=asked, **given, at=now)
        return f"Noted what {asked.asked_of} answered. Enter the sessions below, if there are any."
    rows = enter_prior_absence(pupil=pupil, **given, at=now)
    return f"{len(rows)} sessions are entered. They count towards the threshold here."
