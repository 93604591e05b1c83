"""Who besides the head decides about leave, and the test of exceptional circumstances in the school's own words."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from absence.actions import leave_deciders as actions
from absence.forms.leave_decision import DelegateForm, LeaveTestForm
from absence.leave_policy import test_of
from absence.models import LeaveDelegate
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.models import Post, School
from registers.refusals import Refusal
from registers.roles import Permission, Role, may, who_may


@requires(Permission.DECIDE_LEAVE, fresh_proof=True)
def leave_deciders(request: PostRequest) -> HttpResponse:
    """The people whom the head has named in writing, from when, and the words of the document."""
    school, today = cast(School, request.post.school), clock.today()
    named = LeaveDelegate.objects.filter(school=school).select_related("post__user").order_by("-at", "-pk")
    if request.POST.get("do") == "end":
        delegate = get_object_or_404(named, pk=row_number(request.POST.get("delegate")))
        actions.end_decider(delegate=delegate, by=request.post, on=today, at=clock.now())
        messages.success(request, f"{delegate.post.user.name} no longer decides about leave.")
        return redirect("absence:leave_deciders")
    sees = [role for role in who_may(Permission.SEE_LEAVE) if not may(role, Permission.DECIDE_LEAVE)]
    posts = Post.objects.visible_to(request.post).on(today).filter(role__in=sees).select_related("user")
    posts = posts.filter(user__is_active=True).exclude(role=Role.COMMAND).order_by("user__name")
    form = DelegateForm(request.POST or None, posts=list(posts), initial={"from_day": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.name_decider(
                post=posts.get(pk=said["post"]),
                from_day=said["from_day"],
                words=said["words"],
                by=request.post,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.post.user.name} may decide about leave.")
            return redirect("absence:leave_deciders")
    context = {"form": form, "named": named, "today": today}
    return render(request, "absence/leave_deciders.html", context)


@requires(Permission.CHANGE_SETTINGS)
def leave_test(request: PostRequest) -> HttpResponse:
    """Both limbs of the test as the school's policy has them; earlier words are kept."""
    school = cast(School, request.post.school)
    holding = test_of(school)
    start = {"value": holding.value, "event": holding.event, "source": holding.source if holding.own else ""}
    form = LeaveTestForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.save_leave_test(school=school, by=request.post, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The words are saved. They stand on the page of each request from now on.")
        return redirect("absence:leave_test")
    return render(request, "absence/leave_test.html", {"form": form, "test": holding})
