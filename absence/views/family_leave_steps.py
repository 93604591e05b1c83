"""Writing a request for leave, one question a page. Each answer is kept as it is given, on whatever phone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from absence.actions import leave as actions
from absence.actions import leave_drafts
from absence.family_leave_words import FAULTS, KINDS
from absence.forms.family_leave import FORMS, FileForm, StepForm
from absence.leave_answers import answers_of_writing
from absence.leave_counted import counted_words
from absence.leave_kinds import Kind
from absence.leave_steps import Step, after, before, may_open
from absence.leave_words import days_words
from absence.leave_writing import Writing, draft_of, requests_of
from absence.models import LeaveRequest, LeaveTest, LeaveVersion
from absence.views.family_leave import CODE_WITHIN
from attendance_site.parts import clock, papers
from attendance_site.parts.row_numbers import row_number
from registers.access import FamilyRequest, for_families
from registers.refusals import Refusal


@for_families(code_within_days=CODE_WITHIN)
def family_leave_step(request: FamilyRequest, leave_draft: UUID, leave_step: str) -> HttpResponse:
    """One question. The next page comes when it is answered; nobody skips one by its address."""
    writing = _writing(request, leave_draft)
    if writing is None:
        return _where_it_went(request, leave_draft)
    if leave_step not in list(Step):
        raise Http404("No such question")
    wanted = Step(leave_step)
    if not may_open(wanted, writing.steps, writing.answered):
        return redirect("absence:family_leave_step", leave_draft, writing.open_step)
    if wanted == Step.EVIDENCE:
        return _evidence(request, writing)
    children = writing.offered if wanted == Step.CHILDREN else writing.children
    form = FORMS[wanted](
        request.POST if request.method == "POST" else None,
        initial=writing.said(wanted),
        children=children,
        today=clock.today(),
    )
    if request.method == "POST" and wanted != Step.CHECK and form.is_valid():
        return _save(request, writing, wanted, form)
    return _page(request, writing, wanted, form)


@for_families(code_within_days=CODE_WITHIN)
@require_POST
def family_leave_send(request: FamilyRequest, leave_draft: UUID) -> HttpResponse:
    """Send the request, or the change. Pressed twice, or again after going back, it is one request."""
    writing = _writing(request, leave_draft)
    if writing is None:
        return _where_it_went(request, leave_draft)
    if writing.open_step != Step.CHECK:
        return redirect("absence:family_leave_step", leave_draft, writing.open_step)
    try:
        _send(writing)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("absence:family_leave_step", leave_draft, Step.CHECK)
    leave_drafts.discard_leave_draft(draft=writing.draft)
    return redirect("absence:family_leave_sent", leave_draft)


@for_families(code_within_days=CODE_WITHIN)
@require_safe
def family_leave_sent(request: FamilyRequest, leave_sent: UUID) -> HttpResponse:
    """That it was sent: its name, what happens next, and by when the school answers."""
    sent = list(_sent_as(request, leave_sent))
    if not sent:
        raise Http404("Nothing was sent by that name")
    changed = any(each.version > 1 for each in sent)
    return render(request, "absence/family_leave_sent.html", {"sent": sent, "changed": changed})


@for_families(code_within_days=CODE_WITHIN)
@require_POST
def family_leave_discard(request: FamilyRequest, leave_draft: UUID) -> HttpResponse:
    """Throw away what was begun."""
    writing = _writing(request, leave_draft)
    if writing is not None:
        leave_drafts.discard_leave_draft(draft=writing.draft)
        messages.success(request, gettext("What you had started is thrown away. Nothing was sent."))
    return redirect("absence:family_leave")


def _writing(request: FamilyRequest, draft: UUID) -> Writing | None:
    found = draft_of(request.family, draft)
    return Writing(found, request.family, clock.today()) if found is not None else None


def _where_it_went(request: FamilyRequest, leave_draft: UUID) -> HttpResponse:
    """A draft that is gone was sent, where the person's own requests say so; else it is not there."""
    if _sent_as(request, leave_draft).exists():
        return redirect("absence:family_leave_sent", leave_draft)
    raise Http404("No such request")


def _sent_as(request: FamilyRequest, draft: UUID) -> Any:
    versions = LeaveVersion.objects.filter(operation=draft).values("request")
    return LeaveRequest.objects.filter(
        pk__in=requests_of(request.family).filter(pk__in=versions).values("pk")
    ).select_related("school")


def _save(request: FamilyRequest, writing: Writing, step: Step, form: StepForm) -> HttpResponse:
    draft = writing.draft
    try:
        draft = leave_drafts.save_leave_answer(draft=draft, step=step, answer=form.answer, at=clock.now())
    except leave_drafts.DraftGone:
        return _where_it_went(request, writing.draft.public_id)
    saved = Writing(draft, request.family, writing.today)
    return redirect("absence:family_leave_step", draft.public_id, _onward(request, step, saved))


def _onward(request: FamilyRequest, step: Step, saved: Writing) -> Step:
    """Back to the check page, where the answer was changed from there and nothing else is open; else the next one."""
    if request.GET.get("from") == Step.CHECK and saved.open_step == Step.CHECK:
        return Step.CHECK
    following = after(step, saved.steps)
    return following if may_open(following, saved.steps, saved.answered) else saved.open_step


