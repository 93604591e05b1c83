"""Missing registers: live, exact, one click to the page, and a reminder to the teacher."""

from collections import Counter
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.messages import Reminded
from registers.actions.messages import remind_teachers as remind
from registers.actions.register_day import open_registers
from registers.day_registers import ClassRegister, DayRegisters, registers_of_the_day
from registers.missing_registers import missing_on_earlier_days
from registers.models import Register, School
from registers.refusals import Refusal
from registers.roles import Permission

GAPS_PER_PAGE = 25


@requires(Permission.SEE_MISSING_REGISTERS)
def missing_registers(request: PostRequest) -> HttpResponse:
    """Today's registers that are not complete, now; below, what is still missing from earlier days of the term."""
    at, post = clock.now(), request.post
    school = cast(School, post.school)
    day = registers_of_the_day(school=school, day=at.date(), at=at, by=post)
    if request.method == "POST":
        _remind(request, day, at)
        return redirect("registers:missing_registers")
    context = {"day": day, "halves": _halves(day)}
    if "X-Polling" in request.headers:
        return render(request, "registers/_missing_today.html", context)
    gaps = missing_on_earlier_days(school=school, before=day.day, by=post)
    page = Paginator(gaps, GAPS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "registers/missing_registers.html", context | {"page_obj": page})


def _halves(day: DayRegisters) -> list[tuple[str, int, int]]:
    """For each session that has started: its name, how many registers are complete, and how many there are."""
    due = Counter(register.half for register in day.begun)
    complete = Counter(register.half for register in day.begun if register.is_complete)
    return [(half, complete[half], number) for half, number in due.items()]


def _remind(request: PostRequest, day: DayRegisters, at: datetime) -> None:
    """Remind of the register that was asked for, or of all; say what became of it."""
    asked = request.POST.get("register", "")
    wanted = [register for register in day.not_complete if asked in ("all", register.key)]
    if not wanted:
        messages.info(request, "That register is complete by now: nobody needs a reminder.")
        return
    try:
        reminded = remind(registers=_rows(request, day, wanted, at), by=request.post, at=at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        _say(request, reminded)


def _rows(
    request: PostRequest, day: DayRegisters, wanted: list[ClassRegister], at: datetime
) -> list[Register]:
    school = cast(School, request.post.school)
    if any(register.register_id is None for register in wanted):
        open_registers(school=school, on=day.day, at=at)
    keys = {(register.group_id, register.session.session) for register in wanted}
    rows = Register.objects.visible_to(request.post).filter(date=day.day)
    return [row for row in rows if (row.group_id, row.session) in keys]


def _say(request: PostRequest, reminded: Reminded) -> None:
    if reminded.messages:
        number = len(reminded.messages)
        people = "1 person has" if number == 1 else f"{number} people have"
        messages.success(request, f"{people} a reminder on their page now.")
    if reminded.unseen:
        names = ", ".join(register.group.name for register in reminded.unseen)
        messages.info(
            request,
            f"{names}: nobody has opened a page here since the reminder before. Ring the class, or go there.",
        )
    if reminded.without_teacher:
        names = ", ".join(register.group.name for register in reminded.without_teacher)
        messages.warning(request, f"Nobody takes {names} today: give somebody a one-day pass.")
