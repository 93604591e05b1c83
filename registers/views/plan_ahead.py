"""Planning for many pupils at once: chosen, previewed, applied, undone."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.plans import Trip
from registers.actions.plans import plan_marks as plan
from registers.actions.plans import undo_plans as undo
from registers.chosen_pupils import Chosen, chosen_pupils
from registers.forms.plans import AskedForm, PlanMarksForm, lines_of
from registers.models import Club, GroupMembership, PlanBatch, Post, PupilStatus, RegistrationGroup, School
from registers.plan_ahead_tabs import tabs_of
from registers.plan_kinds import BY_KEY, PlanKind
from registers.plan_preview import Preview, preview_plans
from registers.refusals import Refusal
from registers.roles import Permission, Role, who_may
from registers.school_year import YEAR_GROUPS

MOST_PUPILS = 500
EARLIER = 30
"""So many earlier lists are offered."""


@requires(Permission.PLAN_ABSENCE)
def plan_marks(request: PostRequest) -> HttpResponse:
    """Choose who, when and what; then look at what it would do; then plan it, once."""
    form = _form(request)
    if request.method != "POST" or not form.is_valid():
        return _chooser(request, form)
    ticked = request.POST.get("do") in ("apply", "look")
    chosen = _ticked(request, form) if ticked else _chosen(request, form)
    if not chosen.pupils and not ticked:
        form.add_error(None, _nobody(chosen))
        return _chooser(request, form)
    if len(chosen.pupils) > MOST_PUPILS:
        form.add_error(None, f"That is {len(chosen.pupils)} pupils. Plan {MOST_PUPILS} at most at once.")
        return _chooser(request, form)
    kind = BY_KEY[form.cleaned_data["kind"]]
    preview = preview_plans(
        school=_school(request), pupils=chosen.pupils, asked=form.asked(kind.code), by=request.post
    )
    if request.POST.get("do") != "apply":
        return _preview(request, form, kind, preview, chosen)
    return _apply(request, form, kind, preview, chosen)


@requires(Permission.PLAN_ABSENCE)
@require_POST
def undo_plans(request: PostRequest, pk: int) -> HttpResponse:
    """Withdraw what was planned together; marks that were made of it stay, and the page says how many."""
    batch = get_object_or_404(PlanBatch.objects.visible_to(request.post), pk=pk)
    try:
        undone = undo(batch=batch, by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        stay = "No mark had been made of it."
        if undone.marks:
            stay = f"{_count(undone.marks, 'mark')} {batch.code} made already stay: amend them where they are wrong."
        messages.success(
            request, f"{batch.title} is undone: taken back for {_count(undone.pupils, 'pupil')}. {stay}"
        )
    return redirect("registers:trip", batch.pk)


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _form(request: PostRequest) -> PlanMarksForm:
    school, today = _school(request), clock.today()
    leading = [role.value for role in who_may(Permission.CONFIRM_PLANNED)]
    leaders = Post.objects.visible_to(request.post).on(today).filter(role__in=leading).select_related("user")
    statuses = PupilStatus.objects.on(today).filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
    years = set(statuses.values_list("value", flat=True).distinct())
    earlier = PlanBatch.objects.filter(school=school, withdrawn_at__isnull=True).order_by("-at")
    recent = list(earlier.values_list("pk", flat=True)[:EARLIER])
    members = GroupMembership.objects.on(today).filter(school=school)
    groups = RegistrationGroup.objects.filter(pk__in=members.values("group"))
    return PlanMarksForm(
        request.POST or None,
        initial={"first_day": today, "groups": _numbers(request.GET.getlist("group"))},
        role=Role(request.post.role),
        leaders=leaders.order_by("user__name"),
        groups=groups.order_by("name"),
        years=[year for year in YEAR_GROUPS if year in years],
        clubs=Club.objects.filter(school=school).running().order_by("name"),
        batches=earlier.filter(pk__in=recent),
    )


def _numbers(values: list[str]) -> list[int]:
    return [int(each) for each in values if each.isdecimal() and len(each) < 19]


def _chosen(request: PostRequest, form: PlanMarksForm) -> Chosen:
    said = form.cleaned_data
    return chosen_pupils(
        post=request.post,
        on=said["first_day"],
        lines=lines_of(said["names"]),
        groups=said["groups"],
        years=said["years"],
        club=said["club"],
        batch=said["batch"],
    )


def _ticked(request: PostRequest, form: PlanMarksForm) -> Chosen:
    """Those who are still ticked on the page that showed what would happen."""
    return Chosen(tuple(dict.fromkeys(_numbers(request.POST.getlist("pupil")))), (), ())


def _nobody(chosen: Chosen) -> str:
    if chosen.unknown or chosen.several:
        return "No name in the list is that of one pupil on the roll: " + "; ".join(
            [*chosen.unknown, *(f"{line} (more than one)" for line in chosen.several)][:20]
        )
    return "Choose at least one pupil: paste names, or tick classes or year groups, or take a list."


def _chooser(request: PostRequest, form: PlanMarksForm) -> HttpResponse:
    context = {"form": form, "tabs": tabs_of(request.post, "registers:plan_marks")}
    return render(request, "registers/plan_marks.html", context)


def _preview(
    request: PostRequest,
    form: PlanMarksForm,
    kind: PlanKind,
    preview: Preview,
    chosen: Chosen,
    asked: dict[int, AskedForm] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """What would happen, pupil by pupil, with everything that was typed carried along."""
    kept = ("csrfmiddlewaretoken", "do", "pupil")
    carried = [
        (name, value)
        for name in request.POST
        if name not in kept and not name.startswith("asked-")
        for value in request.POST.getlist(name)
    ]
    rows = [(row, (asked or {}).get(row.pupil.pupil_id) or _asked(request, row.pupil.pupil_id, bound=False))
            for row in preview.rows]  # fmt: skip
    context = {
        "kind": kind,
        "preview": preview,
        "rows": rows,
        "chosen": chosen,
        "carried": carried,
        "said": form.cleaned_data,
        "refusal": refusal,
        "each_asked": kind.each_asked,
    }
    return render(request, "registers/_plan_preview.html", context)


def _asked(request: PostRequest, pupil: int, *, bound: bool = True) -> AskedForm:
    return AskedForm(
        request.POST if bound else None, prefix=f"asked-{pupil}", auto_id="%s", today=clock.today()
    )


def _apply(
    request: PostRequest, form: PlanMarksForm, kind: PlanKind, preview: Preview, chosen: Chosen
) -> HttpResponse:
    said = form.cleaned_data
    asked = {}
    if kind.each_asked:
        asked = {row.pupil.pupil_id: _asked(request, row.pupil.pupil_id) for row in preview.to_plan}
        if [each for each in asked.values() if not each.is_valid()]:  # each of them, for its words
            words = f"Say for each pupil who asked and when, or untick the pupil: {kind.code} is given on request only."
            return _preview(request, form, kind, preview, chosen, asked, words)
    try:
        batch = plan(
            school=_school(request),
            kind=kind.key,
            title=said["title"],
            pupils=chosen.pupils,
            asked=form.asked(kind.code),
            note=form.words,
            notes={pupil: _asked_words(each) for pupil, each in asked.items()},
            trip=Trip(said["place"], said["leader"], said["leaves_at"], said["back_at"]),
            operation=said["operation"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _preview(request, form, kind, preview, chosen, asked, str(refusal))
    messages.success(request, f"{batch.title} is planned for {_count(len(preview.to_plan), 'pupil')}.")
    return redirect("registers:trip", batch.pk)


def _asked_words(form: AskedForm) -> str:
    when = form.cleaned_data["when"]
    return f"asked by {form.cleaned_data['who']}, {when.day} {when:%b %Y}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
