"""Who from outside may read the registers: giving it, ending it, and what was opened."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.refusals import Refusal
from registers.roles import Permission, Role
from reporting.actions import inspections as actions
from reporting.forms.inspections import GrantForm
from reporting.models import InspectorAccess, InspectorLook

LOOKS_SHOWN = 100


@requires(Permission.MANAGE_USERS, fresh_proof=True)
def inspector_access(request: PostRequest) -> HttpResponse:
    """Everybody who was let in, until when, and what they opened; letting somebody in."""
    on, school = clock.today(), cast(School, request.post.school)
    form = GrantForm(request.POST or None, initial={"first_day": on})
    made: list[InspectorAccess] = []

    def grant() -> None:
        made.append(
            actions.grant_inspector_access(
                school=school,
                granted=form.granted,
                operation=form.cleaned_data["operation"],
                by=request.post,
                at=clock.now(),
            )
        )

    if wrote(request, form, grant, "Access is given, and ends by itself. Below stands how they sign in."):
        return redirect("registers:change_post", made[0].post_id)
    given = InspectorAccess.objects.visible_to(request.post).select_related("post__user", "end")
    open_now = set(given.standing(on).values_list("pk", flat=True))
    context = {
        "form": form,
        "given": [(each, each.pk in open_now) for each in given.order_by("-at", "-pk")],
        "looks": InspectorLook.objects.visible_to(request.post)
        .by_role(Role.INSPECTOR)
        .newest_first()[:LOOKS_SHOWN],
        "longest": actions.LONGEST.days,
    }
    return render(request, "reporting/inspector_access.html", context)


@requires(Permission.MANAGE_USERS, fresh_proof=True)
@require_POST
def end_inspector_access(request: PostRequest, access: int) -> HttpResponse:
    """End somebody's access at once."""
    visible = InspectorAccess.objects.visible_to(request.post).select_related("post__user")
    found = get_object_or_404(visible, pk=access)
    try:
        actions.end_inspector_access(access=found, operation=uuid.uuid4(), by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.post.user.name} can no longer read the registers.")
    return redirect("reporting:inspector_access")
