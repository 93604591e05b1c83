"""Notices and payments: those of the school, those of one child by parent, one of them, and what happened to it."""

import datetime as dt
from collections.abc import Callable
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from penalties.actions import notices as actions
from penalties.authority import Issuer
from penalties.considering import Outcome
from penalties.counted import absences_of
from penalties.escalation import SOURCE
from penalties.forms.notices import EarlierNoticeForm, NewsForm, NoticeForm
from penalties.models import AuthorityRules, CaseDecision, NoticeNews, PenaltyNotice, Representation
from penalties.notice_history import (
    Known,
    OnDay,
    ParentHistory,
    history_of,
    known_of,
    told_elsewhere,
)
from penalties.tools_tried import tools_tried
from registers.access import PostRequest, requires
from registers.codes import NO_REASON_YET
from registers.models import Pupil, School
from registers.pupil_page import pupil_for
from registers.roles import Permission

A_PAGE = 25
OFFERED = dt.timedelta(days=366)
"""Sessions so far back are offered for a notice; nobody is prosecuted for older ones (D)."""


@requires(Permission.SEE_CASES)
@require_safe
def notices(request: PostRequest) -> HttpResponse:
    """The notices known here with where each stands, and what parents said that waits for an answer."""
    today = clock.today()
    rows = PenaltyNotice.objects.visible_to(request.post, on=today).order_by("-proposed_on", "-pk")
    known = [OnDay(each, today) for each in known_of(rows)]
    waiting = [each for each in known if each.to_do]
    show_all = request.GET.get("show") == "all"
    said = Representation.objects.unanswered().visible_to(request.post, on=today)
    context = {
        "day": today,
        "page_obj": Paginator(known if show_all else waiting, A_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {"label": f"Waiting ({len(waiting)})", "url": "?show=waiting", "current": not show_all},
            {"label": f"All ({len(known)})", "url": "?show=all", "current": show_all},
        ],
        "show_all": show_all,
        "representations": said.select_related("pupil", "contact").order_by("received_on", "pk"),
        "rules": AuthorityRules.objects.of(_school(request)),
    }
    return render(request, "penalties/notices.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def pupil_notices(request: PostRequest, pupil: int) -> HttpResponse:
    """One child: each parent by themselves with their notices, and what the law would allow next."""
    today = clock.today()
    found = pupil_for(request.post, pupil, on=today)
    said = Representation.objects.filter(pupil=found).select_related("contact", "answer")
    context = {
        "pupil": found,
        "day": today,
        "parents": [
            (each, [OnDay(known, today) for known in each.known])
            for each in history_of(found, proposed=today)
        ],
        "told_elsewhere": told_elsewhere(found),
        "tried": tools_tried(found.school, [found.pk]).get(found.pk, []),
        "representations": said.order_by("-received_on", "-pk"),
        "rules": AuthorityRules.objects.of(found.school),
        "source": SOURCE,
    }
    return render(request, "penalties/pupil_notices.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def penalty_notice(request: PostRequest, penalty_notice: int) -> HttpResponse:
    """One notice: what it is for, where it stands, when it is to be paid, and what happened to it."""
    found = _notice(request, penalty_notice)
    context = {
        "found": OnDay(found, clock.today()),
        "pupil": found.notice.pupil,
        "day": clock.today(),
        "news": NoticeNews.objects.filter(notice=found.notice).order_by("-at", "-pk"),
        "representations": found.notice.representations.order_by("-received_on", "-pk"),
    }
    return render(request, "penalties/penalty_notice.html", context)


@requires(Permission.PREPARE_PACK)
def note_notice_news(request: PostRequest, penalty_notice: int) -> HttpResponse:
    """Write down what happened to a notice, or what the authority told of it."""
    now = clock.now()
    found = _notice(request, penalty_notice)
    form = NewsForm(request.POST or None, initial={"on": now.date(), "kind": request.GET.get("kind", "")})

    def do() -> None:
        actions.note_notice_news(
            notice=found.notice, happened=form.happened, operation=form.cleaned_data["operation"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "Written down."):
        return redirect("penalties:penalty_notice", found.notice.pk)
    context = {"form": form, "found": OnDay(found, now.date()), "pupil": found.notice.pupil}
    return render(request, "penalties/note_notice_news.html", context)


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
def record_notice(request: PostRequest, pupil: int) -> HttpResponse:
    """Write down a notice to one parent, proposed or issued. Nothing is issued by this page."""
    now = clock.now()
    found = pupil_for(request.post, pupil, on=now.date())
    rules = AuthorityRules.objects.of(found.school)
    parents = history_of(found, proposed=now.date())
    like = known_of(PenaltyNotice.objects.filter(pupil=found, pk=row_number(request.GET.get("like"))))
    sessions = _sessions(found, like, on=now.date())
    start: dict[str, object] = {"issuer": rules.issuer, "sessions": _chosen(found, like)}
    start |= {"issued_on": like[0].standing.issued_on, "issued": like[0].standing.issued} if like else {}
    form = NoticeForm(request.POST or None, adults=parents, sessions=sessions, initial=start)
    if wrote(request, form, _record(request, found, form, now), "Written down. Nothing was sent to anybody."):
        made = PenaltyNotice.objects.get(school=found.school, operation=form.cleaned_data["operation"])
        return redirect("penalties:penalty_notice", made.pk)
    context = {
        "form": form,
        "pupil": found,
        "parents": parents,
        "sessions": sessions,
        "rules": rules,
        "source": SOURCE,
        "day": now.date(),
        "shared": [] if like else _for_another(parents),
    }
    return render(request, "penalties/record_notice.html", context)


@requires(Permission.PREPARE_PACK)
def record_earlier_notice(request: PostRequest, pupil: int) -> HttpResponse:
    """Write down a notice of an earlier time or another school, as somebody told us of it."""
    now = clock.now()
    found = pupil_for(request.post, pupil, on=now.date())
    parents = history_of(found, proposed=now.date())
    form = EarlierNoticeForm(request.POST or None, adults=parents, initial={"issuer": Issuer.AUTHORITY})
    if wrote(request, form, _record(request, found, form, now), "Written down as it was told."):
        return redirect("penalties:pupil_notices", found.pk)
    context = {"form": form, "pupil": found, "told_elsewhere": told_elsewhere(found), "parents": parents}
    return render(request, "penalties/record_earlier_notice.html", context)


def _for_another(parents: list[ParentHistory]) -> list[tuple[Known, list[ParentHistory]]]:
    """Notices whose sessions another parent has not had one for, each with who that is."""
    known = [each for parent in parents for each in parent.known if not each.notice.from_before]
    found = [(each, [other for other in parents if other.may_share(each)]) for each in known]
    return [(each, others) for each, others in found if others]


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _notice(request: PostRequest, pk: int) -> Known:
    visible = PenaltyNotice.objects.visible_to(request.post, on=clock.today())
    return known_of(visible.filter(pk=get_object_or_404(visible, pk=pk).pk))[0]


def _record(
    request: PostRequest, pupil: Pupil, form: NoticeForm | EarlierNoticeForm, now: dt.datetime
) -> Callable[[], object]:
    return lambda: actions.record_notice(
        pupil=pupil,
        contact=form.to,
        says=form.says,
        operation=form.cleaned_data["operation"],
        by=request.post,
        at=now,
    )


def _sessions(pupil: Pupil, like: list[Known], *, on: dt.date) -> list[tuple[dt.date, str, str]]:
    """The sessions that a notice could be for, the newest first: unused, their reason established.

    Beside them those of the other parent's notice, where one is copied.
    """
    found = absences_of(pupil.school, [pupil.pk], on=on).get(pupil.pk, [])
    of_like = {(day, half) for each in like for day, half, _ in each.sessions}
    free = [
        (each.date, each.session, each.code)
        for each in found
        if each.code != NO_REASON_YET
        and ((each.date, each.session) in of_like or (not each.used and each.date > on - OFFERED))
    ]
    return sorted(free, reverse=True)


def _chosen(pupil: Pupil, like: list[Known]) -> list[str]:
    """The sessions that stand chosen: of the other parent's notice, or of the case that was referred last."""
    if like:
        return [f"{day} {half}" for day, half, _ in like[0].sessions]
    decided = CaseDecision.objects.newest().filter(case__pupil=pupil, outcome=Outcome.REFER)
    newest = decided.order_by("-pk").first()
    return [f"{each['date']} {each['session']}" for each in newest.sessions] if newest else []
