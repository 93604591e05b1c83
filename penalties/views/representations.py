"""What parents say against a notice, and what they are answered."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions import representations as actions
from penalties.forms.beside_notices import AnswerForm, RepresentationForm
from penalties.models import PenaltyNotice, Representation
from penalties.notice_history import history_of
from registers.access import PostRequest, requires
from registers.pupil_page import pupil_for
from registers.roles import Permission


@requires(Permission.PREPARE_PACK)
def log_representation(request: PostRequest, pupil: int) -> HttpResponse:
    """Write down what a parent says. Until it is answered, the pack about that parent waits."""
    now = clock.now()
    found = pupil_for(request.post, pupil, on=now.date())
    notices = PenaltyNotice.objects.filter(pupil=found).select_related("contact").order_by("-pk")
    start = {"received_on": now.date(), "notice": request.GET.get("notice", "")}
    parents = history_of(found, proposed=now.date())
    form = RepresentationForm(request.POST or None, adults=parents, notices=notices, initial=start)

    def do() -> None:
        actions.log_representation(
            pupil=found, contact=form.to, said=form.said, operation=form.cleaned_data["operation"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "Written down. The pack waits until it is answered."):
        made = Representation.objects.get(school=found.school, operation=form.cleaned_data["operation"])
        return redirect("penalties:representation", made.pk)
    return render(
        request, "penalties/log_representation.html", {"form": form, "pupil": found, "parents": parents}
    )


@requires(Permission.SEE_CASES)
@require_safe
def representation(request: PostRequest, representation: int) -> HttpResponse:
    """What a parent said, and the answer if there is one."""
    found = _representation(request, representation)
    return render(request, "penalties/representation.html", {"said": found, "pupil": found.pupil})


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
def answer_representation(request: PostRequest, representation: int) -> HttpResponse:
    """Write down what the parent was answered, and what follows."""
    now = clock.now()
    found = _representation(request, representation)
    form = AnswerForm(request.POST or None, initial={"on": now.date()})

    def do() -> None:
        actions.answer_representation(
            representation=found, answered=form.answered, operation=form.cleaned_data["operation"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "The answer is written down. Send it in your own letter or by telephone."):
        return redirect("penalties:representation", found.pk)
    context = {"form": form, "said": found, "pupil": found.pupil}
    return render(request, "penalties/answer_representation.html", context)


def _representation(request: PostRequest, pk: int) -> Representation:
    visible = Representation.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(visible.select_related("pupil", "contact", "notice", "answer"), pk=pk)
