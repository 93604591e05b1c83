"""Returns that a person makes: the pupils they are about, the frozen file, that it went and was accepted."""

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import NotPermitted, PostRequest, requires
from registers.actions.reads import note_read
from registers.models import Admission, School, SensitiveRead
from registers.roles import Permission, Role, may
from reporting.actions import made_returns as actions
from reporting.actions.transfers import make_transfer as make_transfer_file
from reporting.forms.made_returns import MakeReturnForm, ReturnAcceptedForm, ReturnSentForm, TransferForm
from reporting.models import MadeReturn
from reporting.school_returns import NEEDS, kinds_for, returns_of
from reporting.transfer_facts import transfer_facts


@requires(Permission.SEE_RETURNS)
def authority_return(request: PostRequest, return_kind: str) -> HttpResponse:
    """One kind of return: the pupils it is due about with their checks, and the making of its file."""
    wanted = _kind(request, return_kind)
    school, on = cast(School, request.post.school), clock.today()
    [found] = returns_of([wanted], school=school, post=request.post, on=on)
    form = MakeReturnForm(request.POST or None)
    asked = set(request.POST.getlist("about"))
    ticked = (
        asked if request.method == "POST" else {each.about for each in found.pressing if each.made is None}
    )
    made: list[MadeReturn] = []

    def make() -> None:
        if not may(Role(request.post.role), Permission.MAKE_RETURNS):
            raise NotPermitted(Permission.MAKE_RETURNS)
        chosen = [each for each in (*found.open, *found.not_due) if each.about in asked]
        made.append(
            actions.make_return(
                kind=found, chosen=chosen, school=school, by=request.post, at=clock.now(), **form.cleaned_data
            )
        )

    if wrote(request, form, make, "The file is made and stays as it is. Send it, and note when it went."):
        return redirect("reporting:made_return", made[0].pk)
    files = MadeReturn.objects.visible_to(request.post).of_kind(wanted).without_content().with_what_followed()
    context = {"found": found, "form": form, "ticked": ticked, "files": files.newest_first()[:30], "day": on}
    return render(request, "reporting/authority_return.html", context)


@requires(Permission.SEE_RETURNS)
@require_safe
def made_return(request: PostRequest, made: int) -> HttpResponse:
    """A file as it was made: whom it is about, its fingerprint, whom it went to and what came back."""
    found = _made(request, made)
    lines = found.lines.select_related("pupil").order_by("pupil__surname", "pupil__forename", "pk")
    return render(request, "reporting/made_return.html", {"made": found, "lines": lines})


@requires(Permission.SEE_RETURNS, fresh_proof=True)
@require_safe
def made_return_file(request: PostRequest, made: int) -> HttpResponse:
    """The file itself. One that tells a confidential address opens only to who may see that, and each look is kept."""
    found = _made(request, made)
    if found.tells_secret:
        if not may(Role(request.post.role), Permission.SEE_CONFIDENTIAL_ADDRESS):
            raise NotPermitted(Permission.SEE_CONFIDENTIAL_ADDRESS)
        for line in found.lines.select_related("pupil"):
            note_read(pupil=line.pupil, what=SensitiveRead.What.ADDRESS, by=request.post, at=clock.now(),
                      purpose=f"File for the local authority: {found.get_kind_display().lower()}")  # fmt: skip
    kind = "application/xml" if found.kind == MadeReturn.Kind.TRANSFER else "text/csv; charset=utf-8"
    answer = HttpResponse(bytes(found.content), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@requires(Permission.MAKE_RETURNS)
def note_return_sent(request: PostRequest, made: int) -> HttpResponse:
    """That a file went, to whom, how and when."""
    found = _made(request, made)
    form = ReturnSentForm(request.POST or None, initial={"sent_on": clock.today()})

    def note() -> None:
        actions.note_return_sent(made=found, by=request.post, at=clock.now(), **form.cleaned_data)

    if wrote(request, form, note, "Noted that it went."):
        return redirect("reporting:made_return", found.pk)
    return render(request, "reporting/note_return_sent.html", {"form": form, "made": found})


@requires(Permission.MAKE_RETURNS)
def note_return_accepted(request: PostRequest, made: int) -> HttpResponse:
    """That a file was accepted, and the receipt."""
    found = _made(request, made)
    form = ReturnAcceptedForm(request.POST or None, initial={"accepted_on": clock.today()})

    def note() -> None:
        actions.note_return_accepted(made=found, by=request.post, at=clock.now(), **form.cleaned_data)

    if wrote(request, form, note, "Noted that it was accepted."):
        return redirect("reporting:made_return", found.pk)
    return render(request, "reporting/note_return_accepted.html", {"form": form, "made": found})


@requires(Permission.MAKE_RETURNS)
def make_transfer(request: PostRequest, stay: int) -> HttpResponse:
    """The common transfer file about one leaver: what goes into it, what does not, and which school it is for."""
    school = cast(School, request.post.school)
    left = Admission.objects.filter(
        school=school, deleted_on__lte=clock.today(), deletion_entered_at__isnull=False
    )
    found = get_object_or_404(left.select_related("pupil"), pk=stay)
    facts = transfer_facts(found, school=school)
    form = TransferForm(request.POST or None)
    made: list[MadeReturn] = []

    def make() -> None:
        made.append(
            make_transfer_file(
                stay=found,
                facts=facts,
                receiver=form.receiver,
                operation=form.cleaned_data["operation"],
                school=school,
                by=request.post,
                at=clock.now(),
            )
        )

    if wrote(
        request,
        form,
        make,
        "The file is made. Send it by the Department’s secure transfer, and note when it went.",
    ):
        return redirect("reporting:made_return", made[0].pk)
    context = {"form": form, "stay": found, "pupil": found.pupil, "facts": facts}
    return render(request, "reporting/make_transfer.html", context)


def _kind(request: PostRequest, kind: str) -> MadeReturn.Kind:
    if kind not in MadeReturn.Kind.values:
        raise Http404("There is no such return.")
    wanted = MadeReturn.Kind(kind)
    if wanted not in kinds_for(request.post):
        raise NotPermitted(NEEDS[wanted])
    return wanted


def _made(request: PostRequest, pk: int) -> MadeReturn:
    visible = MadeReturn.objects.visible_to(request.post).with_what_followed()
    found = get_object_or_404(visible, pk=pk)
    _kind(request, found.kind)
    return found
