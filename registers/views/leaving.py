"""Leaving: one pupil's record of it, the deletion of the name, and putting the entry right."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.admission_corrections import Corrected, correct_leaving_day, reinstate_on_roll
from registers.actions.admission_corrections import correct_admission as correct_entry
from registers.actions.leaving import (
    begin_leaving,
    call_off_leaving,
    change_leaving,
    record_enquiry,
    record_step,
)
from registers.actions.leaving import delete_from_roll as delete_name
from registers.forms.leaving import (
    CallOffForm,
    CorrectAdmissionForm,
    DeleteForm,
    EnquiryForm,
    LeavingDayForm,
    LeavingForm,
    ReasonForm,
    StepForm,
)
from registers.leaver_facts import attended_until, facts_of, proposed_last_attended
from registers.leaving import GROUNDS, Lawful, standings
from registers.leaving_page import leaving_page
from registers.leaving_steps import Step
from registers.models import Admission, Leaving, Pupil
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission
from registers.school_sessions import in_words

TAB = "registers:register_entry"
TOLD = (
    *("kind", "learned_on", "told_by", "expected_last_day", "next_school", "next_school_from"),
    *("new_address", "new_address_from"),
)


@requires(Permission.ADMIT_AND_REMOVE)
def leaving(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's leaving: begin the record, tick its checklist, record enquiries; what stands once it is over."""
    pupil, stay = _pupil_and_stay(request, pk)
    record = Leaving.objects.filter(admission=stay, withdrawn_at__isnull=True).first()
    forms = _forms(request, record)
    done = _do(request, stay, record, forms) if request.method == "POST" else ""
    if done:
        messages.success(request, done)
        return redirect("registers:leaving", pupil.pk)
    today = clock.today()
    is_open = record is not None and stay.deleted_on is None
    shown = {
        **page_head(pupil, request.post, current=TAB, on=today),
        "stay": stay,
        "record": record,
        "ground": GROUNDS.get(stay.ground),
        "attended": attended_until([stay])[stay.pk] if stay.deleted_on else None,
        "over": stay.deleted_on is not None and stay.deleted_on < today,
        "page": leaving_page(record, admission=stay, pupil=pupil, today=today, by=request.post)
        if record is not None and is_open
        else None,
        "forms": forms,
        "form": next((form for form in forms.values() if form.is_bound), None),
        "step_asked": request.POST.get("step", ""),
        "today": today,
        "called_off": Leaving.objects.filter(admission=stay, withdrawn_at__isnull=False).order_by("-at"),
    }
    return render(request, "registers/leaving.html", shown)


