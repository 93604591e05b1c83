"""The papers of the targeting support meeting: on the screen, as a document, and as they were given."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.roles import Permission
from reporting.actions.given import give_report
from reporting.forms.given import GiveForm
from reporting.models import GivenReport
from reporting.targeting import targeting_pack
from reporting.targeting_paper import targeting_pdf
from reporting.views.governors import given_document

KIND = GivenReport.Kind.TARGETING


@requires(Permission.SEE_SOCIAL_CARE)
@require_safe
def targeting_meeting(request: PostRequest) -> HttpResponse:
    """The pupils to talk about, list by list, with what was decided for each."""
    context = {
        "pack": targeting_pack(post=request.post, on=clock.today()),
        "given": GivenReport.objects.visible_to(request.post).of_kind(KIND)[:20],
    }
    return render(request, "reporting/targeting_meeting.html", context)


@requires(Permission.SEE_SOCIAL_CARE, fresh_proof=True)
def give_targeting_papers(request: PostRequest) -> HttpResponse:
    """Make the papers for a meeting, and keep them as they were given."""
    pack = targeting_pack(post=request.post, on=clock.today())
    form = GiveForm(request.POST or None)

    def give() -> None:
        at, said = clock.now(), form.cleaned_data
        give_report(
            kind=KIND, to_whom=said["to_whom"], period=pack.period, pdf=targeting_pdf(pack, at=at),
            operation=said["operation"], by=request.post, at=at,
        )  # fmt: skip

    if wrote(request, form, give, "The papers are made, and kept as they are."):
        return redirect("reporting:targeting_meeting")
    return render(request, "reporting/give_targeting_papers.html", {"form": form, "pack": pack})


@requires(Permission.SEE_SOCIAL_CARE, fresh_proof=True)
@require_safe
def given_targeting_papers(request: PostRequest, papers: int) -> HttpResponse:
    """Papers as they were given."""
    return given_document(request, papers, KIND)
