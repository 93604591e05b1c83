"""Notices to the local authority: what is due, its content for paper and as a file, and that it was told."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from attendance_site.parts import clock
from attendance_site.parts.spreadsheets import csv_file
from registers.access import PostRequest, requires
from registers.actions.authority_notices import tell_authority
from registers.actions.reads import note_read
from registers.authority_content import HEADINGS, Content, contents_of
from registers.authority_notices import Due, notices_due
from registers.forms.leaving import TellAuthorityForm
from registers.models import School, SensitiveRead
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.ADMIT_AND_REMOVE)
def authority_notices(request: PostRequest) -> HttpResponse:
    """New pupils and deletions that the authority is to be told of, by when, and that it was told."""
    today = clock.today()
    due = _due(request)
    form = TellAuthorityForm(request.POST or None, initial={"told_on": today})
    chosen = [each for each in due if each.key in request.POST.getlist("notice")]
    if request.method == "POST" and form.is_valid():
        done = _tell(request, form, chosen)
        if done:
            messages.success(request, done)
            return redirect("registers:authority_notices")
    shown = {
        "form": form,
        "waiting": [each for each in due if each.waiting],
        "told": [each for each in due if each.told is not None],
        "standard": [each for each in due if each.told is None and each.standard],
        "chosen": {each.key for each in chosen},
        "today": today,
    }
    return render(request, "registers/authority_notices.html", shown)


@requires(Permission.ADMIT_AND_REMOVE)
@require_safe
def authority_notice(request: PostRequest, notice: str) -> HttpResponse:
    """One notice in full, to be printed or copied."""
    found = [each for each in _due(request) if each.key == notice]
    if not found:
        raise Http404("No such notice is due, and none was given lately.")
    [content] = contents_of(found, school=_school(request), by=request.post)
    _note_look(request, content)
    return render(request, "registers/authority_notice.html", {"due": found[0], "content": content})


@requires(Permission.ADMIT_AND_REMOVE, fresh_proof=True)
@require_GET
def authority_notices_file(request: PostRequest) -> HttpResponse:
    """The notices that are due, as a file for the authority."""
    waiting = [each for each in _due(request) if each.waiting]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"notices-{_school(request).urn}-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    contents = contents_of(waiting, school=_school(request), by=request.post)
    for content in contents:
        _note_look(request, content)
    for block in csv_file(HEADINGS, (content.values for content in contents)):
        response.write(block)
    return response


def _note_look(request: PostRequest, content: Content) -> None:
    """Each look at a confidential address is kept, on paper for the authority as on the page."""
    if content.tells_secret:
        note_read(
            pupil=content.due.admission.pupil,
            what=SensitiveRead.What.ADDRESS,
            purpose=f"Notice to the local authority: {content.due.words.lower()}",
            by=request.post,
            at=clock.now(),
        )


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _due(request: PostRequest) -> list[Due]:
    return notices_due(school=_school(request), on=clock.today())


def _tell(request: PostRequest, form: TellAuthorityForm, chosen: list[Due]) -> str:
    if not chosen:
        form.add_error(None, "Tick the notices that the authority was told of.")
        return ""
    try:
        tell_authority(
            notices=[(each.admission, each.kind) for each in chosen if each.told is None],
            **form.cleaned_data,
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("told_on", str(refusal))
        return ""
    return f"Noted that the authority was told of {len(chosen)} of them."