@requires(Permission.ADMIT_AND_REMOVE)
def delete_from_roll(request: PostRequest, pk: int) -> HttpResponse:
    """Delete the name: the ground, when the pupil last attended, and the last day on the roll."""
    pupil, stay = _pupil_and_stay(request, pk)
    record = Leaving.objects.open().filter(admission=stay).select_related("admission").first()
    today = clock.today()
    if stay.deleted_on is not None:
        return redirect("registers:leaving", pupil.pk)
    if record is None:
        head = page_head(pupil, request.post, current=TAB, on=today)
        return render(request, "registers/delete_from_roll.html", {**head, "no_record": True})
    facts = facts_of(record, admission=stay, pupil=pupil, on=today, today=today, by=request.post)
    found = standings(facts)
    last = record.expected_last_day
    form = DeleteForm(
        request.POST or None,
        standings=found,
        initial={
            "last_attended": proposed_last_attended(pupil, stay),
            "deleted_on": last if last is not None and last >= today else today,
            "today": today,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            deleted = delete_name(leaving=record, **form.cleaned_data, by=request.post, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _deleted_words(pupil, deleted))
            return redirect("registers:leaving", pupil.pk)
    shown = {
        **page_head(pupil, request.post, current=TAB, on=today),
        "form": form,
        "offered": [each for each in found if each.lawful is Lawful.NOW],
        "refused": [each for each in found if each.lawful is not Lawful.NOW],
    }
    return render(request, "registers/delete_from_roll.html", shown)


@requires(Permission.ADMIT_AND_REMOVE)
def reinstate(request: PostRequest, pk: int) -> HttpResponse:
    """Take back a deletion made in error, with the reason."""
    pupil, stay = _pupil_and_stay(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reinstate_on_roll(
                admission=stay, reason=form.cleaned_data["reason"], by=request.post, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"{pupil.called} is on the roll as if the name had not been deleted. Look at the class, the weekly"
            messages.success(request, f"{words} pattern and what was planned: plans are not brought back.")
            return redirect("registers:leaving", pupil.pk)
    shown = {**page_head(pupil, request.post, current=TAB, on=clock.today()), "form": form, "stay": stay}
    return render(request, "registers/reinstate.html", shown)


@requires(Permission.ADMIT_AND_REMOVE)
def correct_admission(request: PostRequest, pk: int) -> HttpResponse:
    """Correct the starting day, the registration or the UPN, with the reason."""
    pupil, stay = _pupil_and_stay(request, pk)
    fields = ("starting_day", "agreed_with", "registration", "other_school")
    initial = {name: getattr(stay, name) for name in fields} | {"upn": pupil.upn}
    form = CorrectAdmissionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_entry(
                admission=stay,
                corrected=form.corrected,
                reason=form.cleaned_data["reason"],
                by=request.post,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _corrected_words(pupil, stay, form.corrected))
            return redirect(TAB, pupil.pk)
    shown = {**page_head(pupil, request.post, current=TAB, on=clock.today()), "form": form, "stay": stay}
    return render(request, "registers/correct_admission.html", shown)


def _pupil_and_stay(request: PostRequest, pk: int) -> tuple[Pupil, Admission]:
    pupil = pupil_for(request.post, pk, on=clock.today())
    stay = pupil.admissions.order_by("-starting_day").first()
    if stay is None:
        raise Http404("The pupil has never been on the roll.")
    return pupil, stay


def _forms(request: PostRequest, record: Leaving | None) -> dict[str, Form]:
    """The forms of the page; the one that was sent is bound."""
    today, do = clock.today(), request.POST.get("do", "")
    known = {name: getattr(record, name) for name in TOLD} if record else {"learned_on": today}

    def data(name: str) -> Any:
        return request.POST if do == name else None

    return {
        "told": LeavingForm(data("told"), initial=known),
        "step": StepForm(data("step"), initial={"done_on": today}, auto_id=False),
        "enquiry": EnquiryForm(data("enquiry"), initial={"made_on": today}),
        "call_off": CallOffForm(data("call_off")),
        "day": LeavingDayForm(data("day"), auto_id="day_%s"),
    }


def _do(request: PostRequest, stay: Admission, record: Leaving | None, forms: dict[str, Form]) -> str:
    """Do what the page asked; empty where it could not be done, the form saying why."""
    form = forms.get(request.POST.get("do", ""))
    try:
        if request.POST.get("do") == "undo_step" and record is not None:
            return _undo_step(request, record)
        if form is None or not form.is_valid():
            return ""
        return _done(request, stay, record, form)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
    return ""


def _done(request: PostRequest, stay: Admission, record: Leaving | None, form: Form) -> str:
    who: dict[str, Any] = {"by": request.post, "at": clock.now()}
    given = form.cleaned_data
    if isinstance(form, LeavingForm) and record is None:
        begin_leaving(admission=stay, told=form.told, **who)
        return "The leaving record is open. The name stays on the roll until it is deleted on a ground."
    if isinstance(form, LeavingDayForm):
        correct_leaving_day(admission=stay, **given, **who)
        return f"The last day on the roll is {in_words(given['deleted_on'])}."
    if record is None:
        return ""
    if isinstance(form, LeavingForm):
        change_leaving(leaving=record, told=form.told, **who)
        return "The record is changed."
    if isinstance(form, StepForm):
        step = _step(request)
        if step is None:
            return ""
        record_step(leaving=record, step=step, **given, **who)
        return f"Recorded: {step.words[0].lower()}{step.words[1:]}."
    if isinstance(form, EnquiryForm):
        record_enquiry(leaving=record, **given, **who)
        return "The enquiries are recorded."
    call_off_leaving(leaving=record, why=given["why"], at=clock.now())
    return "The leaving is called off: the pupil stays."


def _undo_step(request: PostRequest, record: Leaving) -> str:
    step = _step(request)
    if step is None:
        return ""
    record_step(leaving=record, step=step, done_on=None, note="", by=request.post, at=clock.now())
    return f"Not done after all: {step.words[0].lower()}{step.words[1:]}."


def _step(request: PostRequest) -> Step | None:
    text = request.POST.get("step", "")
    return Step(text) if text in set(Step) else None


def _corrected_words(pupil: Pupil, before: Admission, corrected: Corrected) -> str:
    words = f"The entry of {pupil.called} is corrected; the earlier one is kept."
    if corrected.starting_day < min(before.starting_day, clock.today()):
        words += " Sessions since the earlier starting day are due a mark: add them on the page of marks."
    if corrected.registration not in (before.registration, Admission.Registration.SINGLE):
        words += " Say under Planned, in the weekly pattern, which half-days are at the other school."
    return words


def _deleted_words(pupil: Pupil, deleted: Admission) -> str:
    day = in_words(deleted.deleted_on) if deleted.deleted_on else ""
    words = f"The last day of {pupil.called} on the roll is {day}. Every mark stays."
    return f"{words} The local authority is to be told no later than that day."
