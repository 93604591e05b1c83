"""What an inspector reads: the pack, the register of a class, the admission register."""

import datetime as dt
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.admission_list import Show, entries
from registers.models import School
from registers.roles import Permission
from registers.school_year import week_start_of
from reporting.actions.inspections import note_look
from reporting.class_register import class_register
from reporting.class_register_paper import class_register_pdf
from reporting.forms.inspections import RegisterForm
from reporting.governors_paper import DEFINITIONS, governors_pdf, policy_words
from reporting.inspection_pack import inspection_pack as pack_of
from reporting.views.governors import pdf_response

TITLE = "Attendance: inspection pack"


@requires(Permission.INSPECT)
@require_safe
def inspection_pack(request: PostRequest) -> HttpResponse:
    """Causes, strategy, what worked, how registers are kept, and the way to them."""
    pack = pack_of(post=request.post, on=clock.today())
    note_look(what="Inspection pack", by=request.post, at=clock.now())
    context = {
        "pack": pack,
        "report": pack.report,
        "policy_words": policy_words(pack.report),
        "definitions": DEFINITIONS,
    }
    return render(request, "reporting/inspection_pack.html", context)


@requires(Permission.INSPECT)
@require_safe
def inspection_pack_document(request: PostRequest) -> HttpResponse:
    """The pack as an accessible PDF."""
    on, at = clock.today(), clock.now()
    pack = pack_of(post=request.post, on=on)
    note_look(what="Inspection pack, document", by=request.post, at=at)
    content = governors_pdf(pack.report, at=at, title=TITLE, barriers=pack.barriers)
    return pdf_response(content, f"inspection-{pack.report.school.urn}-{on.isoformat()}.pdf")


@requires(Permission.INSPECT)
@require_safe
def inspection_register(request: PostRequest) -> HttpResponse:
    """The register of one class over some weeks, with every entry that was amended; `?document=1`: as a PDF."""
    school, today = cast(School, request.post.school), clock.today()
    first_class = school.groups.order_by("name").first()
    start: dict[str, object] = {"first": week_start_of(today) - dt.timedelta(weeks=1), "last": today}
    asked = (
        request.GET.dict() if "group" in request.GET else start | {"group": getattr(first_class, "pk", "")}
    )
    form = RegisterForm(asked, school=school, auto_id="filter_%s")
    if not form.is_valid():
        return render(request, "reporting/inspection_register.html", {"form": form, "register": None})
    register = class_register(form.cleaned_data["group"], form.period, on=today)
    at, what = clock.now(), f"Register of {register.group.name}, {form.period.words}"
    note_look(what=what, by=request.post, at=at)
    if request.GET.get("document"):
        content = class_register_pdf(register, school=school.name, at=at)
        return pdf_response(content, f"register-{register.group.pk}-{form.period.last.isoformat()}.pdf")
    context = {
        "form": form,
        "register": register,
        "query": f"?group={register.group.pk}&first={form.period.first}&last={form.period.last}",
    }
    return render(request, "reporting/inspection_register.html", context)


@requires(Permission.INSPECT)
@require_safe
def inspection_roll(request: PostRequest) -> HttpResponse:
    """The admission register: who is on the roll, who joined and who left this school year, with the ground."""
    today = clock.today()
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.ON_ROLL
    note_look(what=f"Admission register: {show.words.lower()}", by=request.post, at=clock.now())
    context = {
        "day": today,
        "show": show,
        "stays": entries(request.post, on=today, show=show),
        "tabs": [{"label": each.words, "url": f"?show={each}", "current": each is show} for each in Show],
    }
    return render(request, "reporting/inspection_roll.html", context)
