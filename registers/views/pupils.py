"""Pupils: the list, and one pupil's marks."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.core.paginator import Paginator
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.certificate import certificate_pdf
from registers.forms.pupils import PeriodForm, PupilSearchForm
from registers.mark_story import stories_between
from registers.models import Admission, GroupMembership, Pupil, School
from registers.pupil_page import page_head, pupil_for
from registers.pupil_year import current_period, pupil_year
from registers.roles import Permission
from registers.views.register_entry import pdf_answer

PAGE = 60


@requires(Permission.SEE_PUPILS)
@require_safe
def pupils(request: PostRequest) -> HttpResponse:
    """The pupils on the roll today, by class or by name."""
    today = clock.today()
    form = PupilSearchForm(request.GET or None, post=request.post, today=today)
    visible = Pupil.objects.visible_to(request.post, on=today)
    listed = visible.on_roll(today)
    with_left = language = ""
    if form.is_valid():
        if with_left := form.cleaned_data["left"]:
            listed = visible.filter(admissions__starting_day__lte=today).distinct()
        if language := form.cleaned_data["language"].strip():
            listed = listed.filter(home_language__iexact=language)
        if name := form.cleaned_data["name"].strip():
            for word in name.split():
                listed = listed.filter(
                    Q(surname__istartswith=word)
                    | Q(forename__istartswith=word)
                    | Q(known_as__istartswith=word)
                )
        if group := form.cleaned_data["group"]:
            listed = listed.in_group(group, today)
    listed = listed.order_by("surname", Coalesce(NullIf(F("known_as"), Value("")), F("forename")), "pk")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    classes = dict(
        GroupMembership.objects.on(today)
        .filter(school=request.post.school_id, pupil__in=[pupil.pk for pupil in page])
        .values_list("pupil", "group__name")
    )
    left = _left(page, today) if with_left else {}
    rows = [(pupil, classes.get(pupil.pk, ""), left.get(pupil.pk)) for pupil in page]
    shown = {"form": form, "page_obj": page, "rows": rows, "with_left": with_left, "language": language}
    return render(request, "registers/pupils.html", shown)


def _left(pupils: Iterable[Pupil], today: date) -> dict[int, date]:
    """By pupil who is on the roll no longer, the last day on it. One statement."""
    stays = Admission.objects.filter(pupil__in=[pupil.pk for pupil in pupils]).order_by("starting_day")
    last = dict(stays.values_list("pupil", "deleted_on"))
    return {pupil: day for pupil, day in last.items() if day is not None and day < today}


@requires(Permission.SEE_MARKS)
@require_safe
def pupil_marks(request: PostRequest, pk: int) -> HttpResponse:
    """One pupil's marks week by week, what they come to, and every amendment among them; printable."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    form, first, last = _period(request, today)
    return render(
        request,
        "registers/pupil_marks.html",
        {
            **page_head(pupil, request.post, current="registers:pupil_marks", on=today),
            "period": form if form.is_bound else PeriodForm(initial={"first": first, "last": last}),
            "year": pupil_year(pupil, first=first, last=last),
            "stories": stories_between(pupil, first=first, last=last),
        },
    )


@requires(Permission.PRINT_REGISTERS)
@require_safe
def attendance_certificate(request: PostRequest, pk: int) -> HttpResponse:
    """Every mark of a period to be signed, as a PDF: the days that the address names, else the year so far."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    form, first, last = _period(request, at.date())
    if form.is_bound and not form.is_valid():
        return redirect(f"{reverse('registers:pupil_marks', args=[pk])}?{request.GET.urlencode()}")
    group = GroupMembership.objects.on(at.date()).filter(pupil=pupil).values_list("group__name", flat=True)
    pdf = certificate_pdf(
        pupil, group=group.first() or "", first=first, last=last, school=pupil.school, at=at
    )
    return pdf_answer(pdf, f"attendance-{pupil.pk}-{last.isoformat()}.pdf")


def _period(request: PostRequest, today: date) -> tuple[PeriodForm, date, date]:
    """The days that the address names, where they can be; else the year so far."""
    first, last = current_period(cast(School, request.post.school).pk, today)
    form = PeriodForm(request.GET or None, initial={"first": first, "last": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    return form, first, last
