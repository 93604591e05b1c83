"""Marks one by one: amended with a reason, and looked at with their history."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from registers.access import PostRequest, requires
from registers.actions import amend
from registers.forms.amend import AmendMarkForm
from registers.mark_story import story_of
from registers.marking_facts import calendar_for
from registers.models import Mark, Pupil, School
from registers.refusals import MarkRefusal
from registers.roles import Permission
from registers.unsettled import unsettled_n_marks


def _pupil(request: PostRequest, pk: int, day: date) -> Pupil:
    return get_object_or_404(Pupil.objects.visible_to(request.post, on=day).select_related("school"), pk=pk)


@requires(Permission.AMEND_MARK)
def amend_mark(request: PostRequest, pupil: int, day: date, session: str) -> HttpResponse:
    """Change a mark, with a reason; what stood before is kept."""
    whose = _pupil(request, pupil, day)
    story = story_of(whose, day=day, session=session)
    refusal = _no_session(whose, day, session) if story is None else None
    if refusal is not None and request.method != "POST":
        shown = {"pupil": whose, "day": day, "session": session, "story": None, "refused": refusal}
        return render(request, "registers/mark_history.html", shown)
    onward = request.POST.get("next") or request.GET.get("next", "")
    form = AmendMarkForm(
        request.POST or None,
        day=day,
        session=session,
        standing=story is not None,
        initial={"base_rev": story.now.rev if story else 0, "note": story.now.note if story else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            amend.amend_mark(
                pupil=whose,
                day=day,
                session=session,
                code=form.new_code,
                reason=form.reason,
                base_rev=form.cleaned_data["base_rev"],
                arrived=form.cleaned_data["arrived"],
                note=form.cleaned_data["note"],
                by=request.post,
                at=clock.now(),
            )
        except MarkRefusal as refusal:
            form.add_error(_place(refusal), str(refusal))
        else:
            messages.success(request, f"{whose.called}'s mark is amended. The earlier entry is kept.")
            history = reverse("registers:mark_history", args=[pupil, day, session])
            return go_on(request, onward, otherwise=history)
    shown = {"pupil": whose, "day": day, "session": session, "story": story, "form": form, "next": onward}
    return render(request, "registers/amend_mark.html", shown)


def _no_session(pupil: Pupil, day: date, session: str) -> MarkRefusal | None:
    """Why the pupil has no session then, where nothing can be marked anyway."""
    calendar = calendar_for(school=pupil.school, first=day, last=day, pupils=())
    try:
        calendar.session(day, session)
    except MarkRefusal as refusal:
        return refusal
    return None


def _place(refusal: MarkRefusal) -> str | None:
    return {"reason": "standard", "arrived": "arrived", "note": "note"}.get(refusal.needs)


@requires(Permission.SEE_MARK_HISTORY)
@require_safe
def mark_history(request: PostRequest, pupil: int, day: date, session: str) -> HttpResponse:
    """One mark with every earlier entry: original, amended, reason, date, name and position."""
    whose = _pupil(request, pupil, day)
    story = story_of(whose, day=day, session=session)
    refusal = _no_session(whose, day, session) if story is None else None
    return render(
        request,
        "registers/mark_history.html",
        {"pupil": whose, "day": day, "session": session, "story": story, "refused": refusal},
    )


@requires(Permission.AMEND_MARK)
@require_safe
def unsettled(request: PostRequest) -> HttpResponse:
    """The N marks that a person has still to settle, the oldest first, each one click from its page."""
    school = cast(School, request.post.school)
    marks = unsettled_n_marks(Mark.objects.visible_to(request.post), school=school, on=clock.today())
    return render(
        request, "registers/unsettled.html", {"marks": marks, "overdue": sum(mark.overdue for mark in marks)}
    )