def _counted(writing: Writing) -> list[str]:
    """`5 school days, 10 sessions (half-days). Back in school on ...`, for each school where there are several."""
    several = len(writing.at_schools) > 1
    said = []
    for at in writing.at_schools:
        for count in at.counts:
            words = counted_words(count, name_children=len(at.counts) > 1)
            said.append(f"{at.school.name}: {words}" if several else words)
    return said


def _evidence(request: FamilyRequest, writing: Writing) -> HttpResponse:
    """Files: put one with the request, take one out, or go on."""
    form = FileForm(children=writing.children, today=writing.today)
    if request.method == "POST":
        try:
            form = FileForm(request.POST, request.FILES, children=writing.children, today=writing.today)
            done = _changed_files(request, writing, form)
        except leave_drafts.DraftGone:
            return _where_it_went(request, writing.draft.public_id)
        if done is not None:
            return done
    return _page(request, writing, Step.EVIDENCE, form)


def _changed_files(request: FamilyRequest, writing: Writing, form: FileForm) -> HttpResponse | None:
    draft, here = writing.draft, request.get_full_path()
    if "take_out" in request.POST:
        leave_drafts.take_out_leave_file(
            draft=draft, file=row_number(request.POST["take_out"]), at=clock.now()
        )
        return redirect(here)
    if "take_out_sent" in request.POST:
        unwanted = row_number(request.POST["take_out_sent"])
        here_still = [file.pk for file in writing.kept_files if file.pk == unwanted]
        gone = [*writing.said(Step.EVIDENCE).get("taken_out", []), *here_still]
        leave_drafts.save_leave_answer(
            draft=draft, step=Step.EVIDENCE, answer={"taken_out": gone}, at=clock.now()
        )
        return redirect(here)
    if not form.is_valid():
        return None
    file: UploadedFile[bytes] | None = form.cleaned_data["file"]
    if file is not None and not _put(writing, form, file):
        return None
    if "add" in request.POST:
        if file is None:
            form.add_error("file", gettext("Choose a file first."))
            return None
        return redirect(here)
    kept = writing.said(Step.EVIDENCE)
    draft = leave_drafts.save_leave_answer(draft=draft, step=Step.EVIDENCE, answer=kept, at=clock.now())
    saved = Writing(draft, request.family, writing.today)
    return redirect("absence:family_leave_step", draft.public_id, _onward(request, Step.EVIDENCE, saved))


def _put(writing: Writing, form: FileForm, file: "UploadedFile[bytes]") -> bool:
    """Put the file with the draft, or say on the page why not."""
    too_large = (file.size or 0) > papers.LARGEST_BYTES
    try:
        paper = papers.take(file.name or "", b"" if too_large else file.read())
        leave_drafts.add_leave_file(draft=writing.draft, paper=paper, at=clock.now())
    except papers.NotAPaper as refused:
        form.add_error("file", str(FAULTS[papers.Fault.TOO_LARGE if too_large else refused.fault]))
    except leave_drafts.TooManyFiles:
        form.add_error("file", _most_files())
    else:
        return True
    return False


def _most_files() -> str:
    most = leave_drafts.MOST_FILES
    return ngettext(
        "You can send %(most)s file. Take it out to send another.",
        "You can send %(most)s files. Take one out to send another.",
        most,
    ) % {"most": most}


def _send(writing: Writing) -> None:
    sent_as, now = writing.draft.public_id, clock.now()
    new = [
        papers.Paper(file.name, file.kind, bytes(file.content)) for file in writing.draft.files.order_by("pk")
    ]
    if writing.draft.changes is None:
        actions.send_leave(
            operation=sent_as,
            asked=writing.asked,
            askers=writing.askers,
            papers=new,
            started_at=writing.draft.started_at,
            on=writing.today,
            at=now,
        )
        return
    actions.change_leave(
        request=writing.draft.changes,
        operation=sent_as,
        asked=writing.asked,
        asker=writing.askers[0],
        papers=new,
        keeps=[file.pk for file in writing.kept_files],
        on=writing.today,
        at=now,
    )


def _page(request: FamilyRequest, writing: Writing, step: Step, form: StepForm) -> HttpResponse:
    back = before(step, writing.steps)
    here = writing.draft.public_id
    if request.GET.get("from") == Step.CHECK:
        back_url = reverse("absence:family_leave_step", args=[here, Step.CHECK])
    elif back is not None:
        back_url = reverse("absence:family_leave_step", args=[here, back])
    else:
        back_url = reverse("absence:family_leave")
    shown = {
        "form": form,
        "writing": writing,
        "step": step,
        "back_url": back_url,
        "number": writing.steps.index(step) + 1,
        "of": len(writing.steps),
        "most_files": leave_drafts.MOST_FILES,
    }
    if step in (Step.WHY, Step.CHECK):
        shown["counted"] = _counted(writing)
    if step in (Step.CHECK, Step.SHORTER_WAY):
        shown["kind_words"] = KINDS[Kind(writing.kind)]
    if step == Step.CHECK and writing.days is not None:
        shown["answers"] = answers_of_writing(writing)
        shown["days_words"] = days_words(writing.days, language=get_language() or "en")
    if step == Step.EXCEPTIONAL:
        tests = ((at.school, LeaveTest.objects.of(at.school)) for at in writing.at_schools)
        shown["own_tests"] = [(school, test) for school, test in tests if test is not None]
    template = step.value.replace("-", "_")
    return render(request, f"absence/_leave_step_{template}.html", shown)
