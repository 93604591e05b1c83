"""Choosing the hat to wear."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from registers.access import came_by_code, open_to_anyone
from registers.families import family_of
from registers.models import Post, User
from registers.roles import Role


@open_to_anyone
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Choose which of one's posts to act in; the choice is kept until changed or signed out.

    Somebody's posts as a parent are one hat, at whichever schools their children are.
    """
    held = Post.objects.on(clock.today()).filter(user=request.user.pk).exclude(role=Role.COMMAND)
    posts = list(held.select_related("school", "trust").order_by("school__name", "role"))
    as_parent = [post for post in posts if post.role == Role.PARENT]
    at_work = [] if came_by_code(request) else [post for post in posts if post.role != Role.PARENT]
    if as_parent and not family_of(cast(User, request.user), clock.today()).children:
        as_parent = []
    hats = at_work + as_parent[:1]
    if request.method == "POST":
        chosen = next((post for post in hats if str(post.pk) == request.POST.get("post")), None)
        if chosen is not None:
            request.session["post"] = chosen.pk
            request.session["hats"] = len(hats)
            home = "absence:family_home" if chosen.role == Role.PARENT else "home"
            return go_on(request, request.POST.get("next", ""), otherwise=reverse(home))
    return render(
        request,
        "registers/choose_post.html",
        {"posts": at_work, "family": as_parent[:1], "next": request.GET.get("next", "")},
    )
