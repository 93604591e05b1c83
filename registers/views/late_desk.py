"""The desk: arriving late, leaving early, coming back, with slips and undo. One page each, of one kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, requires
from registers.actions import late_desk as desk_actions
from registers.actions import sign_out as sign_out_actions
from registers.actions.operations import do_once
from registers.actions.undo_movement import undo_movement as undo
from registers.desk_page import Card, adults_of, best_matches, cards_of, entries_of, find_pupils, siblings_of
from registers.desk_reasons import chosen as reason_chosen
from registers.forms.desk import BackForm, DeskForm, LateForm, SignOutForm, new_operation
from registers.late_arrival import coming_in
from registers.marking_facts import calendar_for
from registers.models import Movement, Pupil, School
from registers.pupils_today import sessions_of
from registers.refusals import MarkRefusal, Refusal
from registers.roles import Permission

MOST_AT_ONCE = 12  # a family, or a bus
Work = Callable[[list[Pupil], dict[str, Any], datetime], list[int]]
TABS = (
    ("Arriving late", "registers:late_desk"),
    ("Leaving early", "registers:sign_out"),
    ("Coming back", "registers:sign_back_in"),
)


class Kind(NamedTuple):
    """One of the three pages: its form, what it does, and which of today's entries it lists."""

    page: str
    form: type[DeskForm]
    lists: tuple[str, ...]
    work: Work


@dataclass
class Desk:
    """One visit to the desk: who was found, who is chosen, and what became of it."""

    request: PostRequest
    kind: Kind
    at: datetime
    refusal: Refusal | None = None
    cards: dict[int, Card] = field(default_factory=dict)

    @property
    def values(self) -> QueryDict:
        """What was asked for, in the address or in the form."""
        return cast(QueryDict, self.request.POST if self.request.method == "POST" else self.request.GET)

    @property
    def chosen(self) -> list[int]:
        """The numbers of the pupils at the desk, each once."""
        numbers = [int(each) for each in self.values.getlist("pupil") if each.isdecimal() and len(each) < 19]
        return list(dict.fromkeys(numbers))[:MOST_AT_ONCE]

    @property
    def school(self) -> School:
        """The school whose desk it is."""
        return cast(School, self.request.post.school)

    def make_form(self) -> DeskForm:
        """The form, for the adults of the chosen pupils; bound when it was sent."""
        day = self.at.date()
        extra: dict[str, Any] = {"day": day} if self.kind.form is LateForm else {}
        extra["adults"] = adults_of(post=self.request.post, pupils=self.chosen, day=day)
        if self.request.method == "POST":
            return self.kind.form(self.request.POST, **extra)
        initial = {"op": new_operation(), "reason": self.values.get("reason", "")}
        return self.kind.form(initial=initial, **extra)

    def save(self, form: DeskForm) -> HttpResponse | None:
        """Do what was asked, once, and go back to an empty desk that shows it; None where it was refused."""
        pupils = list(
            Pupil.objects.visible_to(self.request.post, on=self.at.date()).filter(pk__in=self.chosen)
        )
        if not pupils:
            form.add_error(None, "Choose a pupil first: type two letters of a name.")
        if not form.is_valid() or not pupils:
            return None
        try:
            answer = do_once(
                school=self.school,
                op=form.cleaned_data["op"],
                client=f"desk {self.request.post.pk}",
                key=f"{self.kind.page} {sorted(self.chosen)}",
                at=self.at,
                work=lambda: {"entries": self.kind.work(pupils, form.cleaned_data, self.at)},
            )
        except Refusal as refusal:
            self.refusal = refusal
            return None
        done = "&".join(f"done={entry}" for entry in answer.outcome["entries"])
        return redirect(f"{reverse(self.kind.page)}?{done}")

    def render(self, form: DeskForm) -> HttpResponse:
        """The page with everything it shows."""
        post, day = self.request.post, self.at.date()
        letters = self.values.get("q", "").strip()[:60]
        found = self._found(letters)
        siblings = siblings_of(post=post, pupils=self.chosen, day=day) if self.chosen else []
        self.cards = cards_of(post=post, pupils=[*self.chosen, *siblings, *found], at=self.at)
        at_desk = [self.cards[pupil] for pupil in self.chosen if pupil in self.cards]
        self._preview(at_desk, form)
        entries = entries_of(post=post, kinds=self.kind.lists, day=day)
        done = set(self.values.getlist("done"))
        calendar = calendar_for(school=self.school, first=day, last=day, pupils=())
        context = {
            "now": self.at,
            "form": form,
            "page_url": reverse(self.kind.page),
            "tabs": [
                {"label": label, "url": reverse(name), "current": name == self.kind.page}
                for label, name in TABS
            ],
            "letters": letters,
            "matches": best_matches([self.cards[each] for each in found if each in self.cards]),
            "at_desk": at_desk,
            "siblings": [self.cards[each] for each in siblings if each in self.cards],
            "refusal": self.refusal,
            "may_insist": getattr(self.refusal, "needs", "") == "insist",
            "entries": entries,
            "done": [each for each in entries if str(each.movement.pk) in done],
            "sessions": sessions_of(calendar, day),
            "no_session": calendar.no_session_words(day),
            "closed": calendar.closed_words(day),
        }
        status = 422 if self.request.method == "POST" else 200
        return render(self.request, f"{self.kind.page.replace(':', '/')}.html", context, status=status)

    def _found(self, letters: str) -> list[int]:
        if self.kind.form is BackForm and not letters:
            standing = (
                Movement.objects.visible_to(self.request.post, on=self.at.date())
                .on(self.at.date())
                .standing()
            )
            newest = {each.pupil_id: each.kind for each in standing.in_order()}
            found = [pupil for pupil, kind in newest.items() if kind == Movement.Kind.OUT]
        else:
            found = find_pupils(post=self.request.post, letters=letters, day=self.at.date())
        return [pupil for pupil in found if pupil not in self.chosen]

    def _preview(self, at_desk: list[Card], form: DeskForm) -> None:
        """Say beside each pupil what Enter will do now."""
        if self.kind.form is not LateForm:
            return
        reason = reason_chosen(form.reasons, self.values.get("reason", ""))  # type: ignore[arg-type]
        for card in at_desk:
            try:
                card.coming = coming_in(
                    card.known, arrived=self.at, better_code=reason.code if reason else ""
                )
            except MarkRefusal as refusal:
                card.refusal = refusal


