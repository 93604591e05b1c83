"""The attendance policy, the school's strategy and the training log."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.models import FamilyInformation
from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.actions import policy as actions
from reporting.forms.policy import PolicyForm, StrategyForm, TakeOutForm, TrainingForm
from reporting.models import AttendancePolicy, AttendanceStrategy, Training
from reporting.policy_due import policy_due, training_due

SHOWN_BEFORE = 10
"""Earlier editions on the page."""


@requires(Permission.SEE_FIGURES)
@require_safe
def policy(request: PostRequest) -> HttpResponse:
    """The edition that stands, the strategy, and what people were trained in, with what is due."""
    on, post = clock.today(), request.post
    editions = list(AttendancePolicy.objects.visible_to(post).newest_first()[: SHOWN_BEFORE + 1])
    log = list(Training.objects.visible_to(post).newest_first().select_related("taken_out"))
    standing = [each for each in log if not hasattr(each, "taken_out")]
    context = {
        "policy": editions[0] if editions else None,
        "earlier": editions[1:],
        "told": _told_otherwise(cast(School, post.school), editions[0]) if editions else None,
        "due": policy_due(editions[0] if editions else None, on),
        "strategy": AttendanceStrategy.objects.filter(school=post.school_id).order_by("-at", "-pk").first(),
        "log": log,
        "training_due": training_due(standing, on),
    }
    return render(request, "reporting/policy.html", context)


@requires(Permission.KEEP_POLICY)
def adopt_policy(request: PostRequest) -> HttpResponse:
    """Note that a new edition was adopted."""
    form = PolicyForm(request.POST or None)

    def adopt() -> None:
        actions.adopt_policy(
            adopted=form.adopted, operation=form.cleaned_data["operation"], by=request.post, at=clock.now()
        )

    return _form_page(request, form, adopt, "The policy is noted. This edition stands.", "adopt_policy")


@requires(Permission.KEEP_POLICY)
def write_strategy(request: PostRequest) -> HttpResponse:
    """Write what keeps pupils away and what the school does; begins with what stands."""
    school = cast(School, request.post.school)
    stands = AttendanceStrategy.objects.filter(school=school).order_by("-at", "-pk").first()
    start = {key: getattr(stands, key) for key in ("causes", "approach", "aims")} if stands else {}
    form = StrategyForm(request.POST or None, initial=start)

    def write() -> None:
        said = form.cleaned_data
        actions.write_strategy(
            causes=said["causes"], approach=said["approach"], aims=said["aims"], operation=said["operation"],
            by=request.post, at=clock.now(),
        )  # fmt: skip

    return _form_page(request, form, write, "The strategy is written down.", "write_strategy")


@requires(Permission.KEEP_POLICY)
def log_training(request: PostRequest) -> HttpResponse:
    """Note a training that took place."""
    form = TrainingForm(request.POST or None, initial={"on": clock.today()})

    def log() -> None:
        actions.log_training(
            held=form.held, operation=form.cleaned_data["operation"], by=request.post, at=clock.now()
        )

    return _form_page(request, form, log, "The training is in the log.", "log_training")


@requires(Permission.KEEP_POLICY)
def take_out_training(request: PostRequest, training: int) -> HttpResponse:
    """Strike an entry of the log that was a mistake."""
    found = get_object_or_404(Training.objects.visible_to(request.post), pk=training)
    form = TakeOutForm(request.POST or None)

    def take_out() -> None:
        said = form.cleaned_data
        actions.take_out_training(
            training=found, why=said["why"], operation=said["operation"], by=request.post, at=clock.now()
        )

    return _form_page(
        request, form, take_out, "The entry is struck out.", "take_out_training", training=found
    )


def _told_otherwise(school: School, policy: AttendancePolicy) -> FamilyInformation | None:
    """What families are told of the policy, where it is not what stands here. One statement."""
    told = FamilyInformation.objects.of(school)
    same = (told.policy_adopted_on, told.policy_review_on) == (policy.adopted_on, policy.review_on)
    return None if same else told


def _form_page(
    request: PostRequest,
    form: forms.Form,
    do: Callable[[], object],
    words: str,
    name: str,
    **context: object,
) -> HttpResponse:
    """The page of one form; once it is written, back to the policy."""
    if wrote(request, form, do, words):
        return redirect("reporting:policy")
    return render(request, f"reporting/{name}.html", {"form": form, **context})
