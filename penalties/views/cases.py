"""Pupils at the threshold and near it, one case, and the tab of a pupil."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions.considering import decide_case
from penalties.case_page import case_page, cases_of
from penalties.case_stages import Stage
from penalties.counted import in_full
from penalties.forms.considering import ConsiderForm
from penalties.listed import early_warnings as near_the_threshold
from penalties.listed import listed, open_cases, with_decisions
from penalties.models import Case
from penalties.threshold import SESSIONS, WEEKS
from registers.access import PostRequest, requires
from registers.models import School
from registers.pupil_page import page_head, pupil_for
from registers.roles import Permission

A_PAGE = 25


@requires(Permission.SEE_CASES)
@require_safe
def cases(request: PostRequest) -> HttpResponse:
    """Pupils at the national threshold: whom to consider, who has a notice to improve, what was decided."""
    today = clock.today()
    found = with_decisions(
        open_cases(_school(request), post=request.post, on=today), post=request.post, on=today
    )
    waiting = [each for each in found if each.stage.wants_somebody]
    waiting.sort(key=lambda each: (-each.row.judgement.current, -len(each.event.sessions), each.case.pk))
    context = {
        "day": today,
        "page_obj": Paginator(waiting, A_PAGE).get_page(request.GET.get("page")),
        "improving": [each for each in found if each.stage is Stage.IMPROVING],
        "decided": [each for each in found if each.stage in (Stage.DECIDED, Stage.MET)],
        "codes": sorted(_school(request).threshold_codes),
        "needs": SESSIONS,
        "of_weeks": WEEKS,
    }
    return render(request, "penalties/cases.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def early_warnings(request: PostRequest) -> HttpResponse:
    """Pupils at six to nine sessions: a list of its own, so that nobody aims at the threshold."""
    today = clock.today()
    rows = near_the_threshold(_school(request), post=request.post, on=today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "penalties/early_warnings.html", {"day": today, "page_obj": page, "needs": SESSIONS}
    )


@requires(Permission.SEE_CASES)
@require_safe
def case(request: PostRequest, case: int) -> HttpResponse:
    """One case: what is read first, the ten weeks session by session, support, what was decided."""
    found = case_for(request, case)
    context = {"found": case_page(found, post=request.post, on=clock.today()), "pupil": found.pupil}
    return render(request, "penalties/case.html", context)


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
def consider_case(request: PostRequest, case: int) -> HttpResponse:
    """The checklist of a case, answered by a person, and what they decide."""
    now = clock.now()
    found = case_page(case_for(request, case), post=request.post, on=now.date())
    seen = {"seen_event": found.event.pk, "seen_decision": found.decision.pk if found.decision else 0}
    form = ConsiderForm(request.POST or None, initial=seen)

    def decide() -> None:
        decide_case(
            case=found.case,
            considered=form.considered,
            seen=form.seen,
            operation=form.cleaned_data["operation"],
            by=request.post,
            at=now,
        )

    if wrote(request, form, decide, "Decided, and kept with the case. Nothing has been sent."):
        return redirect("penalties:case", found.case.pk)
    return render(
        request, "penalties/consider_case.html", {"form": form, "found": found, "pupil": found.pupil}
    )


@requires(Permission.SEE_CASES)
@require_safe
def pupil_penalties(request: PostRequest, pk: int) -> HttpResponse:
    """The tab of a pupil: unauthorised sessions of the present ten weeks, and every case there was."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    row = listed(pupil.school, [pupil], post=request.post, on=today)[pupil.pk]
    context = {
        **page_head(pupil, request.post, current="penalties:pupil_penalties", on=today),
        "row": row,
        "weeks": in_full(pupil, row.weeks),
        "cases": cases_of(pupil),
    }
    return render(request, "penalties/pupil_penalties.html", context)


def case_for(request: PostRequest, pk: int) -> Case:
    """The case as the hat may see it, with pupil and school. Raises Http404."""
    cases = Case.objects.visible_to(request.post, on=clock.today()).select_related("pupil", "school")
    return get_object_or_404(cases, pk=pk)


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)
