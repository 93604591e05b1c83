"""A request for leave that came on paper, and the days in which a school answers."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from absence.actions import leave as actions
from absence.actions.leave_settings import set_answer_days
from absence.forms.leave_on_paper import AnswerDaysForm, LeaveOnPaperForm
from absence.models import LeaveRequest, LeaveSettings
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.desk_page import find_pupils
from registers.family import siblings_of
from registers.models import Care, ParentLink, Pupil, School
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.SEE_LEAVE)
def leave_on_paper(request: PostRequest) -> HttpResponse:
    """Find the child, then type in what the form says. It waits for the head like every other request."""
    today = clock.today()
    letters = request.GET.get("q", "").strip()[:60]
    chosen = row_number(request.POST.get("pupil") or request.GET.get("pupil"))
    pupils = Pupil.objects.visible_to(request.post, on=today).on_roll(today)
    if not chosen:
        found = pupils.filter(pk__in=find_pupils(post=request.post, letters=letters, day=today))
        shown = {"letters": letters, "found": found.order_by("surname", "forename")}
        return render(request, "absence/leave_on_paper.html", shown)
    pupil = pupils.filter(pk=chosen).first()
    if pupil is None:
        raise Http404("No such pupil")
    form = _form(request, pupil)
    if request.method == "POST" and form.is_valid():
        try:
            made = _key(request, form)
        except actions.NotInAdvance:
            form.add_error(
                "first_day",
                "The form came when the leave had begun, so it is not leave asked for in advance. Correct the days, or"
                " write the absence down under To find.",
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.reference} waits for the head.")
            return redirect("absence:leave_request", made.pk)
    return render(request, "absence/leave_on_paper.html", {"pupil": pupil, "form": form})


def _form(request: PostRequest, pupil: Pupil) -> LeaveOnPaperForm:
    today = clock.today()
    siblings = [each for each, _ in siblings_of(pupil, request.post, on=today)]
    cares = Care.objects.on(today).filter(pupil__in=[each.pk for each in (pupil, *siblings)])
    return LeaveOnPaperForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        pupil=pupil,
        siblings=siblings,
        cares=list(cares.select_related("contact", "pupil").order_by("priority", "pk")),
        today=today,
    )


def _key(request: PostRequest, form: LeaveOnPaperForm) -> LeaveRequest:
    cares, now = form.chosen_cares, clock.now()
    contact = cares[0].contact
    link = ParentLink.objects.filter(contact=contact).select_related("post").first()
    asker = actions.Asker(
        school=cast(School, request.post.school),
        contact=contact,
        post=link.post if link else None,
        by=request.post,
        name=request.post.user.name,
        position=request.post.position,
        cares=cares,
        on_paper=True,
        received_on=form.cleaned_data["received_on"],
    )
    return actions.send_leave(
        operation=form.cleaned_data["operation"],
        asked=form.asked,
        askers=[asker],
        papers=form.cleaned_data["papers"],
        started_at=now,
        on=clock.today(),
        at=now,
    )[0]


@requires(Permission.CHANGE_SETTINGS)
def leave_answer_days(request: PostRequest) -> HttpResponse:
    """The school days in which a family is told to expect an answer."""
    school = cast(School, request.post.school)
    held = LeaveSettings.objects.of(school)
    form = AnswerDaysForm(request.POST or None, initial={"answer_days": held.answer_days})
    if request.method == "POST" and form.is_valid():
        set_answer_days(school=school, days=form.cleaned_data["answer_days"], by=request.post, at=clock.now())
        messages.success(request, "Saved. Requests sent from now on are told so.")
        return redirect("absence:leave_answer_days")
    return render(request, "absence/leave_answer_days.html", {"form": form, "held": held})
