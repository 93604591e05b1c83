"""The summary of attendance for a pupil's next school."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.pupil_page import pupil_for
from registers.refusals import Refusal
from registers.roles import Permission
from registers.views.register_entry import pdf_answer
from reporting.actions.leavers import make_leaver_summary
from reporting.forms.leavers import LeaverSummaryForm
from reporting.leaver_summary import leaver_figures, what_helped
from reporting.models import LeaverSummary


@requires(Permission.SUPPORT)
def leaver_summary(request: PostRequest, pupil: int) -> HttpResponse:
    """What the summary would say; make it, and those that were made."""
    now = clock.now()
    found = pupil_for(request.post, pupil, on=now.date())
    figures = leaver_figures(found, on=now.date())
    start = {"to_school": figures.next_school, "words": "\n".join(what_helped(found))[:2000]}
    form = LeaverSummaryForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = make_leaver_summary(
                pupil=found,
                to_school=said["to_school"],
                words=said["words"],
                operation=said["op"],
                by=request.post,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"The summary for {made.to_school} is made. It goes to nobody by itself."
            )
            return redirect("reporting:leaver_summary", found.pk)
    mine = LeaverSummary.objects.visible_to(request.post, on=now.date()).filter(pupil=found)
    context = {
        "pupil": found,
        "figures": figures,
        "form": form,
        "made": mine.defer("document").order_by("-at", "-pk"),
    }
    return render(request, "reporting/leaver_summary.html", context)


@requires(Permission.SUPPORT)
@require_safe
def leaver_summary_document(request: PostRequest, leaver_summary: int) -> HttpResponse:
    """One summary as it was made."""
    mine = LeaverSummary.objects.visible_to(request.post, on=clock.today())
    found = get_object_or_404(mine, pk=leaver_summary)
    return pdf_answer(bytes(found.document), f"attendance-summary-{found.pupil_id}-{found.last_day}.pdf")
