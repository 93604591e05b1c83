"""The turn of the year: the task list, next year's calendar, the rehearsal, the run and its undoing."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import turn_run, turn_undo
from registers.actions import year_turn as actions
from registers.forms.year_turn import StartTurnForm, calendar_rows, plan_of
from registers.models import School, YearTurn, YearTurnRun
from registers.next_calendar import YearPlan, plan_from, proposed, remarks
from registers.refusals import Refusal
from registers.roles import Permission
from registers.turn_facts import (
    TurnFacts,
    calendar_of,
    holidays_of,
    since_rehearsal,
    turn_digest,
    turn_facts,
    year_before,
    years_to_prepare,
)
from registers.turn_page import leaver_rows, next_lists, tasks


def turn_of(request: PostRequest) -> YearTurn | None:
    """The turn that is being prepared, or that ran last."""
    turns = YearTurn.objects.visible_to(request.post).select_related("school")
    return turns.latest_year()


def standing_run(turn: YearTurn) -> YearTurnRun | None:
    """The run of the turn that has not been undone."""
    return YearTurnRun.objects.standing().filter(turn=turn).first()


@requires(Permission.TURN_YEAR)
def year_turn(request: PostRequest) -> HttpResponse:
    """The task list of the turn, or the way to begin one."""
    school = cast(School, request.post.school)
    turn = turn_of(request)
    run = standing_run(turn) if turn else None
    years = years_to_prepare(school=school, on=clock.today())
    form = StartTurnForm(request.POST if request.POST.get("do") == "start" else None, years=years)
    if request.method == "POST":
        done = _start_or_discard(request, school, turn, form)
        if done is not None:
            return done
    if turn is None or (run is not None and years and request.GET.get("next")):
        return render(request, "registers/year_turn.html", {"form": form, "turn": None, "years": years})
    facts = turn_facts(turn)
    runs = turn.runs.order_by("-pk")
    return render(
        request,
        "registers/year_turn.html",
        {
            "form": form,
            "turn": turn,
            "facts": facts,
            "tasks": tasks(facts),
            "run": run,
            "runs": runs,
            "years": years,
            "blocking": [] if run else facts.blocking,
            "since": since_rehearsal(facts) if turn.rehearsed is not None else [],
            "unknown": [each for each, _, school in leaver_rows(facts) if not school],
        },
    )


def _start_or_discard(
    request: PostRequest, school: School, turn: YearTurn | None, form: StartTurnForm
) -> HttpResponse | None:
    try:
        if request.POST.get("do") == "start" and form.is_valid():
            made = actions.start_turn(
                school=school,
                academic_year=form.cleaned_data["academic_year"],
                by=request.post,
                on=clock.today(),
                at=clock.now(),
            )
            messages.success(
                request, f"{made.academic_year} is being prepared. Nothing changes until it is run."
            )
        elif request.POST.get("do") == "discard" and turn is not None:
            actions.discard_turn(turn=turn)
            messages.success(request, f"What was prepared for {turn.academic_year} is thrown away.")
        else:
            return None
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("registers:year_turn")


@requires(Permission.TURN_YEAR)
def year_turn_calendar(request: PostRequest) -> HttpResponse:
    """Next year's terms and closures: proposed from this year, changed by a person, settled."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    existing = calendar_of(turn.school, turn.academic_year)
    if existing.terms:
        holidays = holidays_of(turn.academic_year)
        shown = {"turn": turn, "existing": existing, "remarks": remarks(existing, holidays)}
        return render(request, "registers/year_turn_calendar.html", shown)
    holidays = holidays_of(turn.academic_year)
    afresh = "afresh" in request.GET or not turn.calendar
    this_year = calendar_of(turn.school, year_before(turn.academic_year))
    plan = proposed(this_year, holidays) if afresh else plan_from(turn.calendar)
    terms, closed = calendar_rows(request.POST or None, plan)
    mistakes: list[str] = []
    if request.method == "POST" and terms.is_valid() and closed.is_valid():
        given, mistakes = plan_of(terms, closed, turn.academic_year)
        if request.POST.get("do") == "check" or mistakes:
            plan = YearPlan(given.terms, given.closures)
        else:
            return _settle(request, turn, given)
    return render(
        request,
        "registers/year_turn_calendar.html",
        {
            "turn": turn,
            "plan": plan,
            "days": len(plan.days) if not mistakes else None,
            "terms": terms,
            "closed": closed,
            "mistakes": mistakes,
            "remarks": [] if mistakes else remarks(plan, holidays),
            "afresh": afresh,
        },
    )


