"""Today's board, and what is pressed on it: every press leaves an outcome with its time and name."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from absence.actions import follow_up
from absence.actions.attempts import record_attempt
from absence.actions.explain import Lasts, Said
from absence.board import board_of
from absence.board_page import (
    attempt_words,
    board_context,
    contact_of,
    operation_of,
    press,
    pupil_of,
    refuse,
    school_of,
)
from absence.forms.board import QUICK, AttemptForm, ReasonForm
from absence.models import ContactAttempt
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import Pupil
from registers.roles import Permission, Role

Kind, Outcome = ContactAttempt.Kind, ContactAttempt.Outcome


@requires(Permission.FOLLOW_UP)
@require_safe
def board(request: PostRequest) -> HttpResponse:
    """Every child to be found, what home has said, who was due back, who has not been seen for days."""
    school, now = school_of(request), clock.now()
    context = board_context(request, board_of(school=school, post=request.post, at=now))
    if "X-Polling" in request.headers:
        return render(request, "absence/_board.html", context)
    return render(request, "absence/board.html", context)


@requires(Permission.FOLLOW_UP)
@require_POST
def note_attempt(request: PostRequest, pupil: int) -> HttpResponse:
    """An attempt: one press beside a number, or written out with a note."""
    child, now = pupil_of(request, pupil), clock.now()
    if "did" in request.POST:
        return press(request, child, lambda: _quick(request, child, now), typed=None)
    form = AttemptForm(request.POST)

    def work() -> str:
        said = form.cleaned_data
        attempt = record_attempt(
            pupil=child, date=now.date(), kind=form.kind, outcome=form.outcome, note=said["note"],
            contact=contact_of(request, child, said["who"]), who=said["somebody"], operation=form.operation,
            by=request.post, at=now,
        )  # fmt: skip
        return attempt_words(child, attempt)

    return press(request, child, work, typed=form)


@requires(Permission.FOLLOW_UP)
@require_POST
def give_reason(request: PostRequest, pupil: int) -> HttpResponse:
    """A reason: onto the register, and planned for as long as it was said to hold."""
    child, now = pupil_of(request, pupil), clock.now()
    form = ReasonForm(request.POST, role=Role(request.post.role), today=now.date())

    def work() -> str:
        given = form.cleaned_data
        said = Said(given["code"], given["note"], Lasts(given["lasts"]), given["until"])
        explained = follow_up.give_reason(
            pupil=child, said=said, kind=given["kind"], contact=contact_of(request, child, given["who"]),
            who=given["somebody"], operation=form.operation, by=request.post, at=now,
        )  # fmt: skip
        until = explained.attempt.keeps_until
        return f"{child.called}: {given['code']}" + (
            f" until {until:%a} {until.day} {until:%b}" if until else ""
        )

    return press(request, child, work, typed=form)


@requires(Permission.FOLLOW_UP)
@require_POST
def ask_class(request: PostRequest, pupil: int) -> HttpResponse:
    """The class is asked first; what it answers is written down, and puts the mark right."""
    child, now, answer = pupil_of(request, pupil), clock.now(), request.POST.get("answer", "")
    operation = operation_of(request, f"class {answer}")

    def work() -> str:
        if answer == "asked":
            asked = record_attempt(
                pupil=child, date=now.date(), kind=Kind.CLASS, outcome=Outcome.ASKED_CLASS, operation=operation,
                by=request.post, at=now,
            )  # fmt: skip
            return attempt_words(child, asked)
        answered = follow_up.answer_of_class(
            pupil=child, in_class=answer != "no", from_start=answer == "start", operation=operation,
            by=request.post, at=now,
        )  # fmt: skip
        return attempt_words(child, answered)

    if answer not in ("asked", "no", "late", "start"):
        return press(request, child, lambda: refuse("Choose what the class said."), typed=None)
    if answer == "late" and not request.htmx:  # type: ignore[attr-defined]
        press(request, child, work, typed=None)
        return redirect(f"{reverse('registers:late_desk')}?pupil={child.pk}")
    return press(request, child, work, typed=None)


def _quick(request: PostRequest, pupil: Pupil, now: datetime) -> str:
    outcome, _, rest = request.POST["did"].partition(":")
    who, _, number = rest.partition(":")
    contact = contact_of(request, pupil, int(who) if who.isdecimal() and len(who) < 19 else None)
    if outcome not in {each.value for each in QUICK} or contact is None:
        return refuse("Choose what came of the call.")
    held = [contact.phone, contact.phone2]
    attempt = record_attempt(
        pupil=pupil, date=now.date(), kind=Kind.CALL, outcome=outcome, contact=contact,
        number=held[number == "1"], operation=operation_of(request, request.POST["did"]), by=request.post, at=now,
    )  # fmt: skip
    return attempt_words(pupil, attempt)
