"""Lateness: who is at or past one of the school's stages, and what a person does about it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import punctuality as actions
from absence.actions.meetings import Arranged
from absence.forms.punctuality import InvitationForm, LettersForm, StagesForm
from absence.lateness import LatePupil, lateness_of
from absence.models import PunctualityStages, PunctualityStep
from absence.punctuality import DEFAULTS, Stage
from absence.punctuality_letters import letters_ready
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from attendance_site.parts.row_numbers import row_number
from attendance_site.parts.spoken import spoken_time
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.models import Message, School
from registers.refusals import Refusal
from registers.roles import Permission
from registers.wording import Fact

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
IN_OUTBOX = "in the outbox, to be read once more, printed or sent."


@requires(Permission.FOLLOW_UP)
@require_safe
def punctuality(request: PostRequest) -> HttpResponse:
    """Pupils at or past a stage, those about whom something was done, and what stands apart."""
    found = lateness_of(school=_school(request), post=request.post, on=clock.today())
    context = {"found": found, "day": found.on, "weekdays": WEEKDAYS}
    return render(request, "absence/punctuality.html", context)


@requires(Permission.FOLLOW_UP)
def pupil_punctuality(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's lateness, session by session, what was done, and what may be done next."""
    found = _late_pupil(request, pk)
    if request.method == "POST":
        _do(request, found)
        return redirect("absence:pupil_punctuality", pk)
    steps = list(
        PunctualityStep.objects.visible_to(request.post)
        .filter(pupil=found.pupil)
        .select_related("meeting")
        .prefetch_related("meeting__records")
        .order_by("-at", "-pk")
    )
    letters = Message.objects.visible_to(request.post).filter(pupil=found.pupil)
    letters = letters.filter(cause__startswith=actions.PUNCTUALITY).with_whom().order_by("made_at", "pk")
    context = {
        "found": found,
        "pupil": found.pupil,
        "standing": found.standing,
        "new": {late.place for late in found.standing.new},
        "weekdays": list(zip(WEEKDAYS, found.standing.weekdays, strict=True)),
        "steps": [(step, [each for each in letters if _is_of(each, step)]) for step in steps],
        "op": uuid.uuid4(),
        "now": clock.now(),
    }
    return render(request, "absence/pupil_punctuality.html", context)


