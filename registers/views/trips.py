"""Trips and other things planned together: the list, and the page on which the leader confirms who is there."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, requires
from registers.actions.trips import Answer, confirm_trip
from registers.codes import CONFIRMED_ON_DAY, Session
from registers.models import PlanBatch
from registers.plan_ahead_tabs import tabs_of
from registers.plan_kinds import PROVIDER_CONFIRMS
from registers.pupil_plans import part_words
from registers.refusals import Refusal
from registers.roles import Permission
from registers.school_sessions import HALF
from registers.trip_day import TripDay, days_of_trip, trip_day

PAGE = 30
LONGEST_SAID = 100


@requires(Permission.CONFIRM_PLANNED)
@require_safe
def trips(request: PostRequest) -> HttpResponse:
    """What was planned together, of today and later first; who leads a trip sees their own."""
    today = clock.today()
    pupils = Count("plans__pupil", distinct=True, filter=Q(plans__withdrawn_at__isnull=True))
    listed = PlanBatch.objects.visible_to(request.post).select_related("leader__user").annotate(number=pupils)
    coming = listed.filter(last_day__gte=today, withdrawn_at__isnull=True).order_by("first_day", "pk")
    over = listed.filter(Q(last_day__lt=today) | Q(withdrawn_at__isnull=False)).order_by("-last_day", "-pk")
    context = {
        "coming": [(each, part_words(each)) for each in coming],
        "page_obj": Paginator(over, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs_of(request.post, "registers:trips"),
    }
    return render(request, "registers/trips.html", context)


@requires(Permission.CONFIRM_PLANNED, idle_minutes=IDLE_MINUTES_ON_REGISTER)
def trip(request: PostRequest, pk: int) -> HttpResponse:
    """One trip on one day: who is with the leader, who did not come, who stays at school."""
    now = clock.now()
    found = PlanBatch.objects.visible_to(request.post).select_related("school", "leader__user")
    batch = get_object_or_404(found, pk=pk)
    days = days_of_trip(batch)
    day = _day(request, days, now.date())
    shown = trip_day(batch=batch, day=day, by=request.post, at=now)
    refusal = ""
    said = request.POST.get("said", "").replace("\x00", "").strip()[:LONGEST_SAID]
    if request.method == "POST":
        refusal = _confirm(request, shown, said)
        if not refusal:
            return redirect(f"{reverse('registers:trip', args=[pk])}?day={day.isoformat()}")
    context = {
        "batch": batch,
        "day": day,
        "days": days,
        "shown": shown,
        "confirms": batch.code in CONFIRMED_ON_DAY and batch.withdrawn_at is None,
        "needs_said": batch.code in PROVIDER_CONFIRMS and batch.leader_id is None,
        "refusal": refusal,
        "said": said,
        "answers": {
            row.pupil.pupil_id: request.POST.get(f"pupil-{row.pupil.pupil_id}") for row in shown.rows
        },
        "is_over": batch.last_day < now.date(),
    }
    return render(request, "registers/trip.html", context)


def _day(request: PostRequest, days: list[date], today: date) -> date:
    """The day asked for, else today, else the last one before it, else the first of the trip."""
    asked = request.GET.get("day", "")
    wanted = next((day for day in days if day.isoformat() == asked), None)
    begun = [day for day in days if day <= today]
    return wanted or (begun[-1] if begun else days[0] if days else today)


def _confirm(request: PostRequest, shown: TripDay, said: str) -> str:
    """Do what was sent; what to say where it could not be done."""
    batch = shown.batch
    if batch.code not in CONFIRMED_ON_DAY:
        return f"{batch.code} is not confirmed on the day: the register has it as planned."
    sessions = [each for each in Session if each.value in request.POST.getlist("session")]
    if batch.code in PROVIDER_CONFIRMS and batch.leader_id is None and not said:
        return "Say who of the provider confirmed it, and how: such as Mr Dale, by phone at 9:20."
    known = {answer.value for answer in Answer}
    answers = {}
    for row in shown.rows:
        answer = request.POST.get(f"pupil-{row.pupil.pupil_id}", "")
        if row.state != "other" and answer in known:
            answers[row.pupil.pupil_id] = answer
    if not answers:
        return "The list has changed, or nobody was named. Look at it again."
    try:
        done = confirm_trip(
            batch=batch, day=shown.day, sessions=[each.value for each in sessions], answers=answers, said=said,
            by=request.post, at=shown.at,
        )  # fmt: skip
    except Refusal as refusal:
        return str(refusal)
    words = [f"{done.came} confirmed"]
    words += [f"{done.not_come} did not come: the office follows up"] if done.not_come else []
    words += [f"{done.at_school} at school: the class marks them"] if done.at_school else []
    halves = " and ".join(HALF[session] for session in sessions)
    messages.success(request, f"{batch.title}, {halves}: {'; '.join(words)}.")
    return ""
