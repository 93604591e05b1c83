"""What the school asked to be shown about an illness: the family sends it, opens it again, takes it back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from absence.actions import family_evidence as actions
from absence.evidence_asked import asked_of, own_files
from absence.evidence_words import asked_words
from absence.forms.family_evidence import FamilyEvidenceForm
from absence.models import MedicalFile, MedicalRequest
from absence.views.papers import paper_response
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.refusals import Refusal

CODE_WITHIN = 30


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_evidence(request: FamilyRequest) -> HttpResponse:
    """Everything that this adult was asked to show, what they sent, and whether the school has looked at it."""
    return render(request, "absence/family_evidence.html", {"asked": asked_of(request.family)})


@for_families(code_within_days=CODE_WITHIN)
def send_evidence(request: FamilyRequest, medical_request: int) -> HttpResponse:
    """Show the school a file, or write that there is nothing to show."""
    found = get_object_or_404(MedicalRequest.objects.put_to(request.family), pk=medical_request)
    child = request.family.child(found.pupil_id)
    form = FamilyEvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_evidence(
                request=found,
                child=child,
                shown=form.shown,
                operation=form.cleaned_data["operation"],
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, _("Thank you. The school office has it."))
            return redirect("absence:family_evidence")
    context = {"form": form, "asked": found, "asked_for": asked_words(found.asked_for), "child": child}
    return render(request, "absence/send_evidence.html", context, status=422 if form.errors else 200)


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_evidence_file(request: FamilyRequest, evidence_file: uuid.UUID) -> HttpResponse:
    """A file that this person sent: to be kept, never to be opened in the browser."""
    _child, file = _own(request, evidence_file)
    return paper_response(file.name, file.kind, bytes(file.content))


@for_families(code_within_days=CODE_WITHIN)
@require_POST
def take_evidence_back(request: FamilyRequest, evidence_file: uuid.UUID) -> HttpResponse:
    """A file that was sent by mistake is destroyed, while the school has not looked at it."""
    child, file = _own(request, evidence_file)
    try:
        actions.take_evidence_back(file=file, child=child, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.words)
    else:
        messages.success(request, _("The file is destroyed. Nobody can open it any more."))
    return redirect("absence:family_evidence")


def _own(request: FamilyRequest, public_id: uuid.UUID) -> tuple[Child, MedicalFile]:
    """The file of that address, where this adult sent it about a child whose pages are open to them."""
    file = own_files(request.family).filter(public_id=public_id).first()
    if file is None:
        raise Http404("No such file")
    return request.family.child(file.evidence.pupil_id), file