def _settle(request: PostRequest, turn: YearTurn, plan: YearPlan) -> HttpResponse:
    try:
        actions.settle_calendar(turn=turn, plan=plan, by=request.post, at=clock.now())
        messages.success(request, f"The calendar of {turn.academic_year} is settled: {len(plan.days)} days.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("registers:year_turn")


@requires(Permission.TURN_YEAR)
def year_turn_rehearsal(request: PostRequest) -> HttpResponse:
    """The whole result without writing it: what blocks, what to look at, and next year's class lists."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    if request.method == "POST":
        try:
            actions.keep_rehearsal(facts=facts, by=request.post, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("registers:year_turn_rehearsal")
    return render(
        request,
        "registers/year_turn_rehearsal.html",
        {
            "turn": turn,
            "facts": facts,
            "run": standing_run(turn),
            "figures": _figures(facts),
            "since": since_rehearsal(facts) if turn.rehearsed is not None else [],
            "lists": next_lists(facts),
            "leavers": leaver_rows(facts),
        },
    )


def _figures(facts: TurnFacts) -> list[dict[str, object]]:
    found = facts.outcomes
    return [
        {"label": "Pupils with a class", "value": sum(each.to is not None for each in found)},
        {"label": "Without a class", "value": sum(not each.is_placed for each in found)},
        {"label": "Leavers", "value": sum(each.leaves for each in found)},
        {"label": "New pupils", "value": sum(each.is_intake for each in found)},
        {
            "label": "Other year than usual",
            "value": sum(each.is_exception and bool(each.reason) for each in found),
        },
    ]


@requires(Permission.TURN_YEAR, fresh_proof=True)
def run_year_turn(request: PostRequest) -> HttpResponse:
    """Turn the year: what will happen, and the button."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    if request.method == "POST":
        try:
            run = turn_run.run_turn(
                turn=turn, agreed=request.POST.get("agreed", ""), by=request.post, at=clock.now()
            )
        except turn_run.NotReady as refusal:
            messages.error(request, f"{refusal} {' '.join(refusal.problems)}")
            return redirect("registers:year_turn_rehearsal")
        except actions.HasTurned as refusal:
            messages.info(request, refusal.words)
            return redirect("registers:year_turn")
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("registers:run_year_turn")
        messages.success(
            request, f"The year has turned: {run.summary['pupils']} pupils have a class from then on."
        )
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    return render(
        request,
        "registers/run_year_turn.html",
        {
            "turn": turn,
            "facts": facts,
            "run": standing_run(turn),
            "agreed": turn_digest(facts),
            "since": since_rehearsal(facts),
            "figures": _figures(facts),
            "is_late": facts.first_day <= clock.today(),
        },
    )


@requires(Permission.TURN_YEAR, fresh_proof=True)
def undo_year_turn(request: PostRequest) -> HttpResponse:
    """Take the turn back, where no new facts stand on it."""
    turn = turn_of(request)
    run = standing_run(turn) if turn else None
    if request.method == "POST" and run is not None:
        try:
            turn_undo.undo_turn(run=run, by=request.post, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("registers:undo_year_turn")
        messages.success(request, "The turn is undone: everything is as it was before. It can be run again.")
        return redirect("registers:year_turn")
    standing = turn_undo.facts_on(run) if run else []
    return render(request, "registers/undo_year_turn.html", {"turn": turn, "run": run, "standing": standing})
