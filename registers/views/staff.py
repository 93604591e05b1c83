"""People and their posts, one-day passes, tokens."""

from datetime import datetime, time
from typing import cast

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, open_to_anyone, requires
from registers.actions import cover as cover_actions
from registers.actions import staff
from registers.actions import tokens as token_actions
from registers.forms.staff import ChangePostForm, GiveCoverForm, GivePostForm, MakeTokenForm, UseCoverForm
from registers.models import ApiToken, Cover, Post, School
from registers.refusals import Refusal
from registers.roles import Permission, Role, Scope
from registers.sign_in_links import password_path


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.MANAGE_USERS, fresh_proof=True)
@require_safe
def people(request: PostRequest) -> HttpResponse:
    """Everybody who has, or had, a post at the school."""
    today = clock.today()
    posts = Post.objects.visible_to(request.post).exclude(role__in=[Role.COMMAND, Role.COVER, Role.PARENT])
    posts = posts.select_related("user").prefetch_related("teaching__group").order_by("user__name", "role")
    current: list[Post] = []
    ended: list[Post] = []
    for post in posts:
        (ended if post.last_day and post.last_day < today else current).append(post)
    return render(request, "registers/people.html", {"current": current, "ended": ended, "today": today})


@requires(Permission.MANAGE_USERS, fresh_proof=True)
def give_post(request: PostRequest) -> HttpResponse:
    """Give somebody a role; the page that follows shows the link by which they set a password."""
    form = GivePostForm(request.POST or None, school=_school(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            post = staff.give_post(
                school=_school(request),
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                position=given["position"],
                groups=given["groups"],
                by=request.post,
                on=clock.today(),
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{post.user.name} has the role {Role(post.role).label.lower()} from today."
            )
            return redirect("registers:change_post", post.pk)
    return render(request, "registers/give_post.html", {"form": form})


@requires(Permission.MANAGE_USERS, fresh_proof=True)
def change_post(request: PostRequest, pk: int) -> HttpResponse:
    """One post: its classes, its end, and help with signing in."""
    posts = Post.objects.visible_to(request.post).exclude(role__in=[Role.COMMAND, Role.PARENT])
    post = get_object_or_404(posts.select_related("user"), pk=pk)
    today = clock.today()
    form = ChangePostForm(
        request.POST if request.POST.get("do") == "classes" else None,
        school=_school(request),
        initial={
            "groups": list(
                post.teaching.filter(pk__in=post.teaching.model.objects.on(today)).values_list(
                    "group", flat=True
                )
            )
        },
    )
    try:
        if request.method == "POST":
            done = _do_to_post(request, post, form)
            if done:
                messages.success(request, done)
                return redirect("registers:change_post", post.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("registers:change_post", post.pk)
    link, elsewhere = "", False
    if not post.user.has_usable_password():
        elsewhere = not staff.acts_here_only(post=post, on=today)
        link = "" if elsewhere else request.build_absolute_uri(password_path(post.user))
    ended = post.last_day is not None and post.last_day < today
    return render(
        request,
        "registers/change_post.html",
        {"shown": post, "form": form, "link": link, "elsewhere": elsewhere, "ended": ended, "today": today},
    )


def _do_to_post(request: PostRequest, post: Post, form: ChangePostForm) -> str:
    today = clock.today()
    match request.POST.get("do"):
        case "classes" if form.is_valid():
            staff.set_classes(post=post, groups=form.cleaned_data["groups"], on=today)
            return f"{post.user.name}'s classes are changed from today."
        case "end":
            staff.end_post(post=post, by=request.post, on=today)
            return f"{post.user.name} no longer has the role {Role(post.role).label.lower()} here."
        case "second_factor":
            staff.reset_second_factor(post=post, by=request.post, on=today)
            return f"{post.user.name} sets up a second step at the next sign-in."
        case "new_link":
            staff.forget_password(post=post, by=request.post, on=today)
            return "The old password no longer works. Hand over the link below."
    return ""


@requires(Permission.GIVE_COVER)
def covers(request: PostRequest) -> HttpResponse:
    """Give a supply teacher a one-day pass, and take passes back."""
    now = clock.now()
    form = GiveCoverForm(
        request.POST if request.POST.get("do") == "give" else None,
        school=_school(request),
        initial={"day": now.date()},
    )
    given = None
    if request.POST.get("do") == "withdraw":
        held = Cover.objects.filter(school=_school(request)).select_related("post")
        cover = get_object_or_404(held, pk=row_number(request.POST.get("cover")))
        cover_actions.withdraw_cover(cover=cover, at=now)
        messages.success(request, "The pass no longer opens anything.")
        return redirect("registers:covers")
    if request.method == "POST" and form.is_valid():
        try:
            given = cover_actions.give_cover(
                school=_school(request), by=request.post, at=now, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("day", str(refusal))
    passes = (
        Cover.objects.filter(school=_school(request), date__gte=now.date())
        .select_related("group", "post__user", "given_by__user")
        .order_by("date", "group__name")
    )
    return render(request, "registers/covers.html", {"form": form, "given": given, "passes": passes})


@open_to_anyone
def use_cover(request: HttpRequest) -> HttpResponse:
    """The way in for a supply teacher: a code that opens one class today."""
    form = UseCoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cover = cover_actions.use_cover(code=form.cleaned_data["code"], at=clock.now())
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            login(request, cover.post.user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("home")
    return render(request, "registers/use_cover.html", {"form": form})


@requires(Permission.MANAGE_TOKENS, fresh_proof=True)
def tokens(request: PostRequest) -> HttpResponse:
    """Make and withdraw the tokens of other programs."""
    form = MakeTokenForm(
        request.POST if request.POST.get("do") == "make" else None,
        today=timezone.now().date(),
        role=Role(request.post.role),
    )
    made = None
    if request.POST.get("do") == "withdraw":
        mine = ApiToken.objects.visible_to(request.post)
        token = get_object_or_404(mine, pk=row_number(request.POST.get("token")))
        token_actions.withdraw_token(token=token, at=timezone.now())
        messages.success(request, f"The token for {token.label} no longer works.")
        return redirect("registers:tokens")
    if request.method == "POST" and form.is_valid():
        end = datetime.combine(
            form.cleaned_data["last_day"], time(23, 59), tzinfo=timezone.get_current_timezone()
        )
        made = token_actions.make_token(
            school=_school(request),
            label=form.cleaned_data["label"],
            scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
            expires_at=end,
            by=request.post,
            at=timezone.now(),
        )
    listed = ApiToken.objects.visible_to(request.post).select_related("made_by__user").order_by("-made_at")
    return render(
        request,
        "registers/tokens.html",
        {"form": form, "made": made, "tokens": listed, "now": timezone.now()},
    )
