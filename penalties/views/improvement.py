"""Notices to improve: giving one to each parent, watching it daily, and saying how it ended."""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.letters_to_read import Ready
from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions import improvement as actions
from penalties.actions import withdrawn_notices as withdrawn
from penalties.actions.improvement import ImprovementRefused
from penalties.forms.improvement import EndNoticeForm, NoticeToImproveForm
from penalties.improvement_letters import usual_grounds
from penalties.improvement_now import NoticeNow, notices_now
from penalties.models import AuthorityRules, Case, NoticeToImprove
from penalties.support_so_far import support_so_far
from penalties.views.cases import case_for
from penalties.withdrawn_letters import letter_of_withdrawal as letter_of
from penalties.withdrawn_letters import takes_back
from registers.access import NotPermitted, PostRequest, requires
from registers.letter_blocks import Sheet
from registers.letters import Letter, sheet_of
from registers.models import Care, Message, School, SchoolDay
from registers.refusals import Refusal
from registers.roles import Permission, Role, may
from registers.school_year import next_school_day

ARRIVES_AFTER = dt.timedelta(days=5)
"""A posted letter counts as received on the second working day; a weekend may lie between."""


@requires(Permission.SEE_CASES)
@require_safe
def notices_to_improve(request: PostRequest) -> HttpResponse:
    """Every notice to improve that runs or wants somebody, and those of the last year."""
    on = clock.today()
    visible = NoticeToImprove.objects.visible_to(request.post, on=on).filter(
        Q(last_day__gte=on - dt.timedelta(days=365)) | Q(end__isnull=True)
    )
    found = notices_now(visible, school=_school(request), post=request.post, on=on)
    context = {
        "open": [each for each in found if each.end is None],
        "ended": [each for each in found if each.end is not None],
    }
    return render(request, "penalties/notices_to_improve.html", context)


@requires(Permission.SEE_CASES)
def give_notice_to_improve(request: PostRequest, case: int) -> HttpResponse:
    """A notice to each parent: written, read as the letter that it becomes, and put into the outbox."""
    on = clock.today()
    found = case_for(request, case)
    try:
        actions.refuse_notice(found)
    except ImprovementRefused as refusal:
        context = {"case": found, "pupil": found.pupil, "refusal": refusal}
        return render(request, "penalties/give_notice_to_improve.html", context)
    cares = _parents(found, on)
    form = NoticeToImproveForm(request.POST or None, cares=cares, initial=_start(found, cares, on))
    sheets: list[Sheet] = []
    last: list[dt.date] = []

    def give() -> None:
        day, ready = actions.notice_letters(case=found, says=form.says, by=request.post, on=on)
        last.append(day)
        sheets.extend(_sheet(each, found) for each in ready if each.contact.pk in form.chosen)
        if request.POST.get("do") == "give":
            actions.give_notices_to_improve(
                case=found,
                says=form.says,
                contacts=form.chosen,
                operation=form.cleaned_data["operation"],
                by=request.post,
                at=clock.now(),
            )

    if request.method == "POST" and request.POST.get("do") == "give":
        if wrote(
            request, form, give, "The notice is given. Its letter is in the outbox, to be printed or sent."
        ):
            return redirect("penalties:notices_to_improve")
    elif request.method == "POST" and form.is_valid():
        _tried(form, give)
    context = {"case": found, "pupil": found.pupil, "form": form, "sheets": sheets, "last": last[:1]}
    return render(request, "penalties/give_notice_to_improve.html", context)


