"""The forward look: who is near a tenth or a half of the sessions missed, who can return, whose absence rises."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.spreadsheets import Cell
from registers.access import PostRequest, requires
from registers.models import Post, School
from registers.roles import Permission
from reporting.chosen_cut import ChosenCut, chosen_cut
from reporting.exports import download, file_links
from reporting.forms.groups import GroupForm
from reporting.groups import EVERYBODY
from reporting.looking_ahead import LookingAhead, PupilAhead
from reporting.looking_ahead import looking_ahead as look

COLUMNS = (
    "Pupil", "Class", "Missed", "Of", "Left this year", "In a row before a tenth", "May still miss, tenth",
    "In a row before a half", "May still miss, half", "Best still reachable, %", "More missed lately",
)  # fmt: skip


@requires(Permission.SEE_FIGURES)
@require_safe
def forward_look(request: PostRequest) -> HttpResponse:
    """Lists of those near a line, past it and able to return, and rising."""
    chosen = chosen_group(request.post, request)
    found = look(chosen, post=request.post)
    query = "" if chosen.group == EVERYBODY else f"?{urlencode({'group': str(chosen.group)})}"
    context = {
        "chosen": chosen,
        "found": found,
        "words": chosen.calendar.words(found.period),
        "form": GroupForm(chosen),
        "files": file_links(reverse("reporting:forward_look_file") + query),
    }
    return render(request, "reporting/forward_look.html", context)


@requires(Permission.SEE_FIGURES, fresh_proof=True)
@require_safe
def forward_look_file(request: PostRequest) -> StreamingHttpResponse:
    """Everybody of the group with all figures, as a file."""
    chosen = chosen_group(request.post, request)
    rows = _rows(look(chosen, post=request.post))
    return download(request, f"forward-look-{chosen.on}", COLUMNS, rows)


def chosen_group(post: Post, request: PostRequest) -> ChosenCut:
    """The group that the address asks for, of this school year."""
    school = cast(School, post.school)
    query = {"group": request.GET.get("group", "")}
    return chosen_cut(post=post, school=school, query=query, on=clock.today())


def _rows(found: LookingAhead) -> Iterator[list[Cell]]:
    for each in found.pupils:
        yield [*_of(each), "yes" if each.rises else "no"]


def _of(each: PupilAhead) -> list[Cell]:
    tenth, half, best = each.look.persistent, each.look.severe, each.look.best
    return [
        each.pupil.called, each.group, each.look.absent, each.look.possible, each.look.remaining,
        tenth.in_a_row, tenth.may_miss, half.in_a_row, half.may_miss,
        float(best) if best else None,
    ]  # fmt: skip
