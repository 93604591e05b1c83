"""The register page's rows and script data, made from what `register_page` read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from registers import register_look
from registers.actions.marks import Outcome
from registers.actions.register_day import FROM_PLAN
from registers.code_rules import giver_refusal
from registers.codes import (
    APPOINTMENT,
    LATE,
    LATE_AFTER_CLOSE,
    NEEDS_DETAIL,
    NO_REASON_YET,
    PRESENT,
    Giver,
    Session,
    present_for,
)
from registers.models import Post, School
from registers.register_page import RegisterPage, RegisterRow
from registers.roles import Permission, Role, may
from registers.school_sessions import clock_words

ASKED_FOR = {
    "reason": ("Reason for the change", "text"),
    "note": ("Note", "text"),
    "arrived": ("Time of arrival", "time"),
}
"""What a refused mark may need: how its box is called, and what kind of box it is."""
NOT_COPIED = {NO_REASON_YET, LATE, LATE_AFTER_CLOSE, APPOINTMENT}
"""Codes that speak of the morning only. Plans are not copied either: they say themselves what they hold for."""


class Choice(NamedTuple):
    """A button that answers a question."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Ask:
    """A question or a refusal under a pupil's row."""

    kind: str
    words: str
    choices: tuple[Choice, ...] = ()
    box: str = ""
    label: str = ""
    type: str = "text"


class Strip(NamedTuple):
    """One of the last sessions."""

    code: str
    look: str
    words: str


@dataclass
class Line:
    """One pupil on the page."""

    pupil: int
    name: str
    code: str
    minutes: int | None
    rev: int
    by: str
    at: datetime | None
    source: str
    look: str
    kind: str
    typed: str
    typed_minutes: int | None
    planned_code: str = ""
    planned_words: str = ""
    flags: list[str] = field(default_factory=list)
    away_days: int = 0
    strip: list[Strip] = field(default_factory=list)
    am: str = ""
    copy: str = ""
    history_url: str = ""
    ask: Ask | None = None


def line(
    row: RegisterRow, *, post: Post, session: str, opened: Collection[str], for_device: bool = False
) -> Line:
    """The row of one pupil. `for_device`: names and codes only, as they may be kept on a device."""
    mark, planned = row.mark, row.planned
    made = Line(
        pupil=row.pupil.pupil_id,
        name=row.pupil.called,
        code=row.code,
        minutes=mark.minutes_late if mark else None,
        rev=mark.rev if mark else 0,
        by=mark.name if mark else "",
        at=mark.at if mark else None,
        source=mark.source if mark else "",
        look=register_look.look(row.code) or ("planned" if planned else "blank"),
        kind=register_look.kind(row.code, planned=planned is not None),
        typed=row.code,
        typed_minutes=mark.minutes_late if mark else None,
        planned_code=planned.code if planned else "",
        planned_words=planned.code if planned else "",
        am=row.morning.code if row.morning else "",
        copy=_copied(row, session, giver_of(post), opened),
    )
    if not for_device:
        made.planned_words = planned.words if planned else ""
        made.flags = _flags(row)
        made.away_days = row.away_days
        made.strip = [_strip(each.code, each.date, each.session) for each in row.recent]
        made.history_url = _history_url(made.pupil, mark.date, session, post) if mark else ""
    return made


def _flags(row: RegisterRow) -> list[str]:
    reported = row.reported
    if reported is None:
        return list(row.flags)
    when = f" {clock_words(reported.at)}" if reported.at else ""
    return [f"parent reported {reported.code}{when}", *row.flags]


def _strip(code: str, day: date, session: str) -> Strip:
    return Strip(code, register_look.look(code), f"{day:%a} {session} {code or 'no mark'}")


