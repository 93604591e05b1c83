"""Choosing the hat to wear."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from registers.access import open_to_anyone
from registers.models import Post
from registers.roles import Role


@open_to_anyone
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Choose which of one's posts to act in; the choice is kept until changed or signed out."""
    posts = list(
        Post.objects.on(clock.today())
        .filter(user=request.user.pk)
        .exclude(role=Role.COMMAND)
        .select_related("school", "trust")
        .order_by("school__name", "role")
    )
    if request.method == "POST":
        chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
        if chosen is not None:
            request.session["post"] = chosen.pk
            request.session["hats"] = len(posts)
            return go_on(request, request.POST.get("next", ""), otherwise=reverse("home"))
    return render(
        request, "registers/choose_post.html", {"posts": posts, "next": request.GET.get("next", "")}
    )
