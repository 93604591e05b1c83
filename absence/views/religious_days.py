"""Religious days that families have said: looked at child by child, confirmed in one press, undone as a whole."""

import uuid
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from absence.actions import religious_days as actions
from absence.religious_days import confirmed_batches, day_to_confirm, said_days
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.models import PlanBatch, School
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.PLAN_ABSENCE)
def religious_days(request: PostRequest) -> HttpResponse:
    """The days that families have said; the children of one of them, each with what confirming would do."""
    school, today = cast(School, request.post.school), clock.today()
    if request.method == "POST":
        return _confirm(request, school)
    days = said_days(school=school, by=request.post, on=today)
    day = _day(request.GET.get("day", "")) or (days[0][0] if days else None)
    shown = day_to_confirm(school=school, day=day, by=request.post, on=today) if day else None
    context = {
        "days": days, "day": day, "shown": shown, "op": uuid.uuid4(),
        "confirmed": confirmed_batches(school=school, on=today),
    }  # fmt: skip
    return render(request, "absence/religious_days.html", context)


@requires(Permission.PLAN_ABSENCE)
@require_POST
def undo_religious_day(request: PostRequest, batch: int) -> HttpResponse:
    """Take a confirmation back: the families' reports wait again."""
    found = get_object_or_404(PlanBatch.objects.visible_to(request.post).filter(kind=actions.KIND), pk=batch)
    try:
        undone = actions.undo_religious_day(batch=found, by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        stay = f" {undone.marks} marks made of it stay: amend those that are wrong." if undone.marks else ""
        messages.success(
            request, f"Taken back for {_children(undone.pupils)}: what the families said waits again.{stay}"
        )
    return redirect(f"{reverse('absence:religious_days')}?day={found.first_day:%Y-%m-%d}")


def _confirm(request: PostRequest, school: School) -> HttpResponse:
    day = _day(request.POST.get("day", ""))
    back = redirect(
        f"{reverse('absence:religious_days')}?day={day:%Y-%m-%d}" if day else "absence:religious_days"
    )
    try:
        operation = uuid.UUID(request.POST.get("op", ""))
    except ValueError:
        operation = uuid.uuid4()
    if day is None:
        return back
    pupils = [row_number(each) for each in request.POST.getlist("pupil")]
    try:
        done = actions.confirm_religious_day(
            school=school, day=day, pupils=pupils, operation=operation, by=request.post, at=clock.now()
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return back
    words = f"R is confirmed for {_children(done.planned + done.explained)}."
    if done.batch is not None:
        words += " Their families read that the school has noted it. You can undo it below."
    messages.success(request, words)
    return back


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _children(number: int) -> str:
    return f"{number} {'child' if number == 1 else 'children'}"
