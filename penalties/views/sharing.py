"""Cases shared with the local authority's officer: who shares them, and what the officer sees."""

import datetime as dt
import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions import sharing as actions
from penalties.case_sessions import case_sessions
from penalties.forms.packs import ShareForm
from penalties.models import CaseEvent, CaseShare, ReferralPack
from penalties.views.cases import case_for
from penalties.views.packs import document_of
from registers.access import PostRequest, requires
from registers.models import Post
from registers.roles import Permission, Role

USUAL = dt.timedelta(days=56)
"""Eight weeks: a notice is paid or prosecuted by then (D)."""


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
def share_case(request: PostRequest, case: int) -> HttpResponse:
    """Which officers see a case and its papers, until when; sharing it with another."""
    on = clock.today()
    found = case_for(request, case)
    officers = Post.objects.on(on).filter(school=found.school, role=Role.LA, user__is_active=True)
    held = list(officers.select_related("user").order_by("user__name", "pk"))
    form = ShareForm(request.POST or None, officers=held, initial={"until": on + USUAL})

    def share() -> None:
        said = form.cleaned_data
        actions.share_case(
            case=found, officer=said["officer"], until=said["until"], why=said["why"],
            operation=said["operation"], by=request.post, at=clock.now(),
        )  # fmt: skip

    if wrote(request, form, share, "The officer sees this case and its papers from now on."):
        return redirect("penalties:share_case", case)
    shares = CaseShare.objects.filter(case=found).select_related("officer__user", "end").order_by("-pk")
    context = {
        "case": found,
        "pupil": found.pupil,
        "form": form if held else None,
        "shares": [(each, _holds(each, on)) for each in shares],
    }
    return render(request, "penalties/share_case.html", context)


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
@require_POST
def end_share(request: PostRequest, share: int) -> HttpResponse:
    """End the sharing of a case at once."""
    rows = CaseShare.objects.filter(school=request.post.school_id).select_related("case")
    found = get_object_or_404(rows, pk=share)
    case_for(request, found.case_id)
    actions.end_share(share=found, operation=uuid.uuid4(), by=request.post, at=clock.now())
    messages.success(request, "It is no longer shared.")
    return redirect("penalties:share_case", found.case_id)


@requires(Permission.SEE_SHARED_CASES)
@require_safe
def shared_cases(request: PostRequest) -> HttpResponse:
    """What the officer may see today: cases, until when, and how many papers each has."""
    shares = CaseShare.objects.of_officer(request.post, clock.today())
    rows = shares.select_related("case__pupil").annotate(papers=Count("case__packs")).order_by("until", "pk")
    return render(request, "penalties/shared_cases.html", {"shares": rows})


@requires(Permission.SEE_SHARED_CASES)
@require_safe
def shared_case(request: PostRequest, case: int) -> HttpResponse:
    """One shared case: its sessions, and the papers about each parent."""
    share = _share(request, case)
    event = CaseEvent.objects.filter(case=share.case).newest_first().first()
    packs = ReferralPack.objects.filter(case=share.case).without_pdf().prefetch_related("sent")
    context = {
        "share": share,
        "pupil": share.case.pupil,
        "event": event,
        "sessions": case_sessions(event.sessions) if event else [],
        "packs": packs.order_by("-at", "-pk"),
    }
    return render(request, "penalties/shared_case.html", context)


@requires(Permission.SEE_SHARED_CASES)
@require_safe
def shared_pack(request: PostRequest, case: int, pack: int) -> HttpResponse:
    """The papers of a shared case as they were made."""
    share = _share(request, case)
    found = get_object_or_404(ReferralPack.objects.select_related("case__pupil"), case=share.case, pk=pack)
    return document_of(found)


def _share(request: PostRequest, case: int) -> CaseShare:
    shares = CaseShare.objects.of_officer(request.post, clock.today()).filter(case=case)
    return get_object_or_404(shares.select_related("case__pupil", "case__school")[:1])


def _holds(share: CaseShare, on: dt.date) -> bool:
    return getattr(share, "end", None) is None and share.until >= on
