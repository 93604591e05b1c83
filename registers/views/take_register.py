"""One register as a page that works with and without JavaScript, and its board for a projected screen."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers import refusals, register_look
from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, requires
from registers.actions.marks import Op, Outcome, record_marks
from registers.actions.register_day import complete_register as complete
from registers.actions.register_day import get_register
from registers.codes import ON_SITE, present_for
from registers.forms.registers import RegisterForm
from registers.models import Post, RegistrationGroup, School
from registers.refusals import Refusal
from registers.register_page import RegisterPage, register_page
from registers.roles import Permission, Role
from registers.school_sessions import HALF, clock_words, in_words
from registers.views import register_lines
from registers.views.register_lines import Ask, Line, asked

TRUSTED_TYPES = {"require-trusted-types-for": ["'script'"], "trusted-types": ["attendance"]}
"""On the register page the browser itself refuses text that would become script (ux.md section 2)."""


@dataclass
class Opened:
    """A register as somebody opened it."""

    request: PostRequest
    group: RegistrationGroup
    date: date
    session: str
    at: datetime
    page: RegisterPage | None
    refused: Refusal | None

    @property
    def post(self) -> Post:
        return self.request.post

    @property
    def school(self) -> School:
        return cast(School, self.request.post.school)

    @property
    def url(self) -> str:
        return reverse("registers:take_register", args=[self.group.pk, self.date, self.session])

    def lines(self, *, for_device: bool = False) -> list[Line]:
        """The pupils' rows."""
        opened = register_lines.opened_codes(self.school)
        return [
            register_lines.line(
                row, post=self.post, session=self.session, opened=opened, for_device=for_device
            )
            for row in (self.page.rows if self.page else ())
        ]


def _open(request: PostRequest, group: int, day: date, session: str) -> Opened:
    """The register as it stands; `refused` says why it cannot be marked now, and by whom it could be."""
    post, at = request.post, clock.now()
    found = get_object_or_404(RegistrationGroup.objects.visible_to(post, on=day), pk=group)
    school = cast(School, post.school)
    try:
        page = register_page(school=school, group=found, date=day, session=session, at=at)
    except Refusal as refusal:
        return Opened(request, found, day, session, at, None, refusal)
    refused = _refusal(page, post, at)
    if refused is None and page.register is None:
        try:
            get_register(school=school, group=found, date=day, session=session, at=at)
        except Refusal as refusal:
            refused = refusal
    return Opened(request, found, day, session, at, page, refused)


def _refusal(page: RegisterPage, post: Post, at: datetime) -> Refusal | None:
    session = page.session
    if page.state == "not_started":
        return refusals.SessionNotStarted(
            f"The {HALF[session.session]} of {in_words(session.date)} has not started:"
            f" registration is from {clock_words(session.starts_at)}."
        )
    if Role(post.role).sees_own_groups_only and session.date != at.date():
        return refusals.DayIsOver(f"{in_words(session.date)} is over, and its registers with it.")
    return None


@requires(Permission.TAKE_REGISTER, idle_minutes=IDLE_MINUTES_ON_REGISTER)
@csp_update(TRUSTED_TYPES)  # type: ignore[arg-type]  # its stub knows views without arguments only
@require_http_methods(["GET", "HEAD", "POST"])
def take_register(request: PostRequest, group: int, date: date, session: str) -> HttpResponse:
    """One class's register of one session. Posted as a plain form it saves what was changed."""
    opened = _open(request, group, date, session)
    if request.method != "POST" or opened.refused is not None:
        return _show(opened, status=422 if request.method == "POST" else 200)
    answer = _save(opened)
    if isinstance(answer, HttpResponse):
        return answer
    if answer:
        messages.success(request, "1 mark saved." if answer == 1 else f"{answer} marks saved.")
    return redirect(opened.url)


@requires(Permission.TAKE_REGISTER, idle_minutes=IDLE_MINUTES_ON_REGISTER)
@csp_update(TRUSTED_TYPES)  # type: ignore[arg-type]  # its stub knows views without arguments only
@require_POST
def complete_register(request: PostRequest, group: int, date: date, session: str) -> HttpResponse:
    """Save what the page still holds, then complete the register: somebody has looked at every pupil."""
    opened = _open(request, group, date, session)
    if opened.refused is not None:
        return _show(opened, status=422)
    answer = _save(opened)
    if isinstance(answer, HttpResponse):
        return answer
    try:
        register = get_register(
            school=opened.school, group=opened.group, date=date, session=session, at=opened.at
        )
        complete(register=register, by=opened.post, at=opened.at)
    except Refusal as refusal:
        return _show(_open(request, group, date, session), problem=refusal, status=422)
    return redirect(opened.url)


def _save(opened: Opened) -> HttpResponse | int:
    """Save the boxes that were changed: how many, or the page again where something needs a decision."""
    lines = opened.lines()
    form = RegisterForm(opened.request.POST, pupils=[line.pupil for line in lines], session=opened.session)
    if not form.is_valid():
        asks = {
            line.pupil: _wrong(form.errors_of(line.pupil)) for line in lines if form.errors_of(line.pupil)
        }
        problem = (
            None if asks else refusals.PageNotComplete("This page was not complete, so nothing was saved.")
        )
        typed = [_typed_again(line, opened) for line in lines]
        return _show(opened, lines=typed, asks=asks, problem=problem, refused_whole=True, status=422)
    pressed = opened.request.POST
    instead, insist = _given_by_buttons(pressed, lines, form)
    leave = {row_number(pressed.get("keep"))}
    ops = form.ops(on=opened.date, at=opened.at, instead=instead, insist=insist, leave=leave)
    if not ops:
        return 0
    client: UUID = form.cleaned_data["client"]
    outcomes = record_marks(
        school=opened.school, by=opened.post, client=str(client), ops=ops, received_at=opened.at
    )
    asks = {
        op.pupil: ask
        for op, outcome in zip(ops, outcomes, strict=True)
        if (ask := asked(outcome, op.pupil, op.code))
    }
    if not asks:
        return len(ops)
    return _ask_again(opened, ops, outcomes, asks)


