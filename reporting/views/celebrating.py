"""Celebrating: classes of the week, children for whom more goes well, certificates, figures for the newsletter."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.refusals import Refusal
from registers.roles import Permission
from registers.views.register_entry import pdf_answer
from reporting.actions.celebrations import choose_celebrations, give_certificates
from reporting.celebrations import Week, chosen_by, week_of
from reporting.certificates import certificates_pdf
from reporting.figure_address import Asked, FigureKind, opens
from reporting.forms.celebrations import CelebrationForm, CertificatesForm, WeekForm
from reporting.groups import Group
from reporting.informing_tabs import informing_tabs
from reporting.models import CelebrationChoice, Certificate

NEWEST = 20
"""So many certificates are listed."""


@requires(Permission.SEE_FIGURES)
def celebrating(request: PostRequest) -> HttpResponse:
    """One week: who leads, in what the school has chosen; the children; certificates are given from here."""
    today = clock.today()
    week = week_of(post=request.post, on=today, asked=request.GET.get("week", ""))
    form = _certificates_form(request, week)
    if request.method == "POST" and form.is_valid() and (given := _give(request, form)):
        return redirect("reporting:certificates", given)
    given_lately = Certificate.objects.visible_to(request.post, on=today).select_related("pupil")
    context = {
        "week": week,
        "choose": WeekForm(weeks=week.weeks, shown=week.weeks_monday) if week else None,
        "form": form,
        "chosen_pupils": set(request.POST.getlist("pupil")),
        "rows": _rows(request, week) if week else [],
        "children": _children(request, week) if week else [],
        "made_of": opens(FigureKind.ATTENDANCE, week.days, school=_school(request)) if week else "",
        "given": given_lately.order_by("-at", "pk")[:NEWEST],
        "tabs": informing_tabs(request.post, "reporting:celebrating"),
    }
    return render(request, "reporting/celebrating.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def certificates(request: PostRequest, certificates: UUID) -> HttpResponse:
    """The certificates of one press, to be printed and signed."""
    mine = Certificate.objects.visible_to(request.post, on=clock.today()).select_related("pupil")
    found = list(mine.filter(operation=certificates).order_by("pupil__surname", "pupil__forename"))
    if not found:
        raise Http404("No such certificates")
    return pdf_answer(certificates_pdf(found, school=_school(request)), f"certificates-{found[0].date}.pdf")


@requires(Permission.CHANGE_SETTINGS)
def celebration_settings(request: PostRequest) -> HttpResponse:
    """What the school compares its classes by."""
    school = _school(request)
    form = CelebrationForm(
        request.POST if request.method == "POST" else None, initial=chosen_by(school)._asdict()
    )
    if request.method == "POST" and form.is_valid():
        choose_celebrations(school=school, chosen=form.chosen, by=request.post, at=clock.now())
        messages.success(request, "Saved. Celebrating shows what you chose.")
        return redirect("reporting:celebration_settings")
    newest = CelebrationChoice.objects.newest(school)
    return render(request, "reporting/celebration_settings.html", {"form": form, "newest": newest})


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _certificates_form(request: PostRequest, week: Week | None) -> CertificatesForm:
    pupils = [child.figures.pupil.pk for child in week.children] if week else []
    return CertificatesForm(request.POST if request.method == "POST" else None, pupils=pupils)


def _give(request: PostRequest, form: CertificatesForm) -> UUID | None:
    said = form.cleaned_data
    try:
        made = give_certificates(
            school=_school(request),
            pupils=list(said["pupil"]),
            words=said["words"],
            operation=said["op"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return made[0].operation


def _rows(request: PostRequest, week: Week) -> list[dict[str, object]]:
    """Each class with where its figures open to."""
    school, found = _school(request), []
    for each in week.classes:
        group = Group("class", str(each.group_id))
        urls = {
            f"{kind}_url": opens(kind, week.days, group, school)
            for kind in (FigureKind.ATTENDANCE, FigureKind.ON_TIME, FigureKind.IN_SCHOOL)
        }
        if week.before is not None and each.can_be_compared:
            urls["before_url"] = opens(FigureKind.IN_SCHOOL, week.before, group, school)
        found.append({"figures": each, **urls})
    return found


def _children(request: PostRequest, week: Week) -> list[dict[str, object]]:
    """Each child with where both shares open to."""
    found = []
    for each in week.children:
        kind = FigureKind.ON_TIME if each.is_of_arrivals else FigureKind.IN_SCHOOL
        before, now = (
            Asked(kind, period, school=_school(request).pk).sessions_url(each.figures.pupil.pk)
            for period in week.four
            if period is not None
        )
        found.append({"child": each, "before_url": before, "now_url": now})
    return found
