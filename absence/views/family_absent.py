"""Reporting an absence, question by question: which child, why, until when, check, send."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from absence.actions.reports import ReportRefused, report_of, tell_school
from absence.forms.family_absent import (
    FAMILY_WORDS,
    NOT_SURE,
    AppointmentForm,
    OnDayForm,
    UntilForm,
    WhyForm,
    WordsForm,
)
from absence.report_days import ReportDays, report_days
from absence.report_draft import Draft, begin, draft_of, forget, is_complete, keep, telling_of
from absence.report_shown import name_of, own_reports
from absence.report_words import Why
from absence.still_ill import still_ill
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.models import Pupil

ILL_NOW = "ill_now"


@for_families()
@require_safe
def absent(request: FamilyRequest) -> HttpResponse:
    """Which child is away; with one child there is nothing to ask."""
    children = request.family.children
    if len(children) == 1:
        return _why_page(request, children[0])
    return render(request, "absence/absent.html", {"children": children})


@for_families()
def absent_why(request: FamilyRequest, child: int) -> HttpResponse:
    """Why the child is away. The commonest answer, ill on the next day of school, needs no further question."""
    whose = child_of(request, child)
    if request.method != "POST":
        return _why_page(request, whose)
    days = report_days(pupil=whose.pupil, by=whose.post, at=clock.now())
    gone = _day_gone_by(request, days)
    form = WhyForm(request.POST)
    if request.POST.get("do") == ILL_NOW and days.offered:
        _begin_on(request, whose, Why.ILL, days.offered[0])
        return redirect("absence:absent_check", child)
    if not form.is_valid() or not (gone or days.offered):
        return _why_page(request, whose, form)
    why = Why(form.cleaned_data["why"])
    if gone:
        _begin_on(request, whose, why, gone)
        return redirect("absence:absent_check", child)
    begin(request.session, whose.pupil.pk, why=why.value)
    return redirect("absence:absent_when", child)


@for_families()
def absent_when(request: FamilyRequest, child: int) -> HttpResponse:
    """On which days, as the reason asks it."""
    whose = child_of(request, child)
    draft = draft_of(request.session, whose.pupil.pk)
    days = report_days(pupil=whose.pupil, by=whose.post, at=clock.now())
    if not draft or not days.offered:
        return _why_page(request, whose)
    why = Why(draft["why"])
    form = _when_form(request, why, days, draft)
    if request.method == "POST" and form.is_valid():
        keep(request.session, whose.pupil.pk, draft | _when(form.cleaned_data))
        return redirect("absence:absent_check", child)
    context = {
        "child": whose,
        "days": days,
        "form": form,
        "why": why,
        "words": FAMILY_WORDS[why],
        "name": name_of(whose),
    }
    return render(request, "absence/absent_when.html", context, status=422 if form.errors else 200)


@for_families()
def absent_check(request: FamilyRequest, child: int) -> HttpResponse:
    """Everything once more, a few words of one's own, and send. Pressed twice, it is sent once."""
    whose = child_of(request, child)
    now = clock.now()
    draft = draft_of(request.session, whose.pupil.pk)
    operation = _operation(request)
    if operation is not None and (sent := report_of(whose, operation)) is not None:
        return redirect("absence:absence_report", sent.public_id)
    if draft is None or not is_complete(draft):
        return _why_page(request, whose)
    telling = telling_of(draft)
    form = WordsForm(request.POST or None, why=telling.why, initial={"op": draft["op"]})
    refusal = None
    if request.method == "POST" and form.is_valid():
        telling = telling_of(draft, words=form.cleaned_data["words"])
        try:
            sent = tell_school(child=whose, telling=telling, operation=form.cleaned_data["op"], at=now)
        except ReportRefused as error:
            refusal = error
        else:
            forget(request.session, whose.pupil.pk)
            return redirect("absence:absence_report", sent.public_id)
    days = report_days(pupil=whose.pupil, by=whose.post, at=now)
    context = {
        "child": whose, "form": form, "telling": telling, "why": FAMILY_WORDS[telling.why], "refusal": refusal,
        "gone": days.is_gone(telling.first_day), "missed": _missed(days, draft), "name": name_of(whose),
    }  # fmt: skip
    return render(
        request, "absence/absent_check.html", context, status=422 if form.errors or refusal else 200
    )


def _why_page(request: FamilyRequest, child: Child, form: WhyForm | None = None) -> HttpResponse:
    """The first question, with what the school knows of the day and what was reported before."""
    days = report_days(pupil=child.pupil, by=child.post, at=clock.now())
    gone = _day_gone_by(request, days)
    told = own_reports(child, on=days.today) if not gone else []
    following = days.offered[0] if days.offered else None
    context = {
        "child": child, "name": name_of(child), "days": days, "gone": gone, "form": form or WhyForm(),
        "next": following, "op": uuid.uuid4(), "told": told,
        "already": any(following is not None and each.is_about(following) for each in told),
        "ill": still_ill(child=child, days=days),
    }  # fmt: skip
    return render(request, "absence/absent_why.html", context, status=422 if form and form.errors else 200)


def child_of(request: FamilyRequest, pupil: int) -> Child:
    """The child with that number; nobody else's."""
    try:
        return request.family.child(pupil)
    except Pupil.DoesNotExist:
        raise Http404 from None


def _begin_on(request: FamilyRequest, child: Child, why: Why, day: date) -> None:
    said = {"why": why.value, "first_day": day.isoformat(), "last_day": day.isoformat()}
    begin(request.session, child.pupil.pk, **said)


def _day_gone_by(request: FamilyRequest, days: ReportDays) -> date | None:
    """The day gone by that is to be explained, where the address names one that waits for a reason."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day in days.unexplained else None


def _when_form(
    request: FamilyRequest, why: Why, days: ReportDays, draft: Draft
) -> OnDayForm | AppointmentForm | UntilForm:
    said = request.POST or None
    first = draft.get("first_day") or days.offered[0].isoformat()
    if why is Why.MEDICAL:
        times = {name: draft.get(name) for name in ("out_at", "back_at")}
        return AppointmentForm(said, days=days, initial={"day": date.fromisoformat(first), **times})
    if why is Why.RELIGIOUS:
        return OnDayForm(said, days=days, initial={"day": draft.get("first_day")})
    return UntilForm(said, days=days, initial={"first_day": first})


def _when(given: dict[str, Any]) -> Draft:
    """The days and times as the draft keeps them."""
    first = given.get("day") or given["first_day"]
    return {
        "first_day": first.isoformat(),
        "last_day": (given.get("last_day") or first).isoformat(),
        "not_sure": given.get("until") == NOT_SURE,
        "out_at": given["out_at"].isoformat() if given.get("out_at") else "",
        "back_at": given["back_at"].isoformat() if given.get("back_at") else "",
    }


def _missed(days: ReportDays, draft: Draft) -> str | None:
    """Ten half-days that an appointment touches; None where the report is about none."""
    telling = telling_of(draft)
    if telling.why is not Why.MEDICAL or days.is_gone(telling.first_day):
        return None
    bits = days.halves_missed(telling.first_day, telling.out_at, telling.back_at)
    place = telling.first_day.weekday() * 2
    return bits[place : place + 2]


def _operation(request: FamilyRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("op", ""))
    except ValueError:
        return None