def _ask_again(opened: Opened, ops: list[Op], outcomes: list[Outcome], asks: dict[int, Ask]) -> HttpResponse:
    """The page as it stands now; what was refused or not saved with it stays typed."""
    request = opened.request
    fresh = _open(request, opened.group.pk, opened.date, opened.session)
    unsaved = {
        op.pupil: op
        for op, outcome in zip(ops, outcomes, strict=True)
        if {outcome.outcome, outcome.first} & {"refused", "not_saved"}
    }
    lines = [
        replace(line, typed=unsaved[line.pupil].code, typed_minutes=unsaved[line.pupil].minutes)
        if line.pupil in unsaved
        else line
        for line in fresh.lines()
    ]
    return _show(fresh, lines=lines, asks=asks, status=422 if unsaved else 409, refused_whole=bool(unsaved))


def _wrong(errors: list[str]) -> Ask:
    return Ask("refused", " ".join(errors))


def _typed_again(line: Line, opened: Opened) -> Line:
    return replace(line, typed=opened.request.POST.get(f"code-{line.pupil}", "")[:2])


def _given_by_buttons(pressed: Any, lines: list[Line], form: RegisterForm) -> tuple[dict[int, str], set[int]]:
    """Codes that the pressed button gives: one pupil's, all blanks present, the morning's, or "use mine"."""
    blanks = [line for line in lines if line.kind == "blank" and not form.typed(line.pupil).code]
    if pressed.get("do") == "present":
        return {line.pupil: present_for(form.session) for line in blanks}, set()
    if pressed.get("do") == "copy":
        return {line.pupil: line.copy for line in blanks if line.copy}, set()
    pupil, colon, code = (pressed.get("set") or pressed.get("insist") or "").partition(":")
    number = row_number(pupil)
    if not (colon and number):
        return {}, set()
    return {number: code[:2]}, {number} if pressed.get("insist") else set()


def _show(
    opened: Opened,
    *,
    lines: list[Line] | None = None,
    asks: dict[int, Ask] | None = None,
    problem: Refusal | None = None,
    refused_whole: bool = False,
    status: int = 200,
) -> HttpResponse:
    for_device = opened.request.GET.get("for") == "device"
    keep = _may_keep(opened)
    if for_device and not keep:
        raise Http404
    rows = opened.lines(for_device=for_device) if lines is None else lines
    rows = [replace(row, ask=asks[row.pupil]) if asks and row.pupil in asks else row for row in rows]
    context = _frame(opened) | {
        "rows": rows,
        "questions": [row for row in rows if row.ask],
        "refused_whole": refused_whole,
        "problem": problem,
        "counts": register_look.counts(row.kind for row in rows),
        "closed": opened.page.closed if opened.page else "",
        "last": max((row for row in rows if row.at), key=lambda row: cast(datetime, row.at), default=None),
    }
    if opened.page is not None:
        context |= _around(opened, opened.page, for_device=for_device, keep=keep)
    return render(opened.request, "registers/take_register.html", context, status=status)


def _may_keep(opened: Opened) -> bool:
    return opened.school.keep_offline_lists and opened.date == opened.at.date() and opened.page is not None


def _frame(opened: Opened) -> dict[str, Any]:
    return {
        "group": opened.group,
        "date": opened.date,
        "session": opened.session,
        "half": HALF[opened.session],
        "url": opened.url,
        "refused": opened.refused,
        "tabs": register_lines.tabs(opened.group.pk, opened.date, opened.session),
    }


def _around(opened: Opened, page: RegisterPage, *, for_device: bool, keep: bool) -> dict[str, Any]:
    giver = register_lines.giver_of(opened.post)
    codes = register_lines.opened_codes(opened.school)
    key = [opened.group.pk, opened.date, opened.session]
    register = page.register
    return {
        "data": register_lines.script_data(
            page, post=opened.post, giver=giver, opened=codes, for_device=for_device, keep=keep
        ),
        "client": uuid4(),
        "complete_url": reverse("registers:complete_register", args=key),
        "board_url": reverse("registers:board", args=key),
        "buttons": register_look.buttons(opened.session),
        "code_list": register_look.code_list(opened.date, giver=giver, opened=codes),
        "all_codes": giver.value != "teacher" or bool(codes),
        "copy_morning": opened.session == "PM" and opened.school.copy_morning,
        "keys_off": opened.post.user.keys_off,
        "taken_at": register.taken_at if register else None,
        "taken_name": register.taken_name if register else "",
        "closing_words": register_lines.closing_words(page),
    }


@requires(Permission.TAKE_REGISTER, idle_minutes=IDLE_MINUTES_ON_REGISTER)
@require_GET
def board(request: PostRequest, group: int, date: date, session: str) -> HttpResponse:
    """What a class may see on a projected screen: names, and who is here. No codes, no reasons, nobody's figures."""
    opened = _open(request, group, date, session)
    rows = [
        {"name": row.pupil.called, "here": row.code in ON_SITE}
        for row in (opened.page.rows if opened.page else ())
    ]
    here = sum(row["here"] is True for row in rows)
    context = _frame(opened) | {"rows": rows, "here": here, "not_here": len(rows) - here}
    return render(request, "registers/board.html", context)
