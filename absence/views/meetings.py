"""Meetings with families: what came of one that was arranged, and one that took place without an invitation."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from absence.actions import meetings as actions
from absence.actions.punctuality import meeting_took_place
from absence.actions.support import MEETINGS as SUPPORT_MEETINGS
from absence.actions.support import support_meeting_took_place
from absence.forms.meetings import MeetingForm, RecordForm
from absence.lateness import lateness_of
from absence.models import Meeting, MeetingRecord
from absence.support_concerns import concerns_of
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from registers.access import PostRequest, requires
from registers.models import Pupil, School
from registers.pupil_page import pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role, may


@requires(Permission.FOLLOW_UP)
def meeting(request: PostRequest, pk: int) -> HttpResponse:
    """One meeting as it was arranged, and what came of it; a later record corrects an earlier one."""
    now = clock.now()
    visible = Meeting.objects.visible_to(request.post, on=now.date()).select_related("pupil", "school")
    found = get_object_or_404(visible, pk=pk)
    records = list(found.records.order_by("-at", "-pk"))
    form = RecordForm(request.POST or None, initial=_start(found, records))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_meeting(meeting=found, said=form.came_of_it, by=request.post, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Written down. It stands on the pupil’s Follow-up.")
            return redirect("absence:meeting", pk)
    context = {"form": form, "meeting": found, "pupil": found.pupil, "records": records, "now": now}
    return render(request, "absence/meeting.html", context)


@requires(Permission.FOLLOW_UP)
def add_meeting(request: PostRequest, pk: int) -> HttpResponse:
    """A meeting that took place without an invitation."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    about = request.GET.get("about", "")
    kind = about if about in Meeting.Kind.values else Meeting.Kind.ATTENDANCE
    local = now.astimezone(LONDON)
    start = {
        "kind": kind, "day": local.date(), "time": local.time().replace(second=0, microsecond=0), "op": uuid.uuid4(),
        "with_whom": f"{request.post.user.name}, {request.post.position}",
    }  # fmt: skip
    form = MeetingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, pupil, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is written down.")
            return redirect("absence:pupil_contact", pk)
    return render(request, "absence/add_meeting.html", {"form": form, "pupil": pupil})


def _record(request: PostRequest, pupil: Pupil, form: MeetingForm) -> None:
    """Write it down; where it was about lateness or absence that no step has followed yet, it is that step."""
    now, post = clock.now(), request.post
    if form.cleaned_data["kind"] == Meeting.Kind.PUNCTUALITY:
        found = lateness_of(school=cast(School, post.school), post=post, on=now.date(), only=pupil.pk)
        if found.pupils and found.pupils[0].standing.new:
            meeting_took_place(
                found=found.pupils[0], arranged=form.arranged, said=form.came_of_it,
                operation=form.cleaned_data["op"], by=post, at=now,
            )  # fmt: skip
            return
    if form.cleaned_data["kind"] in SUPPORT_MEETINGS and may(Role(post.role), Permission.SUPPORT):
        concerns = concerns_of(school=cast(School, post.school), post=post, on=now.date(), only=pupil.pk)
        if concerns.pupils and concerns.pupils[0].standing.new:
            support_meeting_took_place(
                concern=concerns.pupils[0], kind=form.cleaned_data["kind"], arranged=form.arranged,
                said=form.came_of_it, operation=form.cleaned_data["op"], by=post, at=now,
            )  # fmt: skip
            return
    actions.hold_meeting(
        pupil=pupil,
        kind=form.cleaned_data["kind"],
        arranged=form.arranged,
        said=form.came_of_it,
        by=post,
        at=now,
    )


def _start(found: Meeting, records: list[MeetingRecord]) -> dict[str, object]:
    """What the form says before anybody has typed: what stands, or when the meeting was to be."""
    newest = records[0] if records else None
    when = ((newest and newest.held_at) or found.starts_at).astimezone(LONDON)
    start: dict[str, object] = {"day": when.date(), "time": when.time()}
    if newest:
        start |= {name: getattr(newest, name) for name in ("outcome", "came", "said", "agreed", "review_on")}
    return start
