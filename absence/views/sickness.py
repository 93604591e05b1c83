"""Illness that comes to many days: the list, the return to the authority, and the education asked of it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import sickness as actions
from absence.education_plan import education_plan
from absence.forms.medical import AskEducationForm, EducationAnswerForm, ReturnSentForm, SicknessReturnForm
from absence.models import EducationRequest, MedicalEvidence, MedicalFile, MedicalRequest, SicknessReturn
from absence.sickness_content import sickness_content
from absence.sickness_list import IllPupil, ill_pupils, sickness_list
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.models import Pupil, School, SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.SEE_HEALTH)
@require_safe
def sickness(request: PostRequest) -> HttpResponse:
    """Pupils about whom the authority is to be told, and those who come near."""
    found = sickness_list(post=request.post, on=clock.today())
    return render(request, "absence/sickness.html", {"found": found, "day": clock.today()})


@requires(Permission.SEE_HEALTH)
@require_safe
def pupil_illness(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's illness this school year, the returns, the education asked for, and evidence. Reading is noted."""
    on = clock.today()
    pupil = pupil_for(request.post, pk, on=on)
    note_health_read(request, pupil, "Illness and evidence")
    files = MedicalFile.objects.filter(evidence__pupil=pupil).without_content()
    evidence = MedicalEvidence.objects.filter(pupil=pupil).order_by("-seen_on", "-pk")
    waiting = set(MedicalEvidence.objects.filter(pupil=pupil).to_be_seen().values_list("pk", flat=True))
    by_evidence = {each.evidence_id: each for each in files}
    context = {
        **page_head(pupil, request.post, current="absence:pupil_illness", on=on),
        "ill": _ill(request, pupil),
        "asked": MedicalRequest.objects.filter(pupil=pupil).newest_first(),
        "evidence": [(each, by_evidence.get(each.pk), each.pk in waiting) for each in evidence],
    }
    return render(request, "absence/pupil_illness.html", context)


@requires(Permission.SEE_HEALTH)
def make_sickness_return(request: PostRequest, pk: int) -> HttpResponse:
    """The return ready to be read; a person says what more is expected, and makes it."""
    on = clock.today()
    pupil = pupil_for(request.post, pk, on=on)
    ill = _ill(request, pupil)
    if ill is None:
        raise Http404("No such pupil on the roll of the school.")
    school = cast(School, request.post.school)
    form = SicknessReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_sickness_return(
                ill=ill, school=school, by=request.post, on=on, at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The return is made. Send it, and note whom it went to.")
            return redirect("absence:sickness_return", made.pk)
    content = sickness_content(ill, school=school, on=on)
    context = {"form": form, "pupil": pupil, "ill": ill, "content": content}
    return render(request, "absence/make_sickness_return.html", context)


@requires(Permission.SEE_HEALTH)
def sickness_return(request: PostRequest, sickness_return: int) -> HttpResponse:
    """A return as it was made, and whom it went to."""
    on = clock.today()
    visible = SicknessReturn.objects.visible_to(request.post, on=on).select_related("pupil")
    made = get_object_or_404(visible, pk=sickness_return)
    form = ReturnSentForm(request.POST or None, initial={"sent_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_sickness_return_sent(
                sickness_return=made, by=request.post, on=on, at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Noted: it went to {form.cleaned_data['to_whom']}.")
            return redirect("absence:sickness_return", made.pk)
    note_health_read(request, made.pupil, "Sickness return")
    context = {"form": form, "made": made, "pupil": made.pupil, "sent": made.sent.order_by("sent_on", "pk")}
    return render(request, "absence/sickness_return.html", context)


@requires(Permission.SEE_HEALTH)
def ask_education(request: PostRequest, pk: int) -> HttpResponse:
    """Note that the authority was asked to arrange suitable education."""
    on = clock.today()
    pupil = pupil_for(request.post, pk, on=on)
    form = AskEducationForm(request.POST or None, initial={"asked_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_for_education(
                pupil=pupil, by=request.post, on=on, at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The request is noted. Write here what the authority answers.")
            return redirect("absence:education_request", made.pk)
    return render(request, "absence/ask_education.html", {"form": form, "pupil": pupil})


@requires(Permission.SEE_HEALTH)
def education_request(request: PostRequest, education_request: int) -> HttpResponse:
    """What the authority was asked for, and what it arranged."""
    on = clock.today()
    visible = EducationRequest.objects.visible_to(request.post, on=on).select_related("pupil")
    asked = get_object_or_404(visible, pk=education_request)
    form = EducationAnswerForm(request.POST or None, initial={"answered_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_education_answer(
                request=asked, answer=form.answer, by=request.post, on=on, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Written down.")
            return redirect("absence:education_request", asked.pk)
    note_health_read(request, asked.pupil, "Education asked of the authority")
    answers = list(asked.answers.order_by("-answered_on", "-pk"))
    plan = education_plan(next(iter(answers), None), asked.pupil, on=on)
    context = {"form": form, "asked": asked, "pupil": asked.pupil, "answers": answers, "plan": plan}
    return render(request, "absence/education_request.html", context)


def note_health_read(request: PostRequest, pupil: Pupil, purpose: str) -> None:
    """Keep who looks at what is known of a pupil's health."""
    note_read(pupil=pupil, what=SensitiveRead.What.HEALTH, purpose=purpose, by=request.post, at=clock.now())


def _ill(request: PostRequest, pupil: Pupil) -> IllPupil | None:
    found = ill_pupils([pupil.pk], post=request.post, on=clock.today())
    return found[0] if found else None
