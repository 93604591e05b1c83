"""The office confirms that a visit, sport, placement or provision took place with the pupils planned for it."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.confirm_attendance import confirm_attendance as confirm
from registers.forms.confirm import ConfirmForm
from registers.models import School
from registers.plan_kinds import PROVIDER_CONFIRMS
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.AMEND_MARK)
@require_POST
def confirm_attendance(request: PostRequest) -> HttpResponse:
    """Confirm the pupils that one line of the home page lists; for a provider's word it asks whose word it is."""
    form = ConfirmForm(request.POST, pupils=request.POST.getlist("pupil"))
    if not form.is_valid():
        messages.warning(request, "That list has changed. Look at it again.")
        return redirect("home")
    said = form.cleaned_data
    if said["code"] in PROVIDER_CONFIRMS and not said["said"].strip():
        return render(
            request, "registers/confirm_attendance.html", {"said": said, "asked": "said" in request.POST}
        )
    try:
        number = confirm(
            school=cast(School, request.post.school),
            pupils=said["pupil"],
            day=said["date"],
            sessions=said["session"],
            said=said["said"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Confirmed for {number} pupil{'' if number == 1 else 's'}.")
    return redirect("home")
