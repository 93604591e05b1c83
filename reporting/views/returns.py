"""Returns: how each stands, the daily one, and what is made for the local authority and the next school."""

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.actions.returns import note_collected
from reporting.back_at_school import back_at_school
from reporting.figure_address import FigureKind, opens
from reporting.models import Return
from reporting.periods import Period
from reporting.return_files import pieces
from reporting.return_page import return_page
from reporting.returns_today import daily_returns
from reporting.school_returns import kinds_for, returns_of


@requires(Permission.SEE_RETURNS)
@require_safe
def returns(request: PostRequest) -> HttpResponse:
    """What is made for the Department, the local authority and the next school, and who is due back at school."""
    school, on = cast(School, request.post.school), clock.today()
    context = {
        "daily": daily_returns(school, clock.now()),
        "kinds": returns_of(kinds_for(request.post), school=school, post=request.post, on=on),
        "back": back_at_school(school=school, post=request.post, on=on),
        "day": on,
    }
    return render(request, "reporting/returns.html", context)


@requires(Permission.SEE_RETURNS)
@require_safe
def daily_return(request: PostRequest, daily: str) -> HttpResponse:
    """One daily return: whom it holds, what it corrects, and what is different from the version before it."""
    found = _return(request, daily)
    compulsory = request.GET.get("age") == "compulsory"
    tabs = [
        {"label": "Everybody in it", "url": "?", "current": not compulsory},
        {"label": "Compulsory school age only", "url": "?age=compulsory", "current": compulsory},
    ]
    page = return_page(found, post=request.post, compulsory_only=compulsory)
    address = opens(FigureKind.ATTENDANCE, Period(found.date, found.date), compulsory=compulsory)
    return render(request, "reporting/daily_return.html", {"page": page, "tabs": tabs, "opens": address})


@requires(Permission.SEE_RETURNS, fresh_proof=True)
@require_safe
def daily_return_file(request: PostRequest, daily: str) -> HttpResponseBase:
    """The file of a daily return, exactly as it was made. Who takes it is noted."""
    found = _return(request, daily)
    if request.method == "GET":
        note_collected(taken=found, with_token="", by=request.post, at=clock.now())
    return file_of(found)


def file_of(made: Return) -> StreamingHttpResponse:
    """A return's file, a piece at a time."""
    answer = StreamingHttpResponse(pieces(made), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-SHA256"] = made.sha256
    return answer


def _return(request: PostRequest, pk: str) -> Return:
    return get_object_or_404(Return.objects.visible_to(request.post).select_related("school"), pk=pk)
