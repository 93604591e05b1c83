"""Safeguarding: a note that many may write and few may read, and references to the school's own system."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from absence.actions import safeguarding as actions
from absence.forms.support import PurposeForm, ReferenceForm, SafeguardingNoteForm
from absence.models import SafeguardingNote, SafeguardingReference
from absence.safeguarding_today import leads
from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.models import SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.roles import Permission

PASSED_ON = (
    "Passed on to those who may read it. If the child is in danger now, speak with the safeguarding lead."
)


@requires(Permission.WRITE_SAFEGUARDING_NOTE)
def safeguarding_note(request: PostRequest, pk: int) -> HttpResponse:
    """Write down what was noticed about a pupil. What others wrote is not shown here."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    form = SafeguardingNoteForm(request.POST or None)

    def do() -> None:
        said = form.cleaned_data
        actions.write_safeguarding_note(
            pupil=pupil, words=said["words"], operation=said["op"], by=request.post, at=now
        )

    if wrote(request, form, do, PASSED_ON):
        return redirect("absence:safeguarding_note", pk)
    shown = page_head(pupil, request.post, current="absence:safeguarding_note", on=now.date())
    context = shown | {"form": form, "leads": leads(request.post, on=now.date())}
    return render(request, "absence/safeguarding_note.html", context)


@requires(Permission.READ_SAFEGUARDING_NOTE)
def safeguarding_notes(request: PostRequest, pk: int) -> HttpResponse:
    """The notes about a pupil: first why somebody looks, which is kept, then the notes."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    notes = SafeguardingNote.objects.visible_to(request.post, on=now.date()).filter(pupil=pupil)
    form = PurposeForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        note_read(
            pupil=pupil,
            what=SensitiveRead.What.SAFEGUARDING,
            purpose=form.cleaned_data["purpose"],
            by=request.post,
            at=now,
        )
        shown = list(notes.order_by("-at", "-pk"))
    context = {"form": form, "notes": shown, "count": notes.count()}
    head = page_head(pupil, request.post, current="absence:safeguarding_note", on=now.date())
    return render(request, "absence/safeguarding_notes.html", head | context)


@requires(Permission.SEE_SOCIAL_CARE)
def safeguarding_references(request: PostRequest, pk: int) -> HttpResponse:
    """Concerns that stand in the school's safeguarding system, by reference only."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    form = ReferenceForm(request.POST or None)

    def do() -> None:
        said = form.cleaned_data
        actions.note_safeguarding_reference(
            pupil=pupil, reference=said["reference"], operation=said["op"], by=request.post, at=now
        )

    if wrote(request, form, do, "The reference is kept."):
        return redirect("absence:safeguarding_references", pk)
    rows = SafeguardingReference.objects.visible_to(request.post, on=now.date()).filter(pupil=pupil)
    head = page_head(pupil, request.post, current="absence:safeguarding_note", on=now.date())
    context = head | {"form": form, "references": rows.order_by("-at", "-pk")}
    return render(request, "absence/safeguarding_references.html", context)