def _copied(row: RegisterRow, session: str, giver: Giver, opened: Collection[str]) -> str:
    """What "Copy from this morning" would give: the morning's mark where it can hold for the afternoon too."""
    morning = row.morning
    if (
        session != Session.PM
        or morning is None
        or row.planned is not None
        or morning.code in ("", *NOT_COPIED)
    ):
        return ""
    if morning.code in PRESENT:
        return present_for(session)
    if morning.source == FROM_PLAN or morning.code in NEEDS_DETAIL:
        return ""
    return morning.code if giver_refusal(morning.code, giver, opened) is None else ""


def _history_url(pupil: int, day: date, session: str, post: Post) -> str:
    """Where the hat may see who changed a mark, when and why; empty where it may not."""
    if not may(Role(post.role), Permission.SEE_MARK_HISTORY):
        return ""
    return reverse("registers:mark_history", args=[pupil, day, session])


def asked(outcome: Outcome, pupil: int, code: str) -> Ask | None:
    """What the plain form asks where an operation was not simply saved."""
    if outcome.outcome == "conflict" or outcome.first == "conflict":
        theirs = outcome.mark["code"] if outcome.mark else ""
        keep = Choice("keep", str(pupil), f"Keep {theirs}" if theirs else "Keep what was planned")
        use = Choice("insist", f"{pupil}:{code}", f"Use {code}" if code else "Clear")
        return Ask("conflict", outcome.words, (keep, use))
    if outcome.outcome != "refused" and outcome.first != "refused":
        return None
    box, label, kind = outcome.needs, *ASKED_FOR.get(outcome.needs, ("", "text"))
    words = f"{outcome.words} {outcome.who_can_fix}".strip()
    return Ask("refused", words, box=box if label else "", label=label, type=kind)


def tabs(group: int, date: date, current: str) -> list[dict[str, Any]]:
    """Morning and afternoon."""
    return [
        {
            "label": label,
            "url": reverse("registers:take_register", args=[group, date, session]),
            "current": session == current,
        }
        for session, label in (("AM", "Morning"), ("PM", "Afternoon"))
    ]


def closing_words(page: RegisterPage) -> str:
    """What the foot of the page says about the clock."""
    closes = clock_words(page.session.closes_at)
    if page.state == "not_started":
        return f"Registration is from {clock_words(page.session.starts_at)} to {closes}."
    if page.state == "open":
        return f"Registration closes {closes}, then late pupils go to the office."
    return f"Registration closed {closes}: to change a mark now, give a reason."


def script_data(
    page: RegisterPage, *, post: Post, giver: Giver, opened: Collection[str], for_device: bool, keep: bool
) -> dict[str, Any]:
    """What the page's script needs to know. Nothing here is about a pupil."""
    group, session, on = page.group, page.session.session, page.session.date
    key = [group.pk, on, session]
    url = reverse("registers:take_register", args=key)
    return {
        "owner": f"{post.user_id}:{post.pk}",
        "post": post.pk,
        "who": post.user.name,
        "groupName": group.name,
        "date": on.isoformat(),
        "session": session,
        "present": present_for(session),
        "starts": page.session.starts_at.isoformat(),
        "closes": page.session.closes_at.isoformat(),
        "now": page.at.isoformat(),
        "open": page.state == "open",
        "taken": page.is_taken,
        "kept": for_device,
        "keysOff": post.user.keys_off,
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "codes": register_look.codes_for(on, giver=giver, opened=opened),
        "urls": {
            "marks": reverse("api:marks"),
            "state": reverse("api:register", args=key),
            "history": _history_url(0, on, session, post),
            "signIn": f"{reverse(settings.LOGIN_URL)}?next={quote(url)}",
        },
        "offline": {
            "worker": reverse("registers:service_worker"),
            "keptUrl": f"{url}?for=device" if keep else "",
        },
    }


def giver_of(post: Post) -> Giver:
    """Which codes the hat may give."""
    if post.role == Role.HEAD:
        return Giver.HEAD
    return Giver.OFFICE if may(Role(post.role), Permission.USE_ALL_CODES) else Giver.TEACHER


def opened_codes(school: School) -> frozenset[str]:
    """Codes that the school has opened to its teachers."""
    return frozenset(school.teacher_codes)
