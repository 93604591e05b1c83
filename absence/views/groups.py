"""Groups of pupils with duties of their own: the list, what is written down about one pupil, and who leads."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from absence.actions import groups as actions
from absence.forms.groups import DesignatedTeacherForm, GroupDutyForm
from absence.group_duties import GROUPS, Group
from absence.group_list import designated_teacher as who_leads
from absence.group_list import group_list, groups_seen
from absence.models import GroupDuty
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.models import School, SensitiveRead
from registers.pupil_page import pupil_for
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.SUPPORT)
@require_safe
def support_groups(request: PostRequest) -> HttpResponse:
    """Each group that the hat may see, and what is missing."""
    on = clock.today()
    found = group_list(post=request.post, on=on)
    sees_social = Group.LOOKED_AFTER in groups_seen(request.post)
    context = {
        "found": found,
        "day": on,
        "sees_social": sees_social,
        "leads": who_leads(cast(School, request.post.school)) if sees_social else None,
    }
    return render(request, "absence/support_groups.html", context)


@requires(Permission.SUPPORT)
def group_duty(request: PostRequest, support_group: str, pupil: int) -> HttpResponse:
    """What was written down about one pupil of a group, and a form for more. Who reads it is noted."""
    if support_group not in [group.value for group in groups_seen(request.post)]:
        raise Http404("No such group.")
    group, on = Group(support_group), clock.today()
    facts = GROUPS[group]
    found = pupil_for(request.post, pupil, on=on)
    form = GroupDutyForm(request.POST or None, group=group, initial={"on_day": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_group_duty(
                pupil=found, group=group, agreed=form.agreed, by=request.post, on=on, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Written down.")
            return redirect("absence:group_duty", group.value, found.pk)
    what = SensitiveRead.What.SOCIAL_CARE if facts.is_social else SensitiveRead.What.HEALTH
    note_read(pupil=found, what=what, purpose=f"Support: {facts.title}", by=request.post, at=clock.now())
    written = GroupDuty.objects.filter(school=found.school_id, pupil=found, group=group.value)
    context = {
        "form": form,
        "pupil": found,
        "group": group,
        "facts": facts,
        "written": written.newest_first(),
        "leads": who_leads(found.school) if facts.is_social else None,
    }
    return render(request, "absence/group_duty.html", context)


@requires(Permission.SEE_SOCIAL_CARE)
def designated_teacher(request: PostRequest) -> HttpResponse:
    """Say who the designated teacher is."""
    school = cast(School, request.post.school)
    stands = who_leads(school)
    start = {"teacher": stands.teacher, "since": stands.since} if stands else {"since": clock.today()}
    form = DesignatedTeacherForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_designated_teacher(
                school=school, by=request.post, at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['teacher']} is the designated teacher.")
            return redirect("absence:support_groups")
    return render(request, "absence/designated_teacher.html", {"form": form, "stands": stands})
