"""Closing the school without warning, opening it again, and telling the parents: pages for a phone."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import closing as closing_actions
from registers.actions.calendar import CalendarRefusal
from registers.actions.closing_messages import next_number
from registers.actions.closing_messages import tell_parents as tell
from registers.calendar_shape import in_days, row_words, who_words
from registers.closing_message import Audience, audience_of, told_before
from registers.closing_plan import marks_of_closing, sittings_of
from registers.closing_words import closed_facts, open_facts
from registers.codes import CODES, ON_SITE, Session
from registers.family_languages import ENGLISH, language_code
from registers.forms.calendar import CloseSchoolForm, ReopenForm, TellParentsForm
from registers.language_choice import languages_offered
from registers.marking_facts import calendar_for
from registers.models import CalendarChange, Closure, Message, School
from registers.roles import Permission
from registers.school_sessions import HALF
from registers.wording import Composed, Facts, compose, with_beneath

NAMES_LISTED = 60
Said = tuple[str, str]
"""Subject and words."""
LOOKED_AHEAD = timedelta(days=60)
"""No holiday is longer: within it the school meets again."""


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.CLOSE_SCHOOL)
def close_school(request: PostRequest) -> HttpResponse:
    """What is closed, when and why; what that does; then it is closed and the parents can be told."""
    school, now = _school(request), clock.now()
    today = now.date()
    form = CloseSchoolForm(request.POST or None, school=school, today=today, initial=_usual(school, today))
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "make" and form.was_seen:
                closed = closing_actions.close_school(
                    school=school,
                    closing=form.closing,
                    keep_present=form.keep_present,
                    by=request.post,
                    at=now,
                )
                messages.success(request, f"{closed.change.what}.")
                return redirect("registers:tell_parents", closed.change.pk, "closed")
            shown = _what_it_does(request, form)
        except CalendarRefusal as refusal:
            form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        else:
            form.remember()
    context = {"form": form, "standing": _standing(school, today), "today": today, **shown}
    return render(request, "registers/close_school.html", context, status=422 if form.errors else 200)


def _usual(school: School, today: date) -> dict[str, date]:
    """Today, or the next school day."""
    following = school.days.filter(date__gte=today).order_by("date").values_list("date", flat=True).first()
    return {"first_day": following or today}


def _what_it_does(request: PostRequest, form: CloseSchoolForm) -> dict[str, Any]:
    school, closing = _school(request), form.closing
    sittings = sittings_of(school, closing)
    if not sittings:
        raise closing_actions.NoSessionToClose("The school has no session then.")
    at = clock.now()
    marks = marks_of_closing(
        school=school, closing=closing, by=request.post, at=at, keep_present=form.keep_present
    )
    every = marks_of_closing(school=school, closing=closing, by=request.post, at=at, keep_present=False)
    here = {mark.name for mark in every if mark.before in ON_SITE}
    replaced = Counter(mark.before for mark in marks if mark.before)
    return {
        "closing": closing,
        "code": CODES[closing.code],
        "sittings": sittings,
        "marks": marks,
        "replaced": replaced.most_common(),
        "here": sorted(here)[:NAMES_LISTED],
        "here_count": len(here),
        "audience": _audience(request, closing.closures(school), closing.first_day),
    }


def _audience(request: PostRequest, closures: list[Closure], on: date) -> Audience:
    return audience_of(school=_school(request), closures=closures, on=on, by=request.post)


def _standing(school: School, today: date) -> list[tuple[int, str]]:
    """Unexpected closures that still run or are to come, each with its rows in words."""
    closures = Closure.objects.filter(
        school=school, kind=Closure.Kind.UNEXPECTED, last_day__gte=today, change__isnull=False
    )
    rows: dict[int, list[Closure]] = {}
    for closure in closures.order_by("first_day", "sessions"):
        rows.setdefault(cast(int, closure.change_id), []).append(closure)
    return [
        (change, f"{each[0].words}, {who_words(each[0])}, {'; '.join(_when(row) for row in each)}")
        for change, each in rows.items()
    ]


def _when(closure: Closure) -> str:
    half = f", {HALF[closure.sessions]} only" if closure.sessions else ""
    return f"{in_days(closure.first_day, closure.last_day)}{half}"


def _change(request: PostRequest, pk: int) -> CalendarChange:
    return get_object_or_404(CalendarChange.objects.visible_to(request.post), pk=pk)


@requires(Permission.CLOSE_SCHOOL)
def reopen_school(request: PostRequest, pk: int) -> HttpResponse:
    """End an unexpected closure, from a session on; what has happened stays in the history."""
    change, school, now = _change(request, pk), _school(request), clock.now()
    closures = list(Closure.objects.filter(school=school, change=change).order_by("first_day", "sessions"))
    sittings = _sittings(school, closures)
    coming = [sitting for sitting in sittings if sitting >= _now(now)]
    form = ReopenForm(
        request.POST or None,
        sittings=sittings,
        initial={"sitting": f"{coming[0][0].isoformat()} {coming[0][1]}"} if coming else {},
    )
    if request.method == "POST" and form.is_valid():
        day, session = form.chosen
        try:
            made = closing_actions.reopen_school(
                change=change,
                day=day,
                session=session,
                reason=form.cleaned_data["reason"],
                by=request.post,
                at=now,
            )
        except CalendarRefusal as refusal:
            form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{made.what}.")
            if told_before(change=change).contacts:
                return redirect("registers:tell_parents", change.pk, "open")
            return redirect("registers:calendar")
    context = {
        "change": change,
        "form": form if sittings else None,
        "rows": [(row_words(closure), who_words(closure)) for closure in closures],
        "told": Message.objects.filter(school=school, cause__startswith=f"closing/{change.pk}/").count(),
    }
    return render(request, "registers/reopen_school.html", context, status=422 if form.errors else 200)


def _sittings(school: School, closures: list[Closure]) -> list[tuple[date, str]]:
    if not closures:
        return []
    first, last = min(each.first_day for each in closures), max(each.last_day for each in closures)
    calendar = calendar_for(school=school, first=first, last=last, pupils=())
    return [
        (day, session.value)
        for day in sorted(calendar.days)
        for session in Session
        if calendar.has_session(day, session)
        and any(
            each.first_day <= day <= each.last_day and each.sessions in ("", session) for each in closures
        )
    ]


def _now(now: datetime) -> tuple[date, str]:
    return now.date(), Session.AM.value if now.hour < 12 else Session.PM.value


@requires(Permission.CLOSE_SCHOOL)
def tell_parents(request: PostRequest, pk: int, about: str) -> HttpResponse:
    """One message to all parents of those closed out, or to those who were told, when it opens again."""
    if about not in ("closed", "open"):
        raise Http404
    change, school, now = _change(request, pk), _school(request), clock.now()
    closures = list(Closure.objects.filter(school=school, change=change).order_by("first_day", "sessions"))
    if about == "open":
        audience = told_before(change=change)
    else:
        audience = _audience(request, closures, closures[0].first_day) if closures else Audience((), (), 0)
    number = next_number(change=change, about=about)
    kind, facts = _words(school, closures, about, now)
    ours = compose(school=school, kind=kind, facts=facts)
    channels = [Message.Channel.EMAIL.value, Message.Channel.TEXT.value]
    form = TellParentsForm(
        request.POST or None,
        initial={"channels": channels, "subject": ours.subject, "body": ours.body, "number": number},
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("number", "channels", "subject", "body")}
        written = (said["subject"], said["body"].replace("\r\n", "\n"))
        said["in_languages"] = _in_languages(school, audience, kind, facts, written)
        try:
            made = tell(change=change, about=about, audience=audience, by=request.post, at=now, **said)
        except CalendarRefusal as refusal:
            form.add_error("channels", str(refusal))
        else:
            words = "1 message is" if len(made) == 1 else f"{len(made):,} messages are"
            messages.success(
                request, f"{words} in the outbox." if made else "These messages are in the outbox already."
            )
            return redirect("registers:outbox")
    context = {"change": change, "about": about, "audience": audience, "form": form, "told": number - 1}
    context["brought"] = [language.name for language in languages_offered([school.pk])[1:]]
    return render(request, "registers/tell_parents.html", context, status=422 if form.errors else 200)


def _words(school: School, closures: list[Closure], about: str, now: datetime) -> tuple[str, Facts]:
    """Which message it is, and what it says in any language."""
    if about == "open" or not closures:
        return "reopening", open_facts(*_open_from(school, closures, now))
    return "closure", closed_facts(closures)


def _in_languages(school: School, audience: Audience, kind: str, facts: Facts, said: Said) -> dict[str, Said]:
    """What families of other languages get: our words in theirs, beneath the English where the head has changed it."""
    english = compose(school=school, kind=kind, facts=facts)
    found = {}
    for language in {language_code(contact.language) for contact in audience.contacts} - {ENGLISH}:
        theirs = compose(school=school, kind=kind, facts=facts, language=language)
        if theirs.language != language:
            continue
        if said != (english.subject, english.body):
            theirs = with_beneath(Composed(*said, None, ENGLISH), theirs)
        found[language] = (theirs.subject, theirs.body)
    return found


def _open_from(school: School, closures: list[Closure], now: datetime) -> tuple[date, str]:
    """The first session of the school after what is left of the closure, and not before this one."""
    closed = [(each.last_day, each.sessions or Session.PM.value) for each in closures]
    after = max([*closed, (now.date() - timedelta(days=1), Session.PM.value)])
    calendar = calendar_for(school=school, first=after[0], last=after[0] + LOOKED_AHEAD, pupils=())
    coming = (
        (day, session.value)
        for day in sorted(calendar.days)
        for session in Session
        if calendar.has_session(day, session)
    )
    return next((each for each in coming if each > after and each >= _now(now)), _now(now))
