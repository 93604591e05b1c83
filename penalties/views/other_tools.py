"""Other steps than a notice: what was begun, and what came of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions import other_tools as actions
from penalties.forms.beside_notices import EndToolForm, OtherToolForm
from penalties.models import OtherTool
from penalties.notice_history import history_of
from registers.access import PostRequest, requires
from registers.pupil_page import pupil_for
from registers.roles import Permission


@requires(Permission.CONSIDER_CASES)
def record_other_tool(request: PostRequest, pupil: int) -> HttpResponse:
    """Write down an order, a prosecution or another step about one child."""
    now = clock.now()
    found = pupil_for(request.post, pupil, on=now.date())
    parents = history_of(found, proposed=now.date())
    form = OtherToolForm(request.POST or None, adults=parents, initial={"started_on": now.date()})

    def do() -> None:
        actions.record_other_tool(
            pupil=found, begun=form.begun, operation=form.cleaned_data["operation"], by=request.post, at=now
        )

    if wrote(request, form, do, "Written down."):
        return redirect("penalties:pupil_notices", found.pk)
    return render(request, "penalties/record_other_tool.html", {"form": form, "pupil": found})


@requires(Permission.CONSIDER_CASES)
def end_other_tool(request: PostRequest, other_tool: int) -> HttpResponse:
    """One such step, and how it ended."""
    now = clock.now()
    visible = OtherTool.objects.visible_to(request.post, on=now.date())
    found = get_object_or_404(visible.select_related("pupil", "contact", "end"), pk=other_tool)
    form = EndToolForm(request.POST or None, initial={"on": now.date()})

    def do() -> None:
        said = form.cleaned_data
        actions.end_other_tool(
            tool=found, on=said["on"], outcome=said["outcome"], operation=said["operation"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "Written down."):
        return redirect("penalties:pupil_notices", found.pupil_id)
    context = {"form": form, "tool": found, "pupil": found.pupil, "end": getattr(found, "end", None)}
    return render(request, "penalties/end_other_tool.html", context)
