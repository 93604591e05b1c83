"""What a school has set about reports of absence from families."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from absence.actions.reports import set_still_ill_days
from absence.forms.board import StillIllForm
from absence.models import ReportSettings
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission


@requires(Permission.CHANGE_SETTINGS)
def report_settings(request: PostRequest) -> HttpResponse:
    """On how many mornings a family may say "still ill" by one press before it is asked to ring."""
    school = cast(School, request.post.school)
    now = ReportSettings.objects.of(school)
    form = StillIllForm(request.POST or None, initial={"days": now.still_ill_days})
    if request.method == "POST" and form.is_valid():
        set_still_ill_days(school=school, days=form.cleaned_data["days"], by=request.post, at=clock.now())
        messages.success(request, "Saved. It holds from now on.")
        return redirect("absence:report_settings")
    return render(request, "absence/report_settings.html", {"form": form, "now": now})
