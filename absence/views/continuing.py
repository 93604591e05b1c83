"""Absences that go on: how long, when the family was last reached, and what is due."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.continuing import REFERRAL_AFTER
from absence.going_on import going_on
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission, Role, may


@requires(Permission.FOLLOW_UP)
@require_safe
def continuing(request: PostRequest) -> HttpResponse:
    """Pupils absent without a reason for two school days or more, the longest without contact first."""
    on = clock.today()
    found = going_on(school=cast(School, request.post.school), post=request.post, on=on)
    context = {
        "found": found,
        "day": on,
        "referrals_due": sum(each.referral_due for each in found),
        "not_tried": sum(not each.tried_today and bool(each.state.days) for each in found),
        "to_tell": sum(bool(each.still_to_tell) for each in found),
        "referral_after": REFERRAL_AFTER,
        "may_tell": may(Role(request.post.role), Permission.SEE_SOCIAL_CARE),
    }
    return render(request, "absence/continuing.html", context)
