"""Support plans: what waits, the pupil's tab, one plan, and the pages that write into it."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import support_plans as actions
from absence.appointments import appointments_of
from absence.forms.support_plans import (
    ActionForm,
    ActionNoteForm,
    EndForm,
    NewPlanForm,
    PlanForm,
    ReviewForm,
    WrittenForm,
)
from absence.models import Concern, SupportAction, SupportPlan
from absence.support_barriers import barriers_of
from absence.support_concerns import concerns_of
from absence.support_due import plans_due
from absence.support_forms import wrote
from absence.support_story import stories_of, story_of
from absence.support_words import FIRST_REVIEW, LONGEST_UNREVIEWED
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions.reads import note_read
from registers.models import Pupil, SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.roles import Permission, Role, may

READ_WHY = "Support plan opened"


@requires(Permission.SUPPORT)
@require_safe
def support_plans(request: PostRequest) -> HttpResponse:
    """What waits in the school's support plans, and every plan that runs."""
    today = clock.today()
    running = SupportPlan.objects.visible_to(request.post, on=today).running().select_related("pupil")
    context = {
        "plans_due": plans_due(request.post, on=today),
        "running": running.order_by("pupil__surname", "pupil__forename", "pk"),
    }
    return render(request, "absence/support_plans.html", context)


@requires(Permission.SUPPORT)
@require_safe
def support_barriers(request: PostRequest) -> HttpResponse:
    """What makes coming hard, counted over the school's plans, to be shared without a name."""
    today = clock.today()
    context = {"found": barriers_of(request.post, on=today), "day": today}
    return render(request, "absence/support_barriers.html", context)


@requires(Permission.SUPPORT)
@require_safe
def pupil_support(request: PostRequest, pk: int) -> HttpResponse:
    """The plans of one pupil, and the appointments that come each week. Who looks is noted."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    stories = stories_of(pupil, post=request.post, on=now.date())
    note_opening(request, pupil, now, bool(stories))
    context = {
        **page_head(pupil, request.post, current="absence:pupil_support", on=now.date()),
        "stories": stories,
        "runs": any(story.end is None for story in stories),
        "appointments": appointments_of(pupil, on=now.date()),
    }
    return render(request, "absence/pupil_support.html", context)


@requires(Permission.SUPPORT)
def begin_support_plan(request: PostRequest, pk: int) -> HttpResponse:
    """A plan for one pupil begins; it may come of a concern that the family raised, whose words it takes along."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    concern = _concern(request, pupil)
    start = {
        "parents_words": concern.words if concern else "",
        "first_day": now.date(),
        "lead": f"{request.post.user.name}, {request.post.position}",
        "review_on": now.date() + FIRST_REVIEW,
    }
    form = NewPlanForm(request.POST or None, initial=start)
    made: list[SupportPlan] = []

    def begin() -> None:
        made.append(
            actions.begin_plan(
                pupil=pupil,
                begun=form.begun(concern),
                says=form.says,
                operation=form.cleaned_data["operation"],
                by=request.post,
                at=now,
            )
        )

    if wrote(request, form, begin, "The plan has begun. Say now who does what by when."):
        return redirect("absence:support_plan", made[0].pk)
    context = {"form": form, "pupil": pupil, "concern": concern, "missed": _missed(request, pupil, now)}
    return render(request, "absence/begin_support_plan.html", context)


def _concern(request: PostRequest, pupil: Pupil) -> Concern | None:
    """The family's concern that the address names, for those who may read it. Raises Http404 for another's."""
    if "concern" not in request.GET or not may(Role(request.post.role), Permission.ANSWER_CONCERNS):
        return None
    concerns = Concern.objects.visible_to(request.post).filter(pupil=pupil)
    return get_object_or_404(concerns, pk=row_number(request.GET["concern"]))


def _missed(request: PostRequest, pupil: Pupil, now: dt.datetime) -> str:
    """What the pupil has missed and why, to be thought of while the plan is written."""
    found = concerns_of(school=pupil.school, post=request.post, on=now.date(), only=pupil.pk)
    return found.pupils[0].standing.mix_words_of_all if found.pupils else ""


