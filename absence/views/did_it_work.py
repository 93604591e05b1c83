"""Did it work: attendance before and after each letter, meeting and plan, for the champion."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.did_it_work import AS_MUCH_ONE_IN, WEEKS, Change, Kind, tally
from absence.effects import effects_of, first_day_asked_about, rows_of
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission

A_PAGE = 25


@requires(Permission.SUPPORT)
@require_safe
def did_it_work(request: PostRequest) -> HttpResponse:
    """Everything that was done of late, and whether less was missed in the school weeks after it."""
    today = clock.today()
    rows = rows_of(effects_of(school=cast(School, request.post.school), post=request.post, on=today))
    kind, change = request.GET.get("kind", ""), request.GET.get("change", "")
    chosen = [
        row
        for row in rows
        if (kind not in list(Kind) or row.compared.done.kind == kind)
        and (change not in list(Change) or row.compared.change == change)
    ]
    context = {
        "day": today,
        "since": first_day_asked_about(today),
        "tallies": tally(row.compared for row in rows),
        "changes": list(Change),
        "kind": Kind(kind) if kind in list(Kind) else None,
        "change": Change(change) if change in list(Change) else None,
        "page_obj": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")),
        "weeks": WEEKS,
        "one_in": AS_MUCH_ONE_IN,
    }
    return render(request, "absence/did_it_work.html", context)
