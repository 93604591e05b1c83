"""Paper: blank registers, the late and absent list, and what to do when the site cannot be reached."""

from datetime import date
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.class_lists import BlankRegister, blank_registers_of, key_to_codes, late_and_absent_of
from registers.day_registers import registers_of_the_day
from registers.forms.printing import PrintForm
from registers.models import School
from registers.paper import FALLBACK, blank_registers_pdf, class_words, late_and_absent_pdf, summary_words
from registers.roles import Permission


@requires(Permission.PRINT_REGISTERS)
@require_GET
def printing(request: PostRequest) -> HttpResponse:
    """What can be printed: choose a class and a day."""
    form = PrintForm(post=request.post, today=clock.today())
    return render(request, "registers/printing.html", {"form": form})


@requires(Permission.PRINT_REGISTERS)
@require_GET
def blank_registers(request: PostRequest) -> HttpResponse:
    """Blank registers of a day, a page a class; with the outage page in front where `outage` is asked for."""
    at = clock.now()
    form = PrintForm(request.GET, post=request.post, today=at.date())
    if not form.is_valid():
        return render(request, "registers/printing.html", {"form": form})
    day: date = form.cleaned_data["day"]
    found = registers_of_the_day(school=_school(request), day=day, at=at, by=request.post)
    group = form.cleaned_data["group"]
    sheets = blank_registers_of(found, groups=None if group is None else [group.pk])
    codes = key_to_codes(day) if request.GET.get("outage") else []
    if sheets and request.GET.get("as") == "pdf":
        pdf = blank_registers_pdf(sheets, school=_school(request), day=day, codes=codes, at=at)
        return _pdf(pdf, f"registers-{day.isoformat()}.pdf")
    return render(
        request, "registers/blank_registers.html", _blank_context(day, found.refusal, sheets, codes)
    )


@requires(Permission.PRINT_REGISTERS)
@require_GET
def late_and_absent(request: PostRequest) -> HttpResponse:
    """Who is late or absent on a day (today where none is named), by class."""
    at = clock.now()
    form = PrintForm(request.GET, post=request.post, today=at.date())
    day: date = form.cleaned_data["day"] if form.is_valid() else at.date()
    found = registers_of_the_day(school=_school(request), day=day, at=at, by=request.post)
    classes = late_and_absent_of(found)
    if classes and request.GET.get("as") == "pdf":
        pdf = late_and_absent_pdf(classes, school=_school(request), day=day, at=at)
        return _pdf(pdf, f"late-and-absent-{day.isoformat()}.pdf")
    context = {
        "day": day,
        "refusal": found.refusal,
        "classes": [(each, class_words(each)) for each in classes],
        "summary": summary_words(classes, at),
    }
    return render(request, "registers/late_and_absent.html", context)


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _blank_context(
    day: date, refusal: object, sheets: list[BlankRegister], codes: list[tuple[str, str, str]]
) -> dict[str, Any]:
    return {
        "day": day,
        "refusal": refusal,
        "sheets": sheets,
        "codes": codes,
        "instructions": FALLBACK if codes else (),
        "halves": [("AM", "Morning"), ("PM", "Afternoon")],
    }


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
