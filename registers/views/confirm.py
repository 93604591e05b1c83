"""The office confirms that a visit, sport, placement or provision took place with the pupils planned for it."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.confirm_attendance import confirm_attendance as confirm
from registers.forms.confirm import ConfirmForm
from registers.models import School
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.AMEND_MARK)
@require_POST
def confirm_attendance(request: PostRequest) -> HttpResponse:
    """Confirm the pupils that one line of the home page lists."""
    form = ConfirmForm(request.POST, pupils=request.POST.getlist("pupil"))
    if not form.is_valid():
        messages.warning(request, "That list has changed. Look at it again.")
        return redirect("home")
    said = form.cleaned_data
    try:
        number = confirm(
            school=cast(School, request.post.school),
            pupils=said["pupil"],
            day=said["date"],
            sessions=said["session"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Confirmed for {number} pupil{'' if number == 1 else 's'}.")
    return redirect("home")