def _visit(
    request: PostRequest, page: str, form: type[DeskForm], lists: Sequence[str], work: Work
) -> HttpResponse:
    desk = Desk(request, Kind(page, form, tuple(lists), work), at=clock.now())
    filled = desk.make_form()
    if request.method == "POST":
        saved = desk.save(filled)
        if saved is not None:
            return saved
    return desk.render(filled)


def _moment(stated: time | None, at: datetime) -> datetime:
    return datetime.combine(at.date(), stated, clock.LONDON) if stated else at


@requires(Permission.SIGN_IN_LATE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
def late_desk(request: PostRequest) -> HttpResponse:
    """Sign pupils in who come late: two letters, a digit, Enter."""

    def work(pupils: list[Pupil], said: dict[str, Any], at: datetime) -> list[int]:
        signed_in = desk_actions.sign_in_late(
            pupils=pupils,
            arrived_at=_moment(said["arrived"], at),
            reason=said["reason_words"],
            brought_by=said["with_words"],
            code=said["code"] or said["reason_code"],
            note=said["note"].strip(),
            insist=said["insist"],
            by=request.post,
            at=at,
        )
        return [each.movement.pk for each in signed_in]

    return _visit(request, "registers:late_desk", LateForm, [Movement.Kind.IN_LATE], work)


@requires(Permission.SIGN_IN_LATE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
def sign_out(request: PostRequest) -> HttpResponse:
    """Sign pupils out who leave before the end of the day."""

    def work(pupils: list[Pupil], said: dict[str, Any], at: datetime) -> list[int]:
        movements = sign_out_actions.sign_out(
            pupils=pupils,
            left_at=_moment(said["left"], at),
            reason=said["reason_words"],
            with_whom=said["with_words"],
            code=said["reason_code"],
            back_by=said["back_by"],
            by=request.post,
            at=at,
        )
        return [each.pk for each in movements]

    return _visit(request, "registers:sign_out", SignOutForm, [Movement.Kind.OUT, Movement.Kind.BACK], work)


@requires(Permission.SIGN_IN_LATE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
def sign_back_in(request: PostRequest) -> HttpResponse:
    """Sign pupils in again who were signed out; those out now are listed without a search."""

    def work(pupils: list[Pupil], said: dict[str, Any], at: datetime) -> list[int]:
        signed_in = sign_out_actions.sign_back_in(
            pupils=pupils,
            back_at=_moment(said["back"], at),
            with_whom=said["with_words"],
            by=request.post,
            at=at,
        )
        return [each.movement.pk for each in signed_in]

    return _visit(request, "registers:sign_back_in", BackForm, [Movement.Kind.OUT, Movement.Kind.BACK], work)


@requires(Permission.SIGN_IN_LATE)
@require_POST
def undo_movement(request: PostRequest) -> HttpResponse:
    """Undo one of today's entries."""
    at = clock.now()
    number = request.POST.get("entry", "")
    movements = Movement.objects.visible_to(request.post, on=at.date()).select_related("pupil")
    movement = get_object_or_404(movements, pk=number if number.isdecimal() and len(number) < 19 else None)
    try:
        undo(movement=movement, by=request.post, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{movement.pupil.called}: {movement.get_kind_display()} is undone.")
    return redirect("registers:late_desk" if movement.kind == Movement.Kind.IN_LATE else "registers:sign_out")


@requires(Permission.SIGN_IN_LATE)
@require_safe
def late_slip(request: PostRequest) -> HttpResponse:
    """Slips for the class teacher, one for each entry, the size of a till roll."""
    day = clock.today()
    asked = set(request.GET.getlist("entry"))
    lines = entries_of(post=request.post, kinds=list(Movement.Kind), day=day)
    slips = [each for each in lines if str(each.movement.pk) in asked and each.movement.undone_at is None]
    return render(request, "registers/late_slip.html", {"slips": slips, "day": day})
