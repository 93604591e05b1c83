"""Absence and support: what is suggested and what waits, and what a person does about one pupil."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import support as actions
from absence.actions.meetings import Arranged
from absence.effect_pictures import run_chart_of
from absence.effects import effects_of
from absence.forms.punctuality import LettersForm
from absence.forms.support import SupportInvitationForm, SupportStagesForm
from absence.models import Meeting, SafeguardingNote, SupportReferral, SupportStages, SupportStep
from absence.support_concerns import PupilConcern, concerns_of
from absence.support_due import plans_due
from absence.support_letters import INVITATIONS, concern_kind, stage_of, support_letters
from absence.support_stages import DEFAULTS, Stage
from absence.support_todo import waiting
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from attendance_site.parts.row_numbers import row_number
from attendance_site.parts.spoken import spoken_time
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.models import Message, Pupil, School
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role, may
from registers.wording import Fact

A_PAGE = 25
IN_OUTBOX = "in the outbox, to be read once more, printed or sent."


@requires(Permission.SUPPORT)
@require_safe
def support(request: PostRequest) -> HttpResponse:
    """Whom the school's stages suggest something for, what waits, and where something was done."""
    now = clock.now()
    found = concerns_of(school=_school(request), post=request.post, on=now.date())
    context = {
        "found": found,
        "page_obj": Paginator(found.due, A_PAGE).get_page(request.GET.get("page")),
        "day": found.on,
        "waiting": waiting(
            request.post, effects=effects_of(school=_school(request), post=request.post, on=found.on), now=now
        ),
        "plans_due": plans_due(request.post, on=now.date()),
    }
    return render(request, "absence/support.html", context)


