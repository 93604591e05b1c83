"""A report of absence after it was sent: where it stands, the school's question, still ill, taken back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from absence.actions import reports as actions
from absence.forms.family_absent import FAMILY_WORDS, ReplyForm
from absence.models import AbsenceReport, ReportAnswer
from absence.report_days import report_days
from absence.report_shown import State, name_of, shown_report
from absence.report_words import Why
from absence.still_ill import still_ill
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.refusals import Refusal


@for_families()
@require_safe
def absence_report(request: FamilyRequest, absence_report: uuid.UUID) -> HttpResponse:
    """What was said, whether the school has noted it, and what happens next."""
    return _page(request, *_own(request, absence_report))


@for_families()
@require_POST
def report_still_ill(request: FamilyRequest, absence_report: uuid.UUID) -> HttpResponse:
    """Still ill today: one press. Pressed twice, it is said once."""
    child, said = _own(request, absence_report)
    try:
        operation = uuid.UUID(request.POST.get("op", ""))
        sent = actions.say_still_ill(report=said, child=child, operation=operation, at=clock.now())
    except ValueError:
        return redirect("absence:absence_report", absence_report)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("absence:absence_report", absence_report)
    return redirect("absence:absence_report", sent.public_id)


@for_families()
@require_POST
def answer_school(request: FamilyRequest, absence_report: uuid.UUID) -> HttpResponse:
    """The answer to what the school asked; it stands on the school's board at once."""
    child, said = _own(request, absence_report)
    asked = ReportAnswer.objects.filter(report=said, kind=ReportAnswer.Kind.ASKED, replied_at__isnull=True)
    question = asked.order_by("at", "pk").first()
    form = ReplyForm(request.POST)
    if question is None:
        messages.success(request, _("The school has your answer."))
        return redirect("absence:absence_report", absence_report)
    if not form.is_valid():
        return _page(request, child, said, form)
    actions.answer_question(question=question, reply=form.cleaned_data["reply"], at=clock.now())
    messages.success(request, _("Your answer was sent."))
    return redirect("absence:absence_report", absence_report)


@for_families()
@require_POST
def take_report_back(request: FamilyRequest, absence_report: uuid.UUID) -> HttpResponse:
    """It was sent by mistake, or the child comes after all."""
    _child, said = _own(request, absence_report)
    try:
        actions.take_back(report=said, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, _("You have taken the report back. The school expects your child as usual.")
        )
    return redirect("absence:absence_report", absence_report)


def _own(request: FamilyRequest, public_id: uuid.UUID) -> tuple[Child, AbsenceReport]:
    """The report of that address, where this adult sent it about a child whose pages are open to them."""
    mine = {child.contact.pk for child in request.family.children}
    said = get_object_or_404(
        AbsenceReport.objects.filter(contact__in=mine, came_by=AbsenceReport.CameBy.PAGES),
        public_id=public_id,
    )
    for child in request.family.children:
        if child.pupil.pk == said.pupil_id and child.contact.pk == said.contact_id:
            return child, said
    raise Http404


def _page(
    request: FamilyRequest, child: Child, said: AbsenceReport, form: ReplyForm | None = None
) -> HttpResponse:
    now = clock.now()
    shown = shown_report(said)
    ill = still_ill(child=child, days=report_days(pupil=child.pupil, by=child.post, at=now))
    context = {
        "child": child, "shown": shown, "said": said, "why": FAMILY_WORDS[Why(said.why)],
        "form": form or ReplyForm(), "ill": ill, "op": uuid.uuid4(),
        "may_take_back": shown.state in (State.SENT, State.ASKED, State.ANSWERED), "today": now.date(),
        "name": name_of(child),
    }  # fmt: skip
    return render(
        request, "absence/absence_report.html", context, status=422 if form and form.errors else 200
    )
