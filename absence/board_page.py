"""What every press on the board shares: whose child it is, done once, and the row drawn anew."""

import re
import uuid
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from absence.actions.attempts import AttemptRefused
from absence.board import Board, board_of
from absence.board_row import DUE_BACK, REPORT, TO_FIND, UNSEEN
from absence.forms.board import ATTEMPTS, HOW, LASTS, QUICK, VISITS, reason_codes
from absence.models import ContactAttempt
from attendance_site.parts import clock
from registers.access import PostRequest
from registers.models import Care, Contact, Pupil, School
from registers.refusals import MarksMovedMeanwhile, Refusal
from registers.roles import Role

PLACE = re.compile(rf"({TO_FIND}|{DUE_BACK}|{UNSEEN}|{REPORT})-\d{{1,18}}")
WAITING = "The register is being saved by somebody else. Press again."


def press(
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
    shown = board_of(school=school_of(request), post=request.post, at=clock.now())
    context = board_context(request, shown) | {
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


def board_context(request: PostRequest, shown: Board) -> dict[str, Any]:
    """What the board's templates need."""
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


def attempt_words(pupil: Pupil, attempt: ContactAttempt) -> str:
    """What was written down: `Ada Stone: called, no answer`."""
    if attempt.outcome == ContactAttempt.Outcome.ASKED_CLASS:
        return f"{pupil.called}: the class is asked"
    return f"{pupil.called}: {attempt.get_kind_display().lower()}, {attempt.get_outcome_display().lower()}"


def refuse(words: str) -> str:
    """Refuse what was pressed. Raises AttemptRefused."""
    raise AttemptRefused(words)


def operation_of(request: PostRequest, what: str) -> uuid.UUID | None:
    """One number for each button of a row as it was drawn: the same button pressed twice counts once."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("op", "")), what)
    except ValueError:
        return None


def school_of(request: PostRequest) -> School:
    """The school of the hat."""
    return cast(School, request.post.school)


def pupil_of(request: PostRequest, pk: int) -> Pupil:
    """The child with that number, where the hat may see it."""
    visible = Pupil.objects.visible_to(request.post, on=clock.today()).select_related("school")
    return get_object_or_404(visible, pk=pk)


def contact_of(request: PostRequest, pupil: Pupil, pk: int | None) -> Contact | None:
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
