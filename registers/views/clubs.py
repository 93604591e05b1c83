"""Clubs: the lists, and the page on which whoever runs one ticks who came."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, requires
from registers.actions import clubs as club_actions
from registers.chosen_pupils import chosen_pupils
from registers.forms.clubs import ClubForm, ClubMembersForm
from registers.forms.plans import lines_of
from registers.models import Club, ClubMember, GroupMembership, Post, Pupil, RegistrationGroup, School
from registers.plan_ahead_tabs import tabs_of
from registers.refusals import Refusal
from registers.roles import Permission, Role, may, who_may


@requires(Permission.CONFIRM_PLANNED)
def clubs(request: PostRequest) -> HttpResponse:
    """The clubs; who plans may add one."""
    today = clock.today()
    plans = may(Role(request.post.role), Permission.PLAN_ABSENCE)
    form = ClubForm(request.POST or None if plans else None, leaders=_leaders(request))
    if plans and request.method == "POST" and form.is_valid():
        try:
            club = club_actions.make_club(school=cast(School, request.post.school), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"{club.name} is made. Now put pupils on its list.")
            return redirect("registers:club_members", club.pk)
    now_on = Q(members__first_day__lte=today) & (
        Q(members__last_day__isnull=True) | Q(members__last_day__gte=today)
    )
    listed = Club.objects.visible_to(request.post).running().select_related("leader__user")
    context = {
        "clubs": listed.annotate(number=Count("members", filter=now_on)).order_by("starts", "name"),
        "form": form if plans else None,
        "tabs": tabs_of(request.post, "registers:clubs"),
    }
    return render(request, "registers/clubs.html", context)


@requires(Permission.CONFIRM_PLANNED, idle_minutes=IDLE_MINUTES_ON_REGISTER)
def club(request: PostRequest, pk: int) -> HttpResponse:
    """Tick who came to a club today. It makes no mark: the register says who is present."""
    now = clock.now()
    found = get_object_or_404(Club.objects.visible_to(request.post), pk=pk)
    members = list(_members(found, now.date()))
    if request.method == "POST":
        ticked = set(request.POST.getlist("seen"))
        pupils = [pupil for pupil in members if str(pupil.pk) in ticked]
        try:
            club_actions.see_at_club(club=found, pupils=pupils, by=request.post, at=now)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{len(pupils)} of {len(members)} seen at {found.name}.")
        return redirect("registers:club", pk)
    seen = club_actions.seen_at_club(found, now.date())
    rows = [(pupil, seen.get(pupil.pk)) for pupil in members]
    context = {"club": found, "rows": rows, "seen": len(seen), "today": now.date()}
    return render(request, "registers/club.html", context)


@requires(Permission.PLAN_ABSENCE)
def club_members(request: PostRequest, pk: int) -> HttpResponse:
    """Who is on a club's list from today, who runs it and when it starts; and its end."""
    today = clock.today()
    found = get_object_or_404(Club.objects.visible_to(request.post), pk=pk)
    if request.POST.get("do") == "end":
        try:
            club_actions.end_club(club=found, on=today)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("registers:clubs")
    members = list(_members(found, today))
    groups = RegistrationGroup.objects.filter(school=found.school_id).order_by("name")
    initial = {"starts": found.starts, "leader": found.leader_id}
    form = ClubMembersForm(request.POST or None, leaders=_leaders(request), groups=groups, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _change(request, found, members, form)
    return render(request, "registers/club_members.html", {"club": found, "members": members, "form": form})


def _change(request: PostRequest, club: Club, members: list[Pupil], form: ClubMembersForm) -> HttpResponse:
    said, today = form.cleaned_data, clock.today()
    added = chosen_pupils(post=request.post, on=today, lines=lines_of(said["names"]), groups=said["groups"])
    kept = [pupil.pk for pupil in members if str(pupil.pk) in request.POST.getlist("member")]
    club_actions.change_club(
        club=club, starts=said["starts"], leader=said["leader"], pupils={*kept, *added.pupils}, on=today
    )
    not_found = [*added.unknown, *(f"{line} (more than one)" for line in added.several)]
    if not_found:
        messages.warning(
            request, f"Not found on the roll: {'; '.join(not_found[:20])}. The others are on the list."
        )
        return redirect("registers:club_members", club.pk)
    messages.success(request, f"The list of {club.name} is saved.")
    return redirect("registers:club", club.pk)


def _leaders(request: PostRequest) -> "QuerySet[Post]":
    leading = [role.value for role in who_may(Permission.CONFIRM_PLANNED)]
    posts = Post.objects.visible_to(request.post).on(clock.today()).filter(role__in=leading)
    return posts.select_related("user").order_by("user__name")


def _members(club: Club, day: date) -> "QuerySet[Pupil]":
    """The pupils on the club's list, each with the class."""
    on_list = ClubMember.objects.on(day).filter(club=club)
    groups = GroupMembership.objects.on(day).filter(pupil=OuterRef("pk"))
    pupils = Pupil.objects.filter(pk__in=on_list.values("pupil")).on_roll(day)
    named = pupils.annotate(group_name=Subquery(groups.values("group__name")[:1]))
    return named.order_by("surname", "forename", "pk")
