"""What is agreed in a support plan: attendance contracts, part-time timetables, appointments that come each week."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import contracts
from absence.actions import part_time as timetables
from absence.actions.appointments import plan_appointments as plan_them
from absence.forms.part_time import AppointmentForm, PartTimeEndForm, PartTimeForm, PartTimeReviewForm
from absence.forms.support_plans import ContractForm, ContractNoteForm, WrittenForm
from absence.models import AttendanceContract, LeaveDelegate, PartTimeTimetable, SupportPlan
from absence.part_time_page import part_time_page
from absence.support_duties import whom_to_ask
from absence.support_forms import wrote
from absence.support_words import FIRST_REVIEW
from absence.views.support_plans import note_opening, plan_for
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import Care, Post
from registers.pupil_page import pupil_for
from registers.roles import Permission, who_may


@requires(Permission.SUPPORT)
def write_contract(request: PostRequest, support_plan: int) -> HttpResponse:
    """What school and parents agree, freely."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    start = {"first_day": now.date(), "review_on": now.date() + FIRST_REVIEW}
    form = ContractForm(request.POST or None, initial=start)
    made: list[AttendanceContract] = []

    def write() -> None:
        made.append(contracts.write_contract(plan=plan, says=form.says, **_who(request, form, now)))

    if wrote(request, form, write, "The contract is written. Note here who signs it."):
        return redirect("absence:contract", made[0].pk)
    return render(request, "absence/write_contract.html", {"form": form, "plan": plan, "pupil": plan.pupil})


@requires(Permission.SUPPORT)
def contract(request: PostRequest, contract: int) -> HttpResponse:
    """One contract: what it says, who signed, reviews, the end."""
    now = clock.now()
    rows = AttendanceContract.objects.visible_to(request.post, on=now.date()).select_related("plan__pupil")
    found = get_object_or_404(rows, pk=contract)
    form = ContractNoteForm(request.POST or None, initial={"on": now.date()})

    def note() -> None:
        contracts.note_contract(contract=found, said=form.happened, **_who(request, form, now))

    if wrote(request, form, note, "Written down."):
        return redirect("absence:contract", found.pk)
    notes = list(found.notes.order_by("-on", "-pk"))
    context = {
        "form": form,
        "contract": found,
        "pupil": found.plan.pupil,
        "notes": notes,
        "ended": any(each.kind == "ended" for each in notes),
    }
    return render(request, "absence/contract.html", context)


@requires(Permission.SUPPORT)
def agree_part_time(request: PostRequest, support_plan: int) -> HttpResponse:
    """A part-time timetable, agreed with a parent, in steps back to full time."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    start = {"agreed_on": now.date(), "review_on": now.date() + FIRST_REVIEW}
    form = PartTimeForm(
        request.POST or None, initial=start, authorised=_authorised(request, now), parents=_parents(plan, now)
    )
    made: list[PartTimeTimetable] = []

    def agree() -> None:
        made.append(timetables.agree_part_time(plan=plan, agreed=form.agreed, **_who(request, form, now)))

    words = "Agreed. C2 is planned on just the sessions outside it, and full time begins by itself after the last step."
    if wrote(request, form, agree, words):
        return redirect("absence:part_time", made[0].pk)
    context = {"form": form, "plan": plan, "pupil": plan.pupil}
    context["ask"] = whom_to_ask(plan.pupil, post=request.post, on=now.date())
    return render(request, "absence/agree_part_time.html", context)


@requires(Permission.SUPPORT)
@require_safe
def part_time(request: PostRequest, part_time: int) -> HttpResponse:
    """One part-time timetable: its steps, what they add to absence, reviews."""
    found = _timetable(request, part_time)
    note_opening(request, found.plan.pupil, clock.now(), True)
    page = part_time_page(found, on=clock.today())
    return render(request, "absence/part_time.html", {"page": page, "pupil": found.plan.pupil})


@requires(Permission.SUPPORT)
def review_part_time(request: PostRequest, part_time: int) -> HttpResponse:
    """A review of a part-time timetable."""
    now = clock.now()
    found = _timetable(request, part_time)
    form = PartTimeReviewForm(
        request.POST or None, initial={"on": now.date(), "review_on": now.date() + FIRST_REVIEW}
    )

    def review() -> None:
        said = {name: form.cleaned_data[name] for name in ("on", "words", "review_on")}
        timetables.review_part_time(timetable=found, **said, **_who(request, form, now))

    if wrote(request, form, review, "The review is written down."):
        return redirect("absence:part_time", found.pk)
    context = {"form": form, "timetable": found, "pupil": found.plan.pupil}
    return render(request, "absence/review_part_time.html", context)


@requires(Permission.SUPPORT)
def end_part_time(request: PostRequest, part_time: int) -> HttpResponse:
    """Full time sooner than agreed."""
    now = clock.now()
    found = _timetable(request, part_time)
    form = PartTimeEndForm(request.POST or None)

    def end() -> None:
        said = {name: form.cleaned_data[name] for name in ("on", "words")}
        timetables.end_part_time(timetable=found, **said, **_who(request, form, now))

    if wrote(
        request, form, end, "Full time begins on that day. What was planned as C2 from then on is taken back."
    ):
        return redirect("absence:part_time", found.pk)
    context = {"form": form, "timetable": found, "pupil": found.plan.pupil}
    return render(request, "absence/end_part_time.html", context)


@requires(Permission.SUPPORT)
def plan_appointments(request: PostRequest, pk: int) -> HttpResponse:
    """Therapy or an appointment that comes each week, until a day."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    form = AppointmentForm(request.POST or None, initial={"first_day": now.date()})

    def plan() -> None:
        plan_them(pupil=pupil, appointment=form.appointment, by=request.post, at=now)

    if wrote(request, form, plan, "Planned each week. The register shows it on the day."):
        return redirect("absence:pupil_support", pk)
    return render(request, "absence/plan_appointments.html", {"form": form, "pupil": pupil})


def _timetable(request: PostRequest, pk: int) -> PartTimeTimetable:
    rows = PartTimeTimetable.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(rows.select_related("plan__pupil__school"), pk=pk)


def _authorised(request: PostRequest, now: dt.datetime) -> QuerySet[Post]:
    named = LeaveDelegate.objects.on(now.date()).filter(school=request.post.school_id)
    may = Q(role__in=who_may(Permission.DECIDE_LEAVE)) | Q(pk__in=named.values("post"))
    posts = Post.objects.on(now.date()).filter(may, school=request.post.school_id, user__is_active=True)
    return posts.select_related("user").order_by("user__name", "pk")


def _parents(plan: SupportPlan, now: dt.datetime) -> QuerySet[Care]:
    cares = Care.objects.may_be_told(now.date()).filter(pupil=plan.pupil_id, lives_with=True)
    return cares.select_related("contact").order_by("priority", "pk")


def _who(request: PostRequest, form: WrittenForm, now: dt.datetime) -> dict[str, Any]:
    return {"operation": form.cleaned_data["operation"], "by": request.post, "at": now}