@requires(Permission.SEE_CASES)
def notice_to_improve(request: PostRequest, improvement: int) -> HttpResponse:
    """One notice: its terms, what the register says of it, and how it ended."""
    now = clock.now()
    found = _notice(request, improvement)
    post = request.post
    ends = may(Role(post.role), Permission.CONSIDER_CASES)
    if request.method == "POST" and not ends:
        raise NotPermitted(Permission.CONSIDER_CASES)
    form = EndNoticeForm(request.POST or None, found=found)

    def end() -> None:
        said = form.cleaned_data
        actions.end_notice_to_improve(
            notice=found.notice, watched=found.watched, kind=said["kind"], ground=said.get("ground", ""),
            words=said["words"], operation=said["operation"], by=post, at=now,
        )  # fmt: skip

    if wrote(request, form, end, "Written down."):
        tells = takes_back(_notice(request, improvement).notice)
        return redirect(f"penalties:{'letter_of_withdrawal' if tells else 'notice_to_improve'}", improvement)
    context: dict[str, Any] = {
        "takes_back": takes_back(found.notice),
        "taken_back_by": letter_of(found.notice),
        "found": found,
        "notice": found.notice,
        "pupil": found.notice.case.pupil,
        "form": form if ends else None,
    }
    return render(request, "penalties/notice_to_improve.html", context)


@requires(Permission.SEE_CASES)
def letter_of_withdrawal(request: PostRequest, improvement: int) -> HttpResponse:
    """The letter that takes a notice back whose own letter had gone: read, then put into the outbox."""
    now, post = clock.now(), request.post
    notice = _notice(request, improvement).notice
    context: dict[str, Any] = {"notice": notice, "pupil": notice.case.pupil, "written": letter_of(notice)}
    try:
        if request.method == "POST":
            withdrawn.write_withdrawal_letter(notice=notice, by=post, at=now)
            messages.success(request, "The letter is in the outbox, to be printed or sent.")
            return redirect("penalties:notice_to_improve", improvement)
        ready = withdrawn.letter_to_read(notice=notice, by=post, on=clock.today())
        context["sheet"] = _sheet(ready, notice.case)
    except ImprovementRefused as refusal:
        context["refusal"] = refusal
    return render(request, "penalties/letter_of_withdrawal.html", context)


def _notice(request: PostRequest, pk: int) -> NoticeNow:
    on = clock.today()
    visible = NoticeToImprove.objects.visible_to(request.post, on=on)
    get_object_or_404(visible, pk=pk)
    return notices_now(visible.filter(pk=pk), school=_school(request), post=request.post, on=on)[0]


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _parents(case: Case, on: dt.date) -> list[Care]:
    """Parents who may be told."""
    cares = Care.objects.may_be_told(on).filter(school=case.school_id, pupil=case.pupil_id)
    parents = cares.filter(Q(parental_responsibility=True) | Q(lives_with=True))
    return list(parents.select_related("contact").order_by("priority", "pk"))


def _start(case: Case, cares: list[Care], on: dt.date) -> dict[str, object]:
    """What the form begins with: the authority's weeks, what was done to help, and who lives with the child."""
    rules = AuthorityRules.objects.of(case.school)
    done = support_so_far(case.school, [case.pupil_id], on=on).get(case.pupil_id, [])
    days = SchoolDay.objects.filter(school=case.school_id, date__gt=on).order_by("date")[:20]
    return {
        "contacts": [str(care.contact_id) for care in cares],
        "first_day": next_school_day(on + ARRIVES_AFTER, [day.date for day in days]),
        "weeks": rules.improvement_weeks,
        "counted_in": rules.improvement_counted_in,
        "support": "\n".join(f"{each.on:%-d %B %Y}: {each.what}" for each in sorted(done)),
        "grounds": usual_grounds(),
    }


def _sheet(ready: Ready, case: Case) -> Sheet:
    """The letter as it would be drawn."""
    message = Message(
        school=case.school, contact=ready.contact, channel=Message.Channel.LETTER, subject=ready.said.subject,
        body=ready.said.body, language=ready.said.language, made_at=clock.now(),
    )  # fmt: skip
    return sheet_of(Letter(message, "", False), school=case.school)


def _tried(form: NoticeToImproveForm, do: Any) -> None:
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
