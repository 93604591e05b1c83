"""The day's list of registers."""

from datetime import date
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.forms.registers import DayForm
from registers.marking_facts import calendar_for
from registers.models import School, SchoolDay
from registers.refusals import Refusal
from registers.registers_of_day import RegisterOfDay, registers_of_day
from registers.roles import Permission, Role
from registers.school_sessions import HALF, clock_words


@requires(Permission.TAKE_REGISTER)
@require_GET
def registers(request: PostRequest) -> HttpResponse:
    """The registers of a day that the hat may take, with how far each is."""
    post, school = request.post, cast(School, request.post.school)
    today = clock.today()
    form = DayForm(request.GET if "date" in request.GET else {"date": today})
    on: date = form.cleaned_data["date"] if form.is_valid() else today
    listed = registers_of_day(school=school, on=on, at=clock.now(), post=post)
    days = SchoolDay.objects.filter(school=school).order_by("date").values_list("date", flat=True)
    context = {
        "date": on,
        "today": today,
        "groups": _by_group(listed, on),
        "refused": None if listed else _no_session(school, on),
        "closed": calendar_for(school=school, first=on, last=on, pupils=()).closed_words(on),
        "own_groups_only": Role(post.role).sees_own_groups_only,
        "earlier": days.filter(date__lt=on).last(),
        "later": days.filter(date__gt=on).first(),
        "day_form": form,
    }
    return render(request, "registers/registers.html", context)


def _no_session(school: School, on: date) -> Refusal | None:
    """Why the whole school has no session that day, if it has none."""
    if SchoolDay.objects.filter(school=school, date=on).exists():
        return None
    try:
        calendar_for(school=school, first=on, last=on).session(on, "AM")
    except Refusal as refusal:
        return refusal
    return None


def _by_group(listed: list[RegisterOfDay], on: date) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for register in listed:
        half = groups.setdefault(register.group_id, {"name": register.group, "AM": None, "PM": None})
        half[register.session.session] = register
    return [
        {
            "pk": pk,
            "name": found["name"],
            "halves": [_half(found["AM"], "AM", on), _half(found["PM"], "PM", on)],
        }
        for pk, found in groups.items()
    ]


def _half(register: RegisterOfDay | None, session: str, on: date) -> dict[str, str]:
    label = HALF[session].capitalize()
    if register is None:
        return {"label": label, "words": "No session", "url": "", "state": "", "detail": ""}
    state, words, detail = register.state, "", f"{register.marked} of {register.expected} marked"
    if state == "taken" and register.register is not None:
        words = f"Taken {clock_words(register.register.taken_at)}"
        detail = f"{register.here} of {register.expected} here, by {register.register.taken_name}"
    elif state == "shut":
        words = "Closed unexpectedly"
    elif state == "not_started":
        words, detail = f"From {clock_words(register.session.starts_at)}", ""
    elif state == "missing":
        words = "Missing" if not register.marked else "Not completed"
    else:
        words, state = ("Started", "started") if register.marked else ("Open", "open")
    url = reverse("registers:take_register", args=[register.group_id, on, session])
    return {"label": label, "words": words, "url": url, "state": state, "detail": detail}
