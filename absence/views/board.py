"""Today's board, and what is pressed on it: every press leaves an outcome with its time and name."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from absence.actions import follow_up
from absence.actions.attempts import AttemptRefused, record_attempt
from absence.actions.follow_up import Lasts, Said
from absence.board import DUE_BACK, REPORT, TO_FIND, UNSEEN, Board, board_of
from absence.forms.board import (
    ATTEMPTS,
    HOW,
    LASTS,
    QUICK,
    VISITS,
    AttemptForm,
    RangForm,
    ReasonForm,
    reason_codes,
)
from absence.models import ContactAttempt
from attendance_site.parts import clock
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.actions.plans import report_absence
from registers.actions.replies import handle_reply
from registers.desk_page import find_pupils
from registers.models import Care, Contact, PlannedMark, Pupil, Reply, School
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked
from registers.refusals import MarksMovedMeanwhile, Refusal
from registers.roles import Permission, Role

Kind, Outcome = ContactAttempt.Kind, ContactAttempt.Outcome
PLACE = re.compile(rf"({TO_FIND}|{DUE_BACK}|{UNSEEN}|{REPORT})-\d{{1,18}}")
WAITING = "The register is being saved by somebody else. Press again."


@requires(Permission.FOLLOW_UP)
def board(request: PostRequest) -> HttpResponse:
    """Every child to be found, what home has said, who was due back, who has not been seen for days."""
    shown = board_of(school=_school(request), post=request.post, at=clock.now())
    page = "absence/_board.html" if "X-Polling" in request.headers else "absence/board.html"
    return render(request, page, _context(request, shown))


@requires(Permission.FOLLOW_UP)
@require_POST
def note_attempt(request: PostRequest, pupil: int) -> HttpResponse:
    """An attempt: one press beside a number, or written out with a note."""
    child, now = _pupil(request, pupil), clock.now()
    if "did" in request.POST:
        return _press(request, child, lambda: _quick(request, child, now), typed=None)
    form = AttemptForm(request.POST)

    def work() -> str:
        said = form.cleaned_data
        attempt = record_attempt(
            pupil=child, date=now.date(), kind=form.kind, outcome=form.outcome, note=said["note"],
            contact=_contact(request, child, said["who"]), who=said["somebody"], operation=form.operation,
            by=request.post, at=now,
        )  # fmt: skip
        return _words(child, attempt)

    return _press(request, child, work, typed=form)


@requires(Permission.FOLLOW_UP)
@require_POST
def give_reason(request: PostRequest, pupil: int) -> HttpResponse:
    """A reason: onto the register, and planned for as long as it was said to hold."""
    child, now = _pupil(request, pupil), clock.now()
    form = ReasonForm(request.POST, role=Role(request.post.role), today=now.date())

    def work() -> str:
        given = form.cleaned_data
        said = Said(given["code"], given["note"], Lasts(given["lasts"]), given["until"])
        explained = follow_up.give_reason(
            pupil=child, said=said, kind=given["kind"], contact=_contact(request, child, given["who"]),
            who=given["somebody"], operation=form.operation, by=request.post, at=now,
        )  # fmt: skip
        until = explained.attempt.keeps_until
        return f"{child.called}: {given['code']}" + (
            f" until {until:%a} {until.day} {until:%b}" if until else ""
        )

    return _press(request, child, work, typed=form)


@requires(Permission.FOLLOW_UP)
@require_POST
def ask_class(request: PostRequest, pupil: int) -> HttpResponse:
    """The class is asked first; what it answers is written down, and puts the mark right."""
    child, now, answer = _pupil(request, pupil), clock.now(), request.POST.get("answer", "")
    operation = _operation(request, f"class {answer}")

    def work() -> str:
        if answer == "asked":
            asked = record_attempt(
                pupil=child, date=now.date(), kind=Kind.CLASS, outcome=Outcome.ASKED_CLASS, operation=operation,
                by=request.post, at=now,
            )  # fmt: skip
            return _words(child, asked)
        answered = follow_up.answer_of_class(
            pupil=child, in_class=answer != "no", from_start=answer == "start", operation=operation,
            by=request.post, at=now,
        )  # fmt: skip
        return _words(child, answered)

    if answer not in ("asked", "no", "late", "start"):
        return _press(request, child, lambda: _refuse("Choose what the class said."), typed=None)
    if answer == "late" and not request.htmx:  # type: ignore[attr-defined]
        _press(request, child, work, typed=None)
        return redirect(f"{reverse('registers:late_desk')}?pupil={child.pk}")
    return _press(request, child, work, typed=None)


@requires(Permission.FOLLOW_UP)
@require_POST
def answer_report(request: PostRequest, report: int) -> HttpResponse:
    """What home reported is accepted, asked about or not accepted."""
    waiting = PlannedMark.objects.filter(school=request.post.school_id, status=PlannedMark.Status.REPORTED)
    said = get_object_or_404(waiting.select_related("pupil__school", "school"), pk=report)
    _pupil(request, said.pupil_id)
    do, note, now = request.POST.get("do", ""), typed(request, "note", longest=300), clock.now()
    fields: dict[str, Any] = {"operation": _operation(request, do), "by": request.post, "at": now}

    def work() -> str:
        if do == "accept":
            follow_up.accept_report(report=said, **fields)
            return f"{said.pupil.called}: {said.code} is accepted"
        if do == "decline":
            follow_up.decline_report(report=said, reason=note, **fields)
            return f"{said.pupil.called}: the report is not accepted"
        if do == "ask" and note.strip():
            record_attempt(
                pupil=said.pupil, date=now.date(), kind=Kind.CALL, outcome=Outcome.ASKED, who=said.source,
                note=note, **fields,
            )  # fmt: skip
            return f"{said.pupil.called}: asked back"
        return _refuse("Write what was asked.")

    return _press(request, said.pupil, work, typed=None)


@requires(Permission.FOLLOW_UP)
@require_POST
def deal_with_reply(request: PostRequest, reply: uuid.UUID) -> HttpResponse:
    """A family's reply is dealt with, with what was done."""
    said = get_object_or_404(Reply.objects.visible_to(request.post), pk=reply)
    try:
        handle_reply(reply=said, note=typed(request, "note", longest=300), by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Noted: somebody has dealt with it.")
    return redirect("absence:board")


@requires(Permission.FOLLOW_UP)
def somebody_rang(request: PostRequest) -> HttpResponse:
    """Somebody rang or left word: find the child, write down what was said; it comes onto the board."""
    now, post = clock.now(), request.post
    letters = request.GET.get("q", "").strip()[:60]
    chosen = request.POST.get("pupil") or request.GET.get("pupil", "")
    pupil = _pupil(request, int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
    form = RangForm(
        request.POST or None, role=Role(post.role), today=now.date(),
        initial={"first_day": now.date(), "how": "rang"},
    )  # fmt: skip
    if request.method == "POST" and pupil is not None and form.is_valid():
        said = form.cleaned_data
        asked = Asked(said["first_day"], said["until"], halves_of(["AM", "PM"]), said["code"])
        try:
            report_absence(pupil=pupil, asked=asked, note=said["note"], source=form.source, by=post, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{pupil.called}: on the board, to be accepted.")
            return redirect("absence:board")
    found = find_pupils(post=post, letters=letters, day=now.date()) if pupil is None else []
    pupils = (
        Pupil.objects.visible_to(post, on=now.date()).filter(pk__in=found).order_by("surname", "forename")
    )
    adults = Care.objects.may_be_told(now.date()).filter(pupil=pupil).select_related("contact")
    shown = {
        "form": form, "pupil": pupil, "letters": letters, "found": pupils, "now": now,
        "adults": adults.order_by("priority", "pk") if pupil else [],
    }  # fmt: skip
    return render(request, "absence/somebody_rang.html", shown)


def _quick(request: PostRequest, pupil: Pupil, now: datetime) -> str:
    outcome, _, rest = request.POST["did"].partition(":")
    who, _, number = rest.partition(":")
    contact = _contact(request, pupil, int(who) if who.isdecimal() and len(who) < 19 else None)
    if outcome not in {each.value for each in QUICK} or contact is None:
        return _refuse("Choose what came of the call.")
    held = [contact.phone, contact.phone2]
    attempt = record_attempt(
        pupil=pupil, date=now.date(), kind=Kind.CALL, outcome=outcome, contact=contact,
        number=held[number == "1"], operation=_operation(request, request.POST["did"]), by=request.post, at=now,
    )  # fmt: skip
    return _words(pupil, attempt)


def _press(
    request: PostRequest, pupil: Pupil, work: Callable[[], str], *, typed: forms.Form | None
) -> HttpResponse:
    """Do what was pressed; then the child's row anew, or the whole board where there is no script."""
    place = request.POST.get("place", "")
    trouble, done = "", ""
    if typed is not None and not typed.is_valid():
        trouble = " ".join(str(error) for errors in typed.errors.values() for error in errors)
    else:
        try:
            done = work()
        except Refusal as refusal:
            trouble = str(refusal)
        except MarksMovedMeanwhile:
            trouble = WAITING
    if not PLACE.fullmatch(place):
        return _back_to_tab(request, pupil, done, trouble)
    if not request.htmx and not trouble:  # type: ignore[attr-defined]
        messages.success(request, f"{done}.")
        return redirect(f"{reverse('absence:board')}#{place}")
    shown = board_of(school=_school(request), post=request.post, at=clock.now())
    context = _context(request, shown) | {
        "trouble": trouble, "trouble_at": place if trouble else "", "done": done, "done_at": place,
        "typed": request.POST if trouble else {},
    }  # fmt: skip
    row = shown.row_at(place)
    if not request.htmx:  # type: ignore[attr-defined]
        if row is None:
            messages.warning(request, trouble)
        return render(request, "absence/board.html", context, status=422)
    context |= {"row": row, "place": place, "pupil": pupil}
    return render(request, "absence/_board_row.html" if row else "absence/_board_row_done.html", context)


def _back_to_tab(request: PostRequest, pupil: Pupil, done: str, trouble: str) -> HttpResponse:
    if trouble:
        messages.warning(request, trouble)
    else:
        messages.success(request, f"{done}.")
    return redirect("absence:pupil_contact", pupil.pk)


def _context(request: PostRequest, shown: Board) -> dict[str, Any]:
    role = Role(request.post.role)
    return {
        "board": shown,
        "day": shown.day,
        "reason_codes": reason_codes(role, shown.day.day),
        "attempts": ATTEMPTS,
        "how": HOW,
        "lasts": LASTS,
        "quick": QUICK,
        "visits": VISITS,
        "op": uuid.uuid4(),
    }


def _words(pupil: Pupil, attempt: ContactAttempt) -> str:
    return f"{pupil.called}: {attempt.get_kind_display().lower()}, {attempt.get_outcome_display().lower()}"


def _refuse(words: str) -> str:
    raise AttemptRefused(words)


def _operation(request: PostRequest, what: str) -> uuid.UUID | None:
    """One number for each button of a row as it was drawn: the same button pressed twice counts once."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("op", "")), what)
    except ValueError:
        return None


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _pupil(request: PostRequest, pk: int) -> Pupil:
    visible = Pupil.objects.visible_to(request.post, on=clock.today()).select_related("school")
    return get_object_or_404(visible, pk=pk)


def _contact(request: PostRequest, pupil: Pupil, pk: int | None) -> Contact | None:
    """The contact of the child with that number; nobody who may not be told."""
    if pk is None:
        return None
    care = (
        Care.objects.may_be_told(clock.today())
        .filter(pupil=pupil, contact=pk)
        .select_related("contact")
        .first()
    )
    if care is None:
        raise Http404("No such contact of this child.")
    return care.contact
