"""The school's settings and session times."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions.school_settings import change_session_times, change_settings, remove_session_times
from registers.forms.school import SchoolForm, SessionTimesForm
from registers.models import School, SessionTimes
from registers.roles import Permission

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
WEEKDAYS_ASKED = {"": None, **{str(number): number for number in range(len(WEEKDAYS))}}
"""What the page may send: empty for every weekday."""


@requires(Permission.CHANGE_SETTINGS)
def settings(request: PostRequest) -> HttpResponse:
    """What the school decides for itself, and the way to its times, people, passes and tokens."""
    school = School.objects.get(pk=cast(School, request.post.school).pk)
    form = SchoolForm(request.POST or None, instance=School.objects.get(pk=school.pk))
    if request.method == "POST" and form.is_valid():
        change_settings(school=school, changes={name: form.cleaned_data[name] for name in form.fields})
        messages.success(request, "The settings are saved.")
        return redirect("registers:settings")
    return render(request, "registers/settings.html", {"form": form})


@requires(Permission.CHANGE_SETTINGS)
def session_times(request: PostRequest) -> HttpResponse:
    """When registers start and close: for every day, and for a weekday that differs."""
    school = cast(School, request.post.school)
    listed = SessionTimes.objects.filter(school=school).order_by("session", "weekday")
    if request.POST.get("do") == "remove":
        remove_session_times(times=get_object_or_404(listed, pk=row_number(request.POST.get("times"))))
        messages.success(request, "That weekday follows the times of every day again.")
        return redirect("registers:session_times")
    forms = []
    for session, words in [("AM", "Morning"), ("PM", "Afternoon")]:
        every_day = next(
            (times for times in listed if times.session == session and times.weekday is None), None
        )
        mine = request.POST.get("session") == session
        form = SessionTimesForm(
            request.POST if mine else None, instance=every_day, prefix=None, auto_id=f"{session}_%s"
        )
        forms.append((session, words, form))
        weekday = request.POST.get("weekday", "")
        if mine and weekday not in WEEKDAYS_ASKED:
            form.add_error(None, "Choose every weekday or one of Monday to Friday.")
        if mine and form.is_valid():
            change_session_times(
                school=school, session=session, weekday=WEEKDAYS_ASKED[weekday], **form.cleaned_data
            )
            messages.success(request, "The times are saved. Marks made before keep what they were.")
            return redirect("registers:session_times")
    different = [(times, WEEKDAYS[times.weekday]) for times in listed if times.weekday is not None]
    return render(
        request,
        "registers/session_times.html",
        {"forms": forms, "different": different, "weekdays": list(enumerate(WEEKDAYS))},
    )
