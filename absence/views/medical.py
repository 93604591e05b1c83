"""Evidence of an illness: asking for it with the reason, noting what was seen, opening a file and taking it out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from absence.actions import medical as actions
from absence.forms.medical import AskEvidenceForm, EvidenceForm
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from absence.views.papers import paper_response
from absence.views.sickness import note_health_read
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import Care
from registers.pupil_page import pupil_for
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.SEE_HEALTH)
def ask_evidence(request: PostRequest, pk: int) -> HttpResponse:
    """Record that evidence is asked for, and why there is genuine doubt."""
    on = clock.today()
    pupil = pupil_for(request.post, pk, on=on)
    told = Care.objects.may_be_told(on).filter(pupil=pupil).select_related("contact")
    form = AskEvidenceForm(request.POST or None, cares=list(told.order_by("priority", "pk")))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_evidence(pupil=pupil, asked=form.asked, by=request.post, on=on, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            written = " What is written to the family waits in the outbox." if form.asked.contacts else ""
            messages.success(request, f"Recorded, with the reason.{written}")
            return redirect("absence:pupil_illness", pk)
    return render(request, "absence/ask_evidence.html", {"form": form, "pupil": pupil})


@requires(Permission.SEE_HEALTH)
def add_evidence(request: PostRequest, pk: int) -> HttpResponse:
    """Note what was seen, and keep a file only where the note is not enough."""
    on = clock.today()
    pupil = pupil_for(request.post, pk, on=on)
    asked = list(MedicalRequest.objects.filter(pupil=pupil).newest_first())
    initial = {"seen_on": on, "request": request.GET.get("answers", "")}
    form = EvidenceForm(request.POST or None, request.FILES or None, requests=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.note_evidence(
                pupil=pupil,
                request=form.chosen,
                kind=said["kind"],
                seen_on=said["seen_on"],
                note=said["note"],
                paper=said["paper"],
                by=request.post,
                on=on,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Noted.")
            return redirect("absence:pupil_illness", pk)
    return render(request, "absence/add_evidence.html", {"form": form, "pupil": pupil})


@requires(Permission.SEE_HEALTH)
@require_safe
def medical_file(request: PostRequest, medical_file: int) -> HttpResponse:
    """A file, to be saved and opened elsewhere. Who opens it is noted."""
    file = _file(request, medical_file)
    note_health_read(request, file.evidence.pupil, f"Evidence: {file.name}"[:300])
    return paper_response(file.name, file.kind, bytes(file.content))


@requires(Permission.SEE_HEALTH)
@require_POST
def take_out_medical_file(request: PostRequest, medical_file: int) -> HttpResponse:
    """Destroy a file that is no longer needed; the note of what was seen stays."""
    file = _file(request, medical_file)
    actions.take_out_medical_file(file=file, by=request.post, at=clock.now())
    messages.success(request, "The file is destroyed. The note of what was seen stays.")
    return redirect("absence:pupil_illness", file.evidence.pupil_id)


def _file(request: PostRequest, number: int) -> MedicalFile:
    visible = MedicalEvidence.objects.visible_to(request.post, on=clock.today())
    kept = MedicalFile.objects.kept().filter(evidence__in=visible).select_related("evidence__pupil")
    return get_object_or_404(kept, pk=number)
