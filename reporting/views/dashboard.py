"""The champion's dashboard, the files of its pictures, and the lists that its figures open to."""

from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.band_pupils import band_pupils
from reporting.bands import Band
from reporting.chosen_cut import ChosenCut, chosen_cut
from reporting.dashboard import dashboard
from reporting.dashboard_todo import todo_of
from reporting.exports import download, file_links
from reporting.forms.cut import CutForm

CHANGES = ("Way", "Pupil", "Missed before", "Possible before", "Missed now", "Possible now")


@requires(Permission.SEE_FIGURES)
@require_safe
def attendance(request: PostRequest) -> HttpResponse:
    """The school's attendance in words and pictures. What waits for somebody comes by itself after the page."""
    if "X-Part" in request.headers:
        shown = {"todo": todo_of(request.post, _school(request), at=clock.now())}
        return render(request, "reporting/_attendance_todo.html", shown)
    found = _chosen(request)
    board = dashboard(found, post=request.post)
    context = {
        "found": found,
        "board": board,
        "form": CutForm(found),
        "pictures": {
            name: (picture, file_links(found.links.file(name))) for name, picture in board.pictures.items()
        },
        "files": file_links(found.links.changes_file()),
    }
    return render(request, "reporting/attendance.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def attendance_file(request: PostRequest, picture: str) -> StreamingHttpResponse:
    """The table of one picture as a file, for the same period and group."""
    found = _chosen(request)
    drawn = dashboard(found, post=request.post).pictures.get(picture)
    if drawn is None:
        raise Http404("There is no such picture.")
    name = f"attendance-{picture}-{found.chosen.period.last}"
    return download(request, name, [*map(str, drawn.columns)], drawn.lines)


@requires(Permission.SEE_FIGURES, fresh_proof=True)
@require_safe
def attendance_changes_file(request: PostRequest) -> StreamingHttpResponse:
    """The pupils whose attendance changed most, both ways, as a file."""
    board = dashboard(_chosen(request), post=request.post)
    rows = [(way, each.name, *each.counts) for way, pupils in board.changes for each in pupils]
    name = f"attendance-changes-{board.found.chosen.period.last}"
    return download(request, name, CHANGES, rows)


@requires(Permission.SEE_FIGURES)
@require_safe
def attendance_band(request: PostRequest, band: str) -> HttpResponse:
    """The pupils of one band, each with what they missed of their own sessions."""
    if band not in list(Band):
        raise Http404("There is no such band.")
    found = _chosen(request)
    context = {
        "found": found,
        "band": Band(band),
        "rows": band_pupils(found, Band(band), post=request.post),
        "bands": [(each.words, found.links.band(each), each == band) for each in Band],
    }
    return render(request, "reporting/attendance_band.html", context)


def _chosen(request: PostRequest) -> ChosenCut:
    """What the address asks for."""
    return chosen_cut(post=request.post, school=_school(request), query=request.GET, on=clock.today())


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)
