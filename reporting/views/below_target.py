"""Pupils below the school's own target: whom to write to, whom to speak with, what was done."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from absence.forms.punctuality import LettersForm
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import Pupil, School
from registers.refusals import Refusal
from registers.roles import Permission
from reporting.actions import family_updates as actions
from reporting.below_target import PupilBelow, TargetList, about, target_letters, target_words
from reporting.below_target import below_target as pupils_below
from reporting.forms.family_updates import LeaveOutForm, TargetForm
from reporting.informing_tabs import informing_tabs
from reporting.models import AttendanceTarget


@requires(Permission.SUPPORT)
@require_safe
def below_target(request: PostRequest) -> HttpResponse:
    """The list, in three parts: suggested, to be spoken with, done."""
    found = pupils_below(school=_school(request), post=request.post, on=clock.today())
    context = {
        "found": found,
        "target": target_words(found.target.tenths) if found.target else "",
        "tabs": informing_tabs(request.post, "reporting:below_target"),
    }
    return render(request, "reporting/below_target.html", context)


@requires(Permission.SUPPORT)
def target_letter(request: PostRequest, pupil: int) -> HttpResponse:
    """The letters about one pupil, to be read and changed; or nothing is written, and somebody says why."""
    listed = pupils_below(school=_school(request), post=request.post, on=clock.today(), only=pupil)
    if not listed.pupils:
        return _nothing_to_write(request, pupil)
    [found] = listed.pupils
    letters = _letters_form(request, found, listed)
    leave_out = LeaveOutForm(request.POST if "leave_out" in request.POST else None, auto_id="leave_%s")
    if request.method == "POST" and _done(request, found, listed, letters, leave_out):
        return redirect("reporting:below_target")
    context = {
        "each": found,
        "pupil": found.figures.pupil,
        "found": listed,
        "target": target_words(listed.target.tenths if listed.target else None),
        "letters": letters,
        "leave_out": leave_out,
        "form": leave_out if leave_out.is_bound else letters if isinstance(letters, LettersForm) else None,
    }
    return render(request, "reporting/target_letter.html", context)


@requires(Permission.CHANGE_SETTINGS)
def attendance_target(request: PostRequest) -> HttpResponse:
    """The school's own target."""
    school = _school(request)
    newest = AttendanceTarget.objects.newest(school)
    now = newest.tenths / 10 if newest and newest.tenths else None
    form = TargetForm(request.POST if request.method == "POST" else None, initial={"target": now})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_attendance_target(school=school, tenths=form.tenths, by=request.post, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The target is saved. Nothing is sent because of it.")
            return redirect("reporting:attendance_target")
    return render(request, "reporting/attendance_target.html", {"form": form, "newest": newest})


def _nothing_to_write(request: PostRequest, pupil: int) -> HttpResponse:
    found = get_object_or_404(Pupil.objects.visible_to(request.post, on=clock.today()), pk=pupil)
    return render(request, "reporting/target_letter.html", {"pupil": found})


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _letters_form(request: PostRequest, found: PupilBelow, listed: TargetList) -> LettersForm | str:
    """The letters to be read; words why there are none."""
    target = cast(AttendanceTarget, listed.target)
    try:
        ready = target_letters(
            found=found,
            target=target,
            school=_school(request),
            by=request.post,
            first=listed.first,
            on=clock.today(),
        )
    except Refusal as refusal:
        return str(refusal)
    if not ready:
        page = reverse("registers:pupil_contacts", args=[found.figures.pupil.pk])
        return f"Nobody may be written to. The contacts stand at {page}."
    is_sent = request.method == "POST" and "leave_out" not in request.POST
    return LettersForm(request.POST if is_sent else None, ready=ready)


def _done(
    request: PostRequest,
    found: PupilBelow,
    listed: TargetList,
    letters: LettersForm | str,
    leave_out: LeaveOutForm,
) -> bool:
    form = leave_out if leave_out.is_bound else letters
    if isinstance(form, str) or not form.is_valid():
        return False
    below, said = about(found, listed), form.cleaned_data
    press = {"operation": said["op"], "by": request.post, "at": clock.now()}
    try:
        if isinstance(form, LettersForm):
            actions.write_target_letters(below=below, letters=said["letters"], **press)
            messages.success(request, "In the outbox, to be read once more, printed or sent.")
        else:
            actions.leave_target_letter_out(below=below, why=said["why"], **press)
            messages.success(request, "Noted: nothing is written now.")
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