@requires(Permission.FOLLOW_UP)
def punctuality_letter(request: PostRequest, pk: int) -> HttpResponse:
    """The letters about one pupil's lateness: read, changed where needed, and put into the outbox."""
    found = _late_pupil(request, pk)
    form = _letters_form(request, found, Stage.LETTER, {})
    if isinstance(form, HttpResponse):
        return form
    if request.method == "POST" and form.is_valid():
        letters, operation = form.cleaned_data["letters"], form.cleaned_data["op"]
        try:
            actions.write_letters(
                found=found, letters=letters, operation=operation, by=request.post, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _written(request, pk, len(letters))
    context = {"form": form, "found": found, "pupil": found.pupil}
    return render(request, "absence/punctuality_letter.html", context)


@requires(Permission.FOLLOW_UP)
def punctuality_meeting(request: PostRequest, pk: int) -> HttpResponse:
    """An invitation to a meeting: first when and where, then the letters, read and put into the outbox."""
    found = _late_pupil(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    start = {"with_whom": f"{request.post.user.name}, {request.post.position}"}
    when = InvitationForm(asked if "day" in asked else None, initial=start)
    form: LettersForm | HttpResponse | None = None
    if when.is_valid():
        form = _letters_form(request, found, Stage.MEETING, _meeting_facts(when))
    if isinstance(form, HttpResponse):
        return form
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.invite_to_meeting(
                found=found, arranged=_arranged(when), letters=form.cleaned_data["letters"],
                operation=form.cleaned_data["op"], by=request.post, at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _written(request, pk, len(form.cleaned_data["letters"]))
    shown = form if form is not None and form.is_bound else when
    context = {"form": shown, "when": when, "letters": form, "found": found, "pupil": found.pupil}
    return render(request, "absence/punctuality_meeting.html", context)


@requires(Permission.CHANGE_SETTINGS)
def punctuality_stages(request: PostRequest) -> HttpResponse:
    """The school's stages of lateness, as the settings have them."""
    school = _school(request)
    newest = PunctualityStages.objects.newest(school)
    now = newest.stages if newest else DEFAULTS
    start = {"weeks": now.weeks, "word": now.word, "letter": now.letter, "meeting": now.meeting}
    form = StagesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_stages(school=school, stages=form.stages, by=request.post, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The stages are saved. They hold from now on.")
            return redirect("absence:punctuality_stages")
    return render(request, "absence/punctuality_stages.html", {"form": form, "newest": newest})


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _late_pupil(request: PostRequest, pk: int) -> LatePupil:
    found = lateness_of(school=_school(request), post=request.post, on=clock.today(), only=pk)
    if not found.pupils:
        raise Http404("No such pupil, or one for whom lateness is not counted")
    return found.pupils[0]


def _do(request: PostRequest, found: LatePupil) -> None:
    do, note, now = request.POST.get("do", ""), typed(request, "note", longest=500), clock.now()
    by, operation = request.post, _operation(request)
    try:
        if do == "word":
            actions.have_a_word(found=found, note=note, operation=operation, by=by, at=now)
            messages.success(request, "Noted. Only lateness from now on counts for the next step.")
        elif do == "leave_out":
            actions.leave_out(found=found, reason=note, operation=operation, by=by, at=now)
            messages.success(request, "Left out for now. Only lateness from now on counts for it.")
        elif do == "take_back":
            steps = PunctualityStep.objects.visible_to(by).filter(pupil=found.pupil)
            step = get_object_or_404(steps, pk=row_number(request.POST.get("step")))
            actions.take_back_step(step=step, by=by, at=now)
            messages.success(request, "The step is taken back, and its letters will not go.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _operation(request: PostRequest) -> uuid.UUID:
    """One number for each press of a button as it was drawn."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("op", "")), request.POST.get("do", ""))
    except ValueError:
        return uuid.uuid4()


def _letters_form(
    request: PostRequest, found: LatePupil, stage: Stage, more: Mapping[str, Fact]
) -> LettersForm | HttpResponse:
    """The letters to be read; back to the pupil where there is nothing to write, or nobody to write to."""
    back = redirect("absence:pupil_punctuality", found.pupil.pk)
    if not found.standing.new:
        messages.info(request, f"{found.pupil.called} has not been late since the last step.")
        return back
    try:
        ready = letters_ready(
            found=found, stage=stage, school=_school(request), by=request.post, on=clock.today(), more=more
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return back
    if not ready:
        messages.warning(request, "Nobody may be written to. Who may be is said under Family, Contacts.")
        return back
    return LettersForm(request.POST if request.method == "POST" else None, ready=ready)


def _meeting_facts(when: InvitationForm) -> dict[str, Fact]:
    said = when.cleaned_data
    return {
        "meeting day": said["day"],
        "meeting time": spoken_time(said["time"]),
        "meeting place": said["place"],
        "meeting with": said["with_whom"],
    }


def _arranged(when: InvitationForm) -> Arranged:
    said = when.cleaned_data
    starts_at = dt.datetime.combine(said["day"], said["time"], LONDON)
    return Arranged(starts_at, said["place"], said["with_whom"])


def _is_of(message: Message, step: PunctualityStep) -> bool:
    return message.cause.startswith(f"{actions.PUNCTUALITY}{step.pk}/")


def _written(request: PostRequest, pk: int, count: int) -> HttpResponse:
    messages.success(request, f"{'1 letter is' if count == 1 else f'{count} letters are'} {IN_OUTBOX}")
    return redirect("absence:pupil_punctuality", pk)
