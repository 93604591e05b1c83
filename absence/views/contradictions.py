"""Does not add up: where plan and register differ, and what is pressed to put it right."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from absence.actions import contradictions as settling
from absence.contradiction_facts import LOOK_BACK
from absence.does_not_add_up import (
    USUAL,
    Row,
    answers_of_other_schools,
    does_not_add_up,
    settled_since,
)
from absence.models import OtherSchoolAnswer
from attendance_site.parts import clock
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.actions.confirm_attendance import confirm_attendance
from registers.codes import ABSENT, Code, codes_on
from registers.models import Pupil, School, SchoolDay
from registers.refusals import MarksMovedMeanwhile, Refusal
from registers.roles import Permission

GONE = "That row is no longer here: the facts have changed, or somebody has settled it."
Answer = OtherSchoolAnswer.Answer


@requires(Permission.FOLLOW_UP)
@require_safe
def contradictions(request: PostRequest) -> HttpResponse:
    """One list, the newest day first: where plan and register differ, and one action each."""
    now, school = clock.now(), cast(School, request.post.school)
    days = SchoolDay.objects.filter(school=school, date__lte=now.date()).order_by("-date")
    since = [*days.values_list("date", flat=True)[:LOOK_BACK]] or [now.date()]
    context = {
        "found": does_not_add_up(school=school, post=request.post, at=now),
        "day": now.date(),
        "answers": answers_of_other_schools(post=request.post, since=since[-1]),
        "settled": settled_since(post=request.post, since=since[-1]),
        "absent_codes": _absent_codes(),
        "look_back": LOOK_BACK,
        "op": uuid.uuid4(),
    }
    return render(request, "absence/contradictions.html", context)


@requires(Permission.FOLLOW_UP)
@require_POST
def settle_contradiction(request: PostRequest) -> HttpResponse:
    """What was pressed on a row: it is right after all, confirmed, taken away, or asked of the other school."""
    school = cast(School, request.post.school)
    shown = does_not_add_up(school=school, post=request.post, at=clock.now())
    row = shown.row_at(request.POST.get("row", ""))
    if row is None:
        messages.warning(request, GONE)
        return redirect("absence:contradictions")
    try:
        messages.success(request, _press(request, school, row, request.POST.get("do", "")))
    except MarksMovedMeanwhile:
        messages.warning(request, "The register is being saved by somebody else. Press again.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("absence:contradictions")


def _press(request: PostRequest, school: School, row: Row, do: str) -> str:
    who = row.pupil.called if len(row.pupils) == 1 else f"{len(row.pupils)} pupils"
    by, at = request.post, clock.now()
    if do in Answer.values and row.is_asked_of_school:
        return f"{who}: {_other_school(request, row, do)}"
    if do == "confirm" and row.is_confirmed:
        pupils = [pupil.pupil_id for pupil in row.pupils]
        confirm_attendance(school=school, pupils=pupils, day=row.day, sessions=row.sessions, by=by, at=at)
        return f"{who}: confirmed."
    if do == "clear" and row.may_clear:
        settling.take_marks_away(school=school, findings=row.findings, reason=row.lines[0], by=by, at=at)
        return f"{who}: the mark is taken away. The entry stays on record."
    words = (
        USUAL[row.kind][1] if do == "usual" and row.kind in USUAL else typed(request, "words", longest=300)
    )
    settling.settle_contradiction(school=school, findings=row.findings, words=words, by=by, at=at)
    return f"{who}: settled. The reason is kept."


def _other_school(request: PostRequest, row: Row, answer: str) -> str:
    pupil = get_object_or_404(
        Pupil.objects.visible_to(request.post).select_related("school"), pk=row.pupil.pupil_id
    )
    code = request.POST.get("code", "") if answer == Answer.ABSENT else ""
    said = settling.record_other_school(
        pupil=pupil, day=row.day, answer=answer, code=code, said_by=typed(request, "said_by", longest=200),
        operation=_operation(request, f"{row.key} {answer}"), by=request.post, at=clock.now(),
    )  # fmt: skip
    code_words = f", code {said.code}" if said.code else ""
    return f"{said.get_answer_display().lower()}{code_words}."


def _operation(request: PostRequest, what: str) -> uuid.UUID | None:
    """One number for each button as the page was drawn: pressed twice, it counts once."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("op", "")), what)
    except ValueError:
        return None


def _absent_codes() -> list[Code]:
    return [code for code in codes_on(clock.today()) if code.code in ABSENT]
