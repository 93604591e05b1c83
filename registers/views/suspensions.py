"""Suspensions of the school, of one pupil, and recording what the head decided."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.suspensions import record_suspension as record
from registers.actions.suspensions import refuse_outlook
from registers.forms.suspensions import RecordSuspensionForm
from registers.models import Post, Pupil, School, Suspension
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role
from registers.school_year import academic_year, academic_year_days
from registers.suspension_outlook import Outlook, outlook
from registers.suspensions import pupils_suspended_since, suspensions_of


@requires(Permission.RECORD_SUSPENSION)
@require_safe
def suspensions(request: PostRequest) -> HttpResponse:
    """The suspensions of this school year: those that hold now, coming ones and those that are over."""
    today = clock.today()
    school = cast(School, request.post.school)
    first = academic_year_days(academic_year(today)).first
    found = suspensions_of(
        pupils=pupils_suspended_since(school, first), school=school, on=today, post=request.post
    )
    listed = [
        each for each in found.listed if each.suspension.last_day is None or each.suspension.last_day >= first
    ]
    states = (("now", "Away now"), ("coming", "Coming"), ("over", "Over this school year"))
    groups = [(words, [each for each in listed if each.state == state]) for state, words in states]
    return render(
        request,
        "registers/suspensions.html",
        {"groups": groups, "wanting": [each for each in listed if each.tasks], "nothing": not listed},
    )


@requires(Permission.RECORD_SUSPENSION)
@require_safe
def pupil_suspensions(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's suspensions and exclusions, and what they come to in the year."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    found = suspensions_of(pupils=[pupil.pk], school=pupil.school, on=today, post=request.post)
    years = sorted((year for year in found.years.values()), key=lambda year: year.name, reverse=True)
    taken_back = Suspension.objects.filter(pupil=pupil, withdrawn_at__isnull=False)
    context = {
        **page_head(pupil, request.post, current="registers:pupil_suspensions", on=today),
        "listed": found.listed,
        "years": years,
        "taken_back": taken_back.prefetch_related("changes").order_by("-first_day", "-pk"),
    }
    return render(request, "registers/pupil_suspensions.html", context)


@requires(Permission.RECORD_SUSPENSION)
def record_suspension(request: PostRequest, pk: int) -> HttpResponse:
    """Record a suspension or exclusion: the form, then exactly what it would do, then the record."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    form = RecordSuspensionForm(
        request.POST or None,
        heads=_heads(request.post),
        by=request.post,
        today=today,
        initial={"first_day": today},
    )
    seen: Outlook | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "record":
                made = _record(request, pupil, form)
                messages.success(
                    request, f"{made.kind_words} recorded. Now tell those who must be told without delay."
                )
                return redirect("registers:suspension", made.pk)
            seen = outlook(draft=_draft(pupil, form), on=today, post=request.post)
            refuse_outlook(seen)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "registers/record_suspension.html",
        {"pupil": pupil, "form": form, "seen": seen, "refused": bool(form.errors)},
    )


def _heads(post: Post) -> list[Post]:
    """The heads of the school today."""
    heads = Post.objects.visible_to(post).on(clock.today()).filter(role=Role.HEAD)
    return list(heads.select_related("user").order_by("user__name"))


def _draft(pupil: Pupil, form: RecordSuspensionForm) -> Suspension:
    said = form.cleaned_data
    last = said["last"]
    return Suspension(
        school=pupil.school,
        pupil=pupil,
        kind=said["kind"],
        first_day=said["first"].date,
        first_session=said["first"].session,
        last_day=last.date if last else None,
        last_session=last.session if last else "PM",
    )


def _record(request: PostRequest, pupil: Pupil, form: RecordSuspensionForm) -> Suspension:
    said = form.cleaned_data
    wanted = ("kind", "first", "last", "reason", "words", "decided_by", "decided_position")
    return record(pupil=pupil, **{name: said[name] for name in wanted}, by=request.post, at=clock.now())