@requires(Permission.SUPPORT)
def support_steps(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's absence with its reasons, what was done about it, and what may be done next."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    if request.method == "POST":
        _do(request, _concern(request, pk))
        return redirect("absence:support_steps", pk)
    found = concerns_of(school=_school(request), post=request.post, on=now.date(), only=pk)
    concern = found.pupils[0] if found.pupils else None
    role = Role(request.post.role)
    sees_flags = may(role, Permission.SEE_SOCIAL_CARE)
    referrals = SupportReferral.objects.filter(pupil=pupil).prefetch_related("news")
    shown = page_head(pupil, request.post, current="absence:support_steps", on=now.date())
    (effects,) = effects_of(school=pupil.school, post=request.post, on=now.date(), only=pk)
    context = shown | {
        "effects": effects,
        "run_chart": run_chart_of(effects),
        "found": concern,
        "since": found.since,
        "standing": concern.standing if concern else None,
        "steps": _done_for(request, pupil),
        "referrals": referrals.order_by("-at", "-pk"),
        "sees_flags": sees_flags,
        "notes": SafeguardingNote.objects.filter(pupil=pupil).count() if sees_flags else 0,
        "op": uuid.uuid4(),
        "now": now,
    }
    return render(request, "absence/support_steps.html", context)


@requires(Permission.SUPPORT)
def support_letter(request: PostRequest, pk: int) -> HttpResponse:
    """The letters about one pupil's absence: read, changed where needed, and put into the outbox."""
    concern = _concern(request, pk)
    if request.method != "POST" and not concern.standing.new:
        return _nothing_new(request, concern, "absence/support_letter.html")
    form = _letters_form(request, concern, concern_kind(concern), {})
    if isinstance(form, HttpResponse):
        return form
    if request.method == "POST" and form.is_valid():
        letters, operation = form.cleaned_data["letters"], form.cleaned_data["op"]
        try:
            actions.write_support_letters(
                concern=concern, letters=letters, operation=operation, by=request.post, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _written(request, pk, len(letters))
    context = {"form": form, "found": concern, "pupil": concern.pupil, "standing": concern.standing}
    return render(request, "absence/support_letter.html", context)


@requires(Permission.SUPPORT)
def support_meeting(request: PostRequest, pk: int) -> HttpResponse:
    """An invitation to a meeting about absence: first when and where, then the letters to be read and put out."""
    concern = _concern(request, pk)
    if request.method != "POST" and not concern.standing.about(Stage.MEETING):
        return _nothing_new(request, concern, "absence/support_meeting.html")
    formal = concern.standing.next is Stage.FORMAL and concern.standing.new
    asked = request.POST if request.method == "POST" else request.GET
    start = {
        "with_whom": f"{request.post.user.name}, {request.post.position}",
        "kind": Meeting.Kind.FORMAL if formal else Meeting.Kind.ATTENDANCE,
    }
    when = SupportInvitationForm(asked if "day" in asked else None, initial=start)
    form: LettersForm | HttpResponse | None = None
    if when.is_valid():
        kind = INVITATIONS[Meeting.Kind(when.cleaned_data["kind"])]
        form = _letters_form(request, concern, kind, _meeting_facts(when))
    if isinstance(form, HttpResponse):
        return form
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.invite_to_support_meeting(
                concern=concern, kind=when.cleaned_data["kind"], arranged=_arranged(when),
                letters=form.cleaned_data["letters"], operation=form.cleaned_data["op"], by=request.post,
                at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _written(request, pk, len(form.cleaned_data["letters"]))
    shown = form if form is not None and form.is_bound else when
    context = {"form": shown, "when": when, "letters": form, "found": concern, "pupil": concern.pupil}
    return render(request, "absence/support_meeting.html", context)


@requires(Permission.CHANGE_SETTINGS)
def support_stages(request: PostRequest) -> HttpResponse:
    """The school's stages of support, as the settings have them."""
    school = _school(request)
    newest = SupportStages.objects.newest(school)
    now = newest.stages if newest else DEFAULTS
    start = {"weeks": now.weeks} | {stage.value: getattr(now, stage.value) for stage in Stage}
    form = SupportStagesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_support_stages(
                school=school, stages=form.stages, operation=form.cleaned_data["op"], by=request.post,
                at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The stages are saved. They hold from now on.")
            return redirect("absence:support_stages")
    return render(request, "absence/support_stages.html", {"form": form, "newest": newest})


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _concern(request: PostRequest, pk: int) -> PupilConcern:
    found = concerns_of(school=_school(request), post=request.post, on=clock.today(), only=pk)
    if not found.pupils:
        raise Http404("No such pupil, or one who is not on roll")
    return found.pupils[0]


def _do(request: PostRequest, concern: PupilConcern) -> None:
    do, note, now = request.POST.get("do", ""), typed(request, "note", longest=4000), clock.now()
    by, operation = request.post, _operation(request)
    try:
        if do == "conversation":
            actions.note_conversation(concern=concern, note=note, operation=operation, by=by, at=now)
            messages.success(request, "Noted. Only what is missed from now on counts for the next step.")
        elif do == "skip":
            actions.skip_stage(concern=concern, reason=note, operation=operation, by=by, at=now)
            messages.success(request, "Left out for now, with your reason.")
        elif do == "take_back":
            steps = SupportStep.objects.visible_to(by).filter(pupil=concern.pupil)
            step = get_object_or_404(steps, pk=row_number(request.POST.get("step")))
            actions.take_back_support_step(step=step, operation=operation, by=by, at=now)
            messages.success(request, "The step is taken back, and its letters will not go.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _operation(request: PostRequest) -> uuid.UUID:
    """One number for each press of a button as it was drawn."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("op", "")), request.POST.get("do", ""))
    except ValueError:
        return uuid.uuid4()


def _done_for(request: PostRequest, pupil: Pupil) -> list[tuple[SupportStep, list[Message]]]:
    """Each step with the letters that it wrote, the newest first."""
    rows = SupportStep.objects.visible_to(request.post, on=clock.today()).filter(
        pupil=pupil, undoes__isnull=True
    )
    rows = rows.select_related("meeting").prefetch_related("meeting__records", "undone")
    letters = Message.objects.visible_to(request.post).filter(pupil=pupil, cause__startswith=actions.CAUSE)
    written = list(letters.with_whom().order_by("made_at", "pk"))
    return [
        (step, [each for each in written if each.cause.startswith(f"{actions.CAUSE}{step.pk}/")])
        for step in rows.order_by("-at", "-pk")
    ]


def _letters_form(
    request: PostRequest, concern: PupilConcern, kind: str, more: Mapping[str, Fact]
) -> LettersForm | HttpResponse:
    """The letters to be read; back to the pupil where there is nothing to write, or nobody to write to."""
    back = redirect("absence:support_steps", concern.pupil.pk)
    if not concern.standing.about(stage_of(kind)):  # pressed twice, or somebody else has just written
        messages.info(request, f"{concern.pupil.called} has missed nothing that counts since the last step.")
        return back
    try:
        ready = support_letters(
            concern=concern, kind=kind, school=_school(request), by=request.post, on=clock.today(), more=more
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return back
    if not ready:
        messages.warning(request, "Nobody may be written to. Who may be is said under Family, Contacts.")
        return back
    return LettersForm(request.POST if request.method == "POST" else None, ready=ready)


def _nothing_new(request: PostRequest, concern: PupilConcern, template: str) -> HttpResponse:
    """The school's letters say what was missed, and there is nothing to say."""
    return render(request, template, {"nothing_new": True, "found": concern, "pupil": concern.pupil})


def _meeting_facts(when: SupportInvitationForm) -> dict[str, Fact]:
    said = when.cleaned_data
    return {
        "meeting day": said["day"],
        "meeting time": spoken_time(said["time"]),
        "meeting place": said["place"],
        "meeting with": said["with_whom"],
    }


def _arranged(when: SupportInvitationForm) -> Arranged:
    said = when.cleaned_data
    starts_at = dt.datetime.combine(said["day"], said["time"], LONDON)
    return Arranged(starts_at, said["place"], said["with_whom"])


def _written(request: PostRequest, pk: int, count: int) -> HttpResponse:
    messages.success(request, f"{'1 letter is' if count == 1 else f'{count} letters are'} {IN_OUTBOX}")
    return redirect("absence:support_steps", pk)
