"""One suspension: who is told, what education is arranged, its end, its review, and the sheet for print."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions import provision as provisions
from registers.actions import suspension_told as telling
from registers.actions import suspensions as actions
from registers.forms.suspensions import ChangeSuspensionForm, ProvisionForm, ReviewForm, ToldForm
from registers.models import School, Suspension, SuspensionTold
from registers.refusals import Refusal
from registers.roles import Permission
from registers.suspension_paper import suspension_pdf
from registers.suspension_rules import REVIEW_ASKED_WITHIN
from registers.suspensions import SuspensionNow, suspensions_of


@requires(Permission.RECORD_SUSPENSION)
def suspension(request: PostRequest, pk: int) -> HttpResponse:
    """One suspension as it stands, with a press for each person who was told."""
    shown = _now(request, pk)
    if request.method == "POST":
        try:
            done = _do(request, shown)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("registers:suspension", pk)
    context = {
        "shown": shown,
        "suspension": shown.suspension,
        "pupil": shown.suspension.pupil,
        "hows": SuspensionTold.How.choices,
        "provisions": [each for each in shown.suspension.provisions.all() if each.withdrawn_at is None],
        "changes": sorted(shown.suspension.changes.all(), key=lambda change: change.at),
        "review_asked_within": REVIEW_ASKED_WITHIN,
    }
    return render(request, "registers/suspension.html", context)


@requires(Permission.RECORD_SUSPENSION)
def change_suspension(request: PostRequest, pk: int) -> HttpResponse:
    """Another end, or taking it back whole; always with the reason."""
    found = _suspension(request, pk)
    form = ChangeSuspensionForm(
        request.POST or None,
        permanent=found.is_permanent,
        first=found.first,
        initial={"what": "end", "last_day": found.last_day, "last_session": found.last_session},
    )

    def change() -> str:
        said = form.cleaned_data
        kept = {"reason": said["reason"], "code": said["code"], "by": request.post, "at": clock.now()}
        if said["what"] == "withdraw":
            actions.withdraw_suspension(suspension=found, **kept)
            return "Taken back. The plans are withdrawn, and what was recorded is kept."
        actions.change_end(suspension=found, last=said["last"], **kept)
        return "The end is changed, and the plans with it."

    return _answer(request, found, form, change, "registers/change_suspension.html")


@requires(Permission.RECORD_SUSPENSION)
def record_provision(request: PostRequest, pk: int) -> HttpResponse:
    """Record the education arranged, due from the sixth day."""
    shown = _now(request, pk)
    found = shown.suspension
    form = ProvisionForm(request.POST or None, initial={"first_day": shown.due_on or found.first_day})

    def record() -> str:
        provisions.record_provision(suspension=found, **form.cleaned_data, by=request.post, at=clock.now())
        return "Recorded. The sessions from that day on take its code."

    return _answer(request, found, form, record, "registers/record_provision.html", due_on=shown.due_on)


@requires(Permission.RECORD_SUSPENSION)
def record_review(request: PostRequest, pk: int) -> HttpResponse:
    """Record what the review of a permanent exclusion came to."""
    found = _suspension(request, pk)
    form = ReviewForm(request.POST or None, initial={"date": clock.today()})

    def record() -> str:
        actions.record_review(suspension=found, **form.cleaned_data, by=request.post, at=clock.now())
        return "The outcome is recorded."

    return _answer(request, found, form, record, "registers/record_review.html")


@requires(Permission.RECORD_SUSPENSION)
@require_GET
def suspension_sheet(request: PostRequest, pk: int) -> HttpResponse:
    """The facts of one suspension on paper, for the notice to parents and the authority."""
    shown = _now(request, pk)
    pdf = suspension_pdf(shown, at=clock.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="suspension-{shown.suspension.first_day}.pdf"'
    return response


def _suspension(request: PostRequest, pk: int) -> Suspension:
    """A suspension that stands, of a pupil whom the hat may see."""
    found = Suspension.objects.visible_to(request.post).standing()
    return get_object_or_404(found.select_related("pupil__school"), pk=pk)


def _now(request: PostRequest, pk: int) -> SuspensionNow:
    found = _suspension(request, pk)
    school = cast(School, request.post.school)
    every = suspensions_of(pupils=[found.pupil_id], school=school, on=clock.today(), post=request.post)
    return next(each for each in every.listed if each.suspension.pk == pk)


def _answer(
    request: PostRequest,
    found: Suspension,
    form: forms.Form,
    act: Callable[[], str],
    template: str,
    **context: object,
) -> HttpResponse:
    """Show the form; where it was filled in well, act and go back to the suspension (or to the pupil)."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            if Suspension.objects.standing().filter(pk=found.pk).exists():
                return redirect("registers:suspension", found.pk)
            return redirect("registers:pupil_suspensions", found.pupil_id)
    shown = {"suspension": found, "pupil": found.pupil, "form": form, **context}
    return render(request, template, shown)


def _do(request: PostRequest, shown: SuspensionNow) -> str:
    """What one press on the page does; a press that names nothing on it is not found."""
    now = clock.now()
    match request.POST.get("do"):
        case "told":
            return _tell(request, shown)
        case "not_told":
            number = row_number(request.POST.get("told"))
            told = next((each for each in shown.told if each.pk == number), None)
            if told is not None:
                telling.take_back_told(told=told, by=request.post, at=now)
                return f"{told.told_name} is listed again as still to be told."
        case "confirm" | "withdraw" as what:
            number = row_number(request.POST.get("provision"))
            given = next((each for each in shown.suspension.provisions.all() if each.pk == number), None)
            if given is not None and what == "confirm":
                provisions.confirm_provision(provision=given, by=request.post, at=now)
                return "The place is confirmed."
            if given is not None:
                reason = request.POST.get("reason", "").strip()[:300] or "it does not take place"
                provisions.withdraw_provision(provision=given, reason=reason, by=request.post, at=now)
                return "Taken back. Sessions to come are E again."
    raise Http404("Nothing on this page was named.")


def _tell(request: PostRequest, shown: SuspensionNow) -> str:
    form = ToldForm(request.POST)
    line = next((each for each in shown.to_tell if each.key == request.POST.get("line")), None)
    if line is None:
        raise Http404("Nobody of that kind is to be told.")
    if not form.is_valid():
        raise telling.ToldRefused("Say how, and give the day and time as the page offers them.")
    name = form.cleaned_data["who"] or line.name or line.whom.words
    contact = next(
        (care.contact for care in shown.suspension.pupil.cares.all() if care.contact_id == line.contact_id),
        None,
    )
    telling.record_told(
        suspension=shown.suspension,
        whom=line.whom,
        contact=contact,
        told_name=name,
        how=form.cleaned_data["how"],
        told_at=form.told_at(clock.now()),
        by=request.post,
        at=clock.now(),
    )
    return f"Noted: {name} was told."
