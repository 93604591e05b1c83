"""On site now: the fire roll, drills and their log, and the kitchen's count."""

from typing import cast

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, requires
from registers.actions import drills as drill_actions
from registers.forms.on_site import EndDrillForm
from registers.meals import classes_not_complete, meals_of
from registers.models import Drill, Pupil, School
from registers.on_site import roll_at
from registers.refusals import Refusal
from registers.roles import Permission, Role

LOG_LENGTH = 50


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.SEE_ON_SITE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
@require_safe
def on_site(request: PostRequest) -> HttpResponse:
    """The fire roll by class: who is here, and in a drill who has been seen. Opens without a network once opened."""
    roll = roll_at(school=_school(request), post=request.post, at=clock.now())
    context = {
        "roll": roll,
        "form": EndDrillForm(),
        "keep": _school(request).keep_offline_lists,
        "own_groups_only": Role(request.post.role).sees_own_groups_only,
    }
    return render(request, "registers/on_site.html", context)


@requires(Permission.SEE_ON_SITE)
@require_POST
def tick_pupils(request: PostRequest) -> HttpResponse:
    """Ticks of one class without script: those ticked are seen, the others of the class are not."""
    at = clock.now()
    drill = Drill.objects.visible_to(request.post).running(on=at.date()).first()
    if drill is None:
        messages.error(request, "No drill runs. Start one first.")
        return redirect("registers:on_site")
    visible = Pupil.objects.visible_to(request.post, on=at.date())
    listed = visible.filter(pk__in=_numbers(request, "listed"))
    seen = listed.filter(pk__in=_numbers(request, "seen"))
    drill_actions.see_pupils(drill=drill, pupils=list(seen), by=request.post, at=at)
    drill_actions.unsee_pupils(drill=drill, pupils=list(listed.exclude(pk__in=seen)))
    return redirect("registers:on_site")


def _numbers(request: PostRequest, name: str) -> list[int]:
    return [int(each) for each in request.POST.getlist(name) if each.isdecimal() and len(each) < 19]


@requires(Permission.SEE_ON_SITE)
@require_POST
def start_drill(request: PostRequest) -> HttpResponse:
    """Start a fire drill or a real evacuation."""
    kind = Drill.Kind.EVACUATION if request.POST.get("kind") == Drill.Kind.EVACUATION else Drill.Kind.DRILL
    drill_actions.start_drill(kind=kind, by=request.post, at=clock.now())
    return redirect("registers:on_site")


@requires(Permission.SEE_ON_SITE)
@require_POST
def end_drill(request: PostRequest) -> HttpResponse:
    """End the drill with a note, and show the log."""
    numbers = _numbers(request, "drill")
    drill = get_object_or_404(Drill.objects.visible_to(request.post), pk=numbers[0] if numbers else None)
    at = clock.now()
    form = EndDrillForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The note is longer than 500 characters. The drill still runs.")
        return redirect("registers:on_site")
    whole_school = roll_at(school=_school(request), post=None, at=at)
    try:
        drill_actions.end_drill(
            drill=drill, roll=whole_school, note=form.cleaned_data["note"], by=request.post, at=at
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("registers:on_site")
    return redirect("registers:drills")


@requires(Permission.SEE_ON_SITE)
@require_safe
def drills(request: PostRequest) -> HttpResponse:
    """The drill log: when, how long, how many were seen, who was not."""
    found = Drill.objects.visible_to(request.post).annotate(
        seen=Count("sightings"), first_seen=Min("sightings__at"), last_seen=Max("sightings__at")
    )
    log = list(found.order_by("-started_at")[:LOG_LENGTH])
    wanted = {pupil for drill in log for pupil in drill.unaccounted}
    visible = Pupil.objects.visible_to(request.post).filter(pk__in=wanted)
    names = {pupil.pk: pupil.called for pupil in visible}
    today = clock.now().date()
    for drill in log:
        drill.runs = drill.date == today  # type: ignore[attr-defined]
        drill.names = [names[pupil] for pupil in drill.unaccounted if pupil in names]  # type: ignore[attr-defined]
    return render(request, "registers/drills.html", {"log": log, "log_length": LOG_LENGTH})


@requires(Permission.SEE_ON_SITE)
@require_safe
def kitchen(request: PostRequest) -> HttpResponse:
    """Meals by class, with the time of the figure and the registers that are still missing."""
    roll = roll_at(school=_school(request), post=request.post, at=clock.now())
    missing = classes_not_complete(school=_school(request), day=roll.at.date(), classes=roll.classes)
    classes = meals_of(roll, not_complete=missing)
    totals = {
        name: sum(getattr(each, name) for each in classes)
        for name in ("here", "coming", "meals", "unmarked", "away")
    }
    context = {
        "roll": roll,
        "classes": classes,
        "totals": totals,
        "missing": [e for e in classes if e.is_missing],
    }
    return render(request, "registers/kitchen.html", context)
