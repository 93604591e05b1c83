"""Professionals who are to be told of an unexplained absence."""

import datetime as dt
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from absence.actions import told as actions
from absence.forms.referrals import NoteForm, ToldForm
from absence.going_on import GoingOn, going_on
from absence.models import ProfessionalTold
from absence.note_to_professional import note_ready
from absence.professionals import ToTell
from absence.referral_content import last_seen
from absence.views.referrals import absence_of
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.models import School, SensitiveRead
from registers.refusals import Refusal
from registers.roles import Permission

PURPOSE = "Telling somebody of an absence"


@requires(Permission.SEE_SOCIAL_CARE)
@require_safe
def professionals(request: PostRequest) -> HttpResponse:
    """Pupils absent without a reason about whom somebody is to be told, and who was."""
    on = clock.today()
    every = going_on(school=cast(School, request.post.school), post=request.post, on=on, from_day=1)
    found = [each for each in every if each.to_tell]
    found.sort(key=lambda each: not each.still_to_tell)
    return render(request, "absence/professionals.html", {"found": found, "day": on})


@requires(Permission.SEE_SOCIAL_CARE)
def tell_professionals(request: PostRequest, pk: int) -> HttpResponse:
    """Everybody who is to be told of one pupil's absence, with a form for each."""
    found = absence_of(request, pk)
    number = row_number(request.POST.get("whom"))
    local = clock.now().astimezone(LONDON)
    start = {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}
    forms = [
        ToldForm(
            request.POST if request.method == "POST" and number == n else None,
            auto_id=f"whom{n}_%s",
            initial=start | {"told_name": each.name},
        )
        for n, each in enumerate(found.to_tell, 1)
    ]
    notes = _notes(request, found)
    if request.method == "POST":
        if request.POST.get("take_back"):
            return _take_back(request, found)
        if request.POST.get("write"):
            return _write(request, found, notes)
        if not 1 <= number <= len(forms):
            raise Http404("Nobody of that number is to be told")
        if forms[number - 1].is_valid() and _record(request, found, number, forms[number - 1]):
            return redirect("absence:tell_professionals", pk)
    elif found.to_tell:
        note_read(
            pupil=found.pupil,
            what=SensitiveRead.What.SOCIAL_CARE,
            purpose=PURPOSE,
            by=request.post,
            at=clock.now(),
        )
    context = {
        "found": found,
        "pupil": found.pupil,
        "form": forms[number - 1] if 1 <= number <= len(forms) else None,
        "people": list(zip(found.to_tell, forms, notes, strict=True)),
        "last_seen": last_seen(found),
    }
    return render(request, "absence/tell_professionals.html", context)


def _notes(request: PostRequest, found: GoingOn) -> list[NoteForm | None]:
    """A note to each who has not been told and whose name is on file, ready to be read."""
    return [
        _note(request, found, n, whom) if whom.told is None and whom.person else None
        for n, whom in enumerate(found.to_tell, 1)
    ]


def _note(request: PostRequest, found: GoingOn, n: int, whom: ToTell) -> NoteForm:
    mine = request.method == "POST" and row_number(request.POST.get("write")) == n
    try:
        said = note_ready(
            found=found, whom=whom, school=cast(School, request.post.school), by=request.post, known=""
        )
        ready = {"subject": said.subject, "body": said.body}
    except Refusal:
        ready = {}
    return NoteForm(request.POST if mine else None, auto_id=f"note{n}_%s", initial=ready)


def _write(request: PostRequest, found: GoingOn, notes: list[NoteForm | None]) -> HttpResponse:
    """Put the note into the outbox. What cannot be is said on the page."""
    n = row_number(request.POST["write"])
    note = notes[n - 1] if 1 <= n <= len(notes) else None
    if note is None and 1 <= n <= len(notes) and found.to_tell[n - 1].told:
        messages.info(request, f"{found.to_tell[n - 1].name} has been written to or told already.")
        return redirect("absence:tell_professionals", found.pupil.pk)
    if note is None:
        raise Http404("Nobody of that number is to be written to")
    if not note.is_valid():
        messages.warning(request, "The note needs a subject and words. Nothing was written.")
        return redirect("absence:tell_professionals", found.pupil.pk)
    said, whom = note.cleaned_data, found.to_tell[n - 1]
    try:
        actions.write_to_professional(
            found=found,
            whom=whom,
            subject=said["subject"],
            body=said["body"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"The note to {whom.name} is in the outbox. It counts as told once it has gone."
        )
    return redirect("absence:tell_professionals", found.pupil.pk)


def _record(request: PostRequest, found: GoingOn, number: int, form: ToldForm) -> bool:
    said, whom = form.cleaned_data, found.to_tell[number - 1]
    try:
        actions.record_professional_told(
            pupil=found.pupil,
            whom=whom,
            told_name=said["told_name"],
            how=said["how"],
            told_at=dt.datetime.combine(said["day"], said["time"], LONDON),
            note=said["note"],
            day=found.on,
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Noted: {said['told_name']} was told.")
    return True


def _take_back(request: PostRequest, found: GoingOn) -> HttpResponse:
    told = ProfessionalTold.objects.visible_to(request.post).standing().filter(pupil=found.pupil)
    note = told.filter(pk=row_number(request.POST["take_back"])).first()
    if note is None:
        raise Http404("No such note")
    try:
        actions.take_back_told(told=note, by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The note is taken back.")
    return redirect("absence:tell_professionals", found.pupil.pk)