@requires(Permission.SUPPORT)
@require_safe
def support_plan(request: PostRequest, support_plan: int) -> HttpResponse:
    """One plan with all that came of it. Who looks is noted."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    note_opening(request, plan.pupil, now, True)
    story = story_of(plan, on=now.date())
    return render(request, "absence/support_plan.html", {"story": story, "pupil": plan.pupil})


@requires(Permission.SUPPORT)
def change_support_plan(request: PostRequest, support_plan: int) -> HttpResponse:
    """Write the plan anew; the earlier version stays."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    note_opening(request, plan.pupil, now, request.method == "GET")
    says = story_of(plan, on=now.date()).says
    start = {name: getattr(says, name) for name in PlanForm.base_fields if name != "operation"}
    form = PlanForm(request.POST or None, initial=start)
    if wrote(
        request,
        form,
        lambda: actions.change_plan(plan=plan, says=form.says, **_who(request, form, now)),
        "The plan is changed.",
    ):
        return redirect("absence:support_plan", plan.pk)
    return _page(request, "change_support_plan", plan, form)


@requires(Permission.SUPPORT)
def add_support_action(request: PostRequest, support_plan: int) -> HttpResponse:
    """Somebody is to do something by a day."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    form = ActionForm(request.POST or None)
    if wrote(
        request,
        form,
        lambda: actions.add_action(plan=plan, action=form.to_do, **_who(request, form, now)),
        "The action is in the plan.",
    ):
        return redirect("absence:support_plan", plan.pk)
    return _page(request, "add_support_action", plan, form)


@requires(Permission.SUPPORT)
def note_support_action(request: PostRequest, support_action: int) -> HttpResponse:
    """Whether an action was done."""
    now = clock.now()
    plans = SupportPlan.objects.visible_to(request.post, on=now.date())
    rows = SupportAction.objects.filter(plan__in=plans.values("pk")).select_related("plan__pupil")
    action = get_object_or_404(rows, pk=support_action)
    form = ActionNoteForm(request.POST or None, initial={"on": now.date()})

    def note() -> None:
        said = form.cleaned_data
        actions.note_action(
            action=action, done=said["done"], on=said["on"], words=said["words"], **_who(request, form, now)
        )

    if wrote(request, form, note, "Written down."):
        return redirect("absence:support_plan", action.plan_id)
    return _page(request, "note_support_action", action.plan, form, action=action)


@requires(Permission.SUPPORT)
def review_support_plan(request: PostRequest, support_plan: int) -> HttpResponse:
    """A review of the plan, and when the next is."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    start = {"on": now.date(), "review_on": now.date() + LONGEST_UNREVIEWED}
    form = ReviewForm(request.POST or None, initial=start)

    def review() -> None:
        said = {name: form.cleaned_data[name] for name in ("on", "with_whom", "words", "review_on")}
        actions.review_plan(plan=plan, **said, **_who(request, form, now))

    if wrote(request, form, review, "The review is written down."):
        return redirect("absence:support_plan", plan.pk)
    return _page(request, "review_support_plan", plan, form)


@requires(Permission.SUPPORT)
def end_support_plan(request: PostRequest, support_plan: int) -> HttpResponse:
    """The plan ends with what came of it."""
    now = clock.now()
    plan = plan_for(request, support_plan)
    form = EndForm(request.POST or None, initial={"on": now.date()})

    def end() -> None:
        said = {name: form.cleaned_data[name] for name in ("on", "outcome", "words")}
        actions.end_plan(plan=plan, **said, **_who(request, form, now))

    if wrote(request, form, end, "The plan has ended. It stays here."):
        return redirect("absence:support_plan", plan.pk)
    return _page(request, "end_support_plan", plan, form)


def plan_for(request: PostRequest, pk: int) -> SupportPlan:
    """The plan as the hat may see it. Raises Http404."""
    plans = SupportPlan.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(plans.select_related("pupil", "school"), pk=pk)


def _who(request: PostRequest, form: WrittenForm, now: dt.datetime) -> dict[str, Any]:
    return {"operation": form.cleaned_data["operation"], "by": request.post, "at": now}


def _page(request: PostRequest, name: str, plan: SupportPlan, form: object, **more: object) -> HttpResponse:
    context = {"form": form, "plan": plan, "pupil": plan.pupil, **more}
    return render(request, f"absence/{name}.html", context)


def note_opening(request: PostRequest, pupil: Pupil, now: dt.datetime, shown: bool) -> None:
    """Keep that somebody opened what speaks of a pupil's health, before it is shown."""
    if shown:
        note_read(pupil=pupil, what=SensitiveRead.What.HEALTH, purpose=READ_WHY, by=request.post, at=now)
