"""One pupil's plans and weekly pattern: the tab, and the pages that change them."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import patterns as pattern_actions
from registers.actions import plans as plan_actions
from registers.forms.plans import HALVES, WHOLE_DAY, PatternForm, PlanMarkForm
from registers.forms.proposed_plan import proposed
from registers.models import Admission, ExpectedPattern, PlannedMark, Pupil, School
from registers.pupil_page import page_head, pupil_for
from registers.pupil_plans import plans_of
from registers.refusals import Refusal
from registers.roles import Permission, Role
from registers.turning_age import turning_soon


@requires(Permission.SEE_MARKS)
@require_safe
def pupil_plans(request: PostRequest, pk: int) -> HttpResponse:
    """What is planned for one pupil, what home has reported, and the weekly pattern."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    shown = page_head(pupil, request.post, current="registers:pupil_plans", on=today)
    return render(
        request, "registers/pupil_plans.html", {**shown, "plans": plans_of(pupil, on=today), "today": today}
    )


@requires(Permission.PLAN_ABSENCE)
def plan_mark(request: PostRequest, pk: int) -> HttpResponse:
    """Plan a code for one pupil."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    role = Role(request.post.role)
    initial = {"first_day": now.date(), **proposed(request.GET)}
    form = PlanMarkForm(request.POST or None, role=role, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plan_actions.plan_mark(
                pupil=pupil,
                asked=form.asked(form.cleaned_data["code"]),
                note=form.words,
                by=request.post,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Planned for {pupil.called}.")
            return redirect("registers:pupil_plans", pk)
    return render(request, "registers/plan_mark.html", {"form": form, "pupil": pupil})


@requires(Permission.PLAN_ABSENCE)
def change_plan(request: PostRequest, pk: int, plan: int) -> HttpResponse:
    """Change or withdraw one plan; the earlier one is kept with who withdrew it."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    old = _plan(pupil, plan)
    if request.POST.get("do") == "withdraw":
        return _done(request, pupil, lambda: plan_actions.withdraw_plan(plan=old, by=request.post, at=now))
    sessions = {half for half in ("AM", "PM") if "1" in old.halves[half == "PM" :: 2]}
    part = WHOLE_DAY if len(sessions) != 1 else sessions.pop()
    weekdays = [str(day) for day in range(5) if "1" in old.halves[2 * day : 2 * day + 2]]
    weekdays = weekdays if len(weekdays) < 5 else []
    initial = {"code": old.code, "first_day": old.first_day, "last_day": old.last_day, "part": part}
    initial["weekdays"] = weekdays
    form = PlanMarkForm(
        request.POST or None, role=Role(request.post.role), initial=initial | {"note": old.note}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.asked(form.cleaned_data["code"])
        if (part, weekdays) == (form.cleaned_data["part"], form.cleaned_data["weekdays"]):
            asked = asked._replace(
                halves=old.halves
            )  # mornings of some days and afternoons of others stay so
        try:
            plan_actions.change_plan(plan=old, asked=asked, note=form.words, by=request.post, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The plan for {pupil.called} was changed.")
            return redirect("registers:pupil_plans", pk)
    return render(request, "registers/change_plan.html", {"form": form, "pupil": pupil, "plan": old})


@requires(Permission.PLAN_ABSENCE)
def set_pattern(request: PostRequest, pk: int) -> HttpResponse:
    """The half-days on which one pupil is expected, from a day on."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    current = ExpectedPattern.objects.standing().on(now.date()).filter(pupil=pupil).first()
    stay = Admission.objects.on(now.date()).filter(pupil=pupil).first()
    initial = {
        "expected": [place for place, _ in HALVES if current is None or current.expected[int(place)] == "1"],
        "code": current.code if current else "",
        "first_day": now.date(),
        "other_school": (current.other_school if current else "") or (stay.other_school if stay else ""),
    }
    form = PatternForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = pattern_actions.Wanted(
            expected=form.bits,
            code=said["code"],
            first_day=said["first_day"],
            last_day=said["last_day"],
            other_school=said["other_school"],
            agreed_with=said["agreed_with"],
        )
        try:
            made = pattern_actions.set_pattern(pupil=pupil, wanted=wanted, by=request.post, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = "has a new weekly pattern" if made else "is expected full time"
            messages.success(request, f"{pupil.called} {words} from {said['first_day']:%d %B %Y}.")
            return redirect("registers:pupil_plans", pk)
    single = stay is not None and stay.registration == Admission.Registration.SINGLE
    days = _days_of(form)
    return render(
        request,
        "registers/set_pattern.html",
        {"form": form, "pupil": pupil, "current": current, "registered_here_only": single, "days": days},
    )


@requires(Permission.PLAN_ABSENCE)
@require_safe
def turning_compulsory_age(request: PostRequest) -> HttpResponse:
    """Children whose part of a week ends soon because compulsory school age begins."""
    found = turning_soon(school=cast(School, request.post.school), on=clock.today())
    return render(request, "registers/turning_compulsory_age.html", {"turning": found})


@requires(Permission.PLAN_ABSENCE)
@require_POST
def agree_full_time(request: PostRequest, pk: int) -> HttpResponse:
    """Say that a child is expected full time from the day compulsory school age begins."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    begins = pattern_actions.agree_full_time(pupil=pupil, by=request.post, at=now)
    messages.success(request, f"{pupil.called} is expected full time from {begins.day} {begins:%B %Y}.")
    return redirect("registers:turning_compulsory_age")


def _plan(pupil: Pupil, pk: int, *, status: str = PlannedMark.Status.PLANNED) -> PlannedMark:
    standing = PlannedMark.objects.filter(pupil=pupil, status=status, withdrawn_at__isnull=True)
    found = standing.filter(pk=pk).first()
    if found is None:
        raise Http404("No such plan.")
    return found


def _done(request: PostRequest, pupil: Pupil, do: object) -> HttpResponse:
    try:
        do()  # type: ignore[operator]
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Done.")
    return redirect("registers:pupil_plans", pupil.pk)


def _days_of(form: PatternForm) -> list[tuple[str, list[object]]]:
    """The ten tick boxes by weekday, for a grid."""
    boxes = list(form["expected"].subwidgets)
    names = [words.split()[0] for _, words in HALVES[::2]]
    return [(name, list(boxes[2 * place : 2 * place + 2])) for place, name in enumerate(names)]
