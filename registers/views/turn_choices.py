"""What is decided for the turn of the year: classes, single pupils, the intake, teachers, leavers."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions import year_turn as actions
from registers.forms.year_turn import (
    AddClassForm,
    ChoicesForm,
    HoldingClassForm,
    NextSchoolsForm,
    PupilChoicesForm,
    PupilRow,
)
from registers.models import Admission, Post, YearTurn
from registers.refusals import Refusal
from registers.roles import Permission, Role
from registers.school_year import YEAR_GROUPS
from registers.turn_facts import TurnFacts, turn_facts
from registers.turn_page import (
    RouteRow,
    classes_today,
    leaver_rows,
    likely_classes,
    route_of,
    route_rows,
    unplaced,
    year_choices,
)
from registers.views.year_turn import standing_run, turn_of
from registers.year_turn import CLASS_PREFIX, LEAVE, SPLIT, WHOLE, Choice, Outcome

NEXT_SCHOOL_LENGTH = 200
TEACHERS_AT_LEAST = 2
"""So many teachers can be chosen for a class on one page; there is always room for one more than it has."""


def _kept(request: PostRequest, words: str, save: Callable[[], object]) -> None:
    """Save, and say so; or say why not."""
    try:
        save()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)


@requires(Permission.TURN_YEAR)
def year_turn_classes(request: PostRequest) -> HttpResponse:
    """Where each class goes: to a class, pupil by pupil, or out of the school; and which classes there are."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    do = request.POST.get("do")
    rows = route_rows(facts)
    form = _routes_form(request, facts, rows)
    add_form = AddClassForm(request.POST if do == "add" else None, auto_id="add_%s")
    said: dict[str, Any] = {"turn": turn, "by": request.post, "at": clock.now()}
    if do == "drop":
        dropped = get_object_or_404(
            turn.classes.select_related("group"), pk=row_number(request.POST.get("class"))
        )
        words = f"{dropped.called} is no class of next year."
        _kept(request, words, lambda: actions.drop_class(next_class=dropped, **said))
        return redirect("registers:year_turn_classes")
    if do == "add" and add_form.is_valid():
        given = add_form.cleaned_data
        _kept(
            request, f"{given['name']} is a class of next year.", lambda: actions.add_class(**given, **said)
        )
        return redirect("registers:year_turn_classes")
    if do == "routes" and form.is_valid():
        routes = {group: route_of(value) for group, value in form.changed.items()}
        _kept(request, "Saved.", lambda: actions.route_classes(routes=routes, **said))
        return redirect("registers:year_turn_classes")
    lines = [(row, form[f"to-{row.today.group}"], form[f"was-{row.today.group}"]) for row in rows]
    sizes: dict[int, int] = defaultdict(int)
    for each in facts.outcomes:
        if each.to is not None:
            sizes[each.to] += 1
    return render(
        request,
        "registers/year_turn_classes.html",
        {
            "turn": turn,
            "run": standing_run(turn),
            "form": form,
            "add_form": add_form,
            "lines": lines,
            "next_classes": [(each, sizes[each.key]) for each in facts.plan.classes],
            "suggested": any(row.is_suggested for row in rows),
        },
    )


def _routes_form(request: PostRequest, facts: TurnFacts, rows: list[RouteRow]) -> ChoicesForm:
    classes = [(f"{CLASS_PREFIX}{each.key}", f"All to {each.name}") for each in facts.plan.classes]
    choices = [("", "Not decided"), *classes, (SPLIT, "Pupil by pupil"), (LEAVE, "All leave")]
    return ChoicesForm(
        request.POST if request.POST.get("do") == "routes" else None,
        rows={row.today.group: (row.shown, row.saved, choices) for row in rows},
        labels={row.today.group: f"Pupils of {row.today.name}" for row in rows},
    )


@requires(Permission.TURN_YEAR)
def year_turn_pupils(request: PostRequest, group: int) -> HttpResponse:
    """Where each pupil of a class goes, ticked in a grid."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    today = next((each for each in classes_today(facts) if each.group == group), None)
    if today is None:
        raise Http404
    keys = [each.key for each in facts.plan.classes]
    if "all" not in request.GET:
        keys = likely_classes(facts, today.pupils)
    route = facts.plan.routes.get(group)
    chosen = {facts.plan.choices[pupil].to for pupil in _numbers(today.pupils) & facts.plan.choices.keys()}
    if route is not None and route.to not in chosen:
        keys = [key for key in keys if key != route.to]  # that is where the class goes anyway
    follows = _follows(facts, group)
    form = PupilChoicesForm(request.POST or None, rows=_pupil_rows(facts, today.pupils, keys, follows))
    if request.method == "POST" and form.is_valid():
        _kept(
            request,
            f"The pupils of {today.name} are saved.",
            lambda: actions.route_pupils(turn=turn, choices=form.changed, by=request.post, at=clock.now()),
        )
        return redirect(request.get_full_path())
    return render(
        request,
        "registers/year_turn_pupils.html",
        {
            "turn": turn,
            "run": standing_run(turn),
            "today": today,
            "form": form,
            "route": route,
            "follows": follows,
            "heads": _heads(facts, keys, follows),
            "lines": _lines(form, today.pupils),
            "more": len(keys) < len(facts.plan.classes),
        },
    )


def _numbers(pupils: Iterable[Outcome]) -> set[int]:
    return {each.now.pupil for each in pupils}


def _follows(facts: TurnFacts, group: int) -> str:
    """What a pupil does for whom nothing is chosen: goes where the class goes."""
    route = facts.plan.routes.get(group)
    if route is None or route.goes == SPLIT:
        return "Not chosen"
    if route.goes == WHOLE and route.to in facts.plan.class_of:
        return f"With the class: {facts.plan.class_of[route.to or 0].name}"
    return "With the class: leaves"


def _heads(facts: TurnFacts, keys: Iterable[int], follows: str) -> list[tuple[str, str]]:
    names = facts.plan.class_of
    return [("", follows), *((f"{CLASS_PREFIX}{key}", names[key].name) for key in keys), (LEAVE, "Leaves")]


def _pupil_rows(
    facts: TurnFacts, pupils: Iterable[Outcome], keys: Iterable[int], follows: str
) -> list[PupilRow]:
    classes = _heads(facts, keys, follows)
    return [_pupil_row(each, facts.plan.choices.get(each.now.pupil, Choice()), classes) for each in pupils]


def _pupil_row(each: Outcome, choice: Choice, classes: list[tuple[str, str]]) -> PupilRow:
    to = LEAVE if choice.leaves else f"{CLASS_PREFIX}{choice.to}" if choice.to else ""
    years = year_choices(each.now)
    if choice.year and choice.year not in dict(years):
        years = [*years, (choice.year, f"Year {choice.year}")]
    return PupilRow(
        number=each.now.pupil,
        name=each.now.name,
        classes=classes,
        years=years,
        to=to,
        year=choice.year,
        reason=choice.reason,
        needs_reason=each.now.year in YEAR_GROUPS,
    )


def _lines(form: PupilChoicesForm, pupils: Iterable[Outcome]) -> list[dict[str, object]]:
    """Each pupil with the fields of the row."""
    return [
        {
            "pupil": each,
            "chosen": form[f"to-{each.now.pupil}"].value() or "",
            **{name: form[f"{name}-{each.now.pupil}"] for name in ("to", "year", "reason", "was")},
        }
        for each in pupils
    ]


@requires(Permission.TURN_YEAR)
def year_turn_intake(request: PostRequest) -> HttpResponse:
    """Pupils who start in the new year, and pupils on the roll without a class: their class and year."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    pupils = unplaced(facts)
    keys = [each.key for each in facts.plan.classes]
    form = PupilChoicesForm(request.POST or None, rows=_pupil_rows(facts, pupils, keys, "No class yet"))
    if request.method == "POST" and form.is_valid():
        _kept(
            request,
            "Saved.",
            lambda: actions.route_pupils(
                turn=turn, choices=form.changed, step="intake", by=request.post, at=clock.now()
            ),
        )
        return redirect("registers:year_turn_intake")
    lines = [
        {**line, "set_down": facts.plan.groups.get(each.now.later_group or 0, "")}
        for line, each in zip(_lines(form, pupils), pupils, strict=True)
    ]
    shown = {"turn": turn, "run": standing_run(turn), "form": form, "lines": lines}
    return render(request, "registers/year_turn_intake.html", shown)


@requires(Permission.TURN_YEAR)
def year_turn_teachers(request: PostRequest) -> HttpResponse:
    """Who teaches each class of next year."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    form, slots = _teachers_form(request, turn, facts)
    if request.method == "POST" and form.is_valid():
        changed = form.changed
        teachers = {
            key: [post for slot in numbers if (post := row_number(form.cleaned_data[f"to-{slot}"]))]
            for key, numbers in slots.items()
            if any(slot in changed for slot in numbers)
        }
        said: dict[str, Any] = {"turn": turn, "by": request.post, "at": clock.now()}
        _kept(request, "The teachers are saved.", lambda: actions.assign_teachers(teachers=teachers, **said))
        return redirect("registers:year_turn_teachers")
    names = facts.plan.class_of
    lines = [
        (names[key], [(form[f"to-{slot}"], form[f"was-{slot}"]) for slot in numbers])
        for key, numbers in slots.items()
    ]
    kept = facts.planned_teachers
    shown = {"turn": turn, "run": standing_run(turn), "form": form, "lines": lines, "proposed": not kept}
    return render(request, "registers/year_turn_teachers.html", shown)


def _teachers_form(
    request: PostRequest, turn: YearTurn, facts: TurnFacts
) -> tuple[ChoicesForm, dict[int, list[int]]]:
    """A form with numbered places for teachers, and the places of each class.

    As long as nobody has saved any teacher, those who have a class today are proposed for the class of that name.
    """
    posts = Post.objects.filter(school=turn.school).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=facts.first_day), first_day__lte=facts.first_day
    )
    posts = posts.exclude(role__in=[Role.COVER, Role.COMMAND, Role.PARENT]).select_related("user")
    listed = [(str(post.pk), str(post)) for post in posts.order_by("user__name", "pk")]
    known = dict(listed)
    saved: dict[int, list[str]] = defaultdict(list)
    for planned in facts.planned_teachers:
        saved[planned.to_id].append(str(planned.post_id))
    today: dict[int, list[str]] = defaultdict(list)
    for row in facts.teaching:
        today[row.group_id].append(str(row.post_id))
    rows: dict[int, tuple[str, str, list[tuple[str, str]]]] = {}
    labels: dict[int, str] = {}
    slots: dict[int, list[int]] = {}
    for place, each in enumerate(facts.plan.classes):
        now = saved[each.key] if facts.planned_teachers else today[each.group or 0]
        held = [post for post in now if post in known]
        count = max(TEACHERS_AT_LEAST, len(held) + 1)
        slots[each.key] = [place * 100 + n for n in range(count)]
        for n, slot in enumerate(slots[each.key]):
            shown = held[n] if n < len(held) else ""
            was = shown if facts.planned_teachers else ""
            rows[slot] = (shown, was, [("", "Nobody"), *listed])
            labels[slot] = f"Teacher {n + 1} of {each.name}"
    return ChoicesForm(request.POST or None, rows=rows, labels=labels), slots


@requires(Permission.TURN_YEAR)
def year_turn_leavers(request: PostRequest) -> HttpResponse:
    """Pupils who are expected to leave, and their next schools. A name stays on the roll until somebody deletes it."""
    turn = turn_of(request)
    if turn is None:
        return redirect("registers:year_turn")
    facts = turn_facts(turn)
    rows = leaver_rows(facts)
    do = request.POST.get("do")
    form = NextSchoolsForm(
        request.POST if do == "schools" else None,
        leavers={each.now.pupil: (each.now.name, school) for each, _, school in rows},
    )
    holding = HoldingClassForm(
        request.POST if do == "holding" else None, auto_id="holding_%s", initial={"name": turn.holding_class}
    )
    said: dict[str, Any] = {"turn": turn, "by": request.post, "at": clock.now()}
    if do == "schools" and form.is_valid():
        schools = form.changed
        _kept(request, "Saved.", lambda: actions.note_next_schools(next_schools=schools, **said))
        return redirect("registers:year_turn_leavers")
    if do == "ticked":
        listed = {each.now.pupil for each, _, _ in rows}
        ticked = listed & {row_number(value) for value in request.POST.getlist("ticked")}
        school = " ".join(request.POST.get("for_ticked", "").split())[:NEXT_SCHOOL_LENGTH]
        if not ticked:
            messages.error(request, "Tick the pupils first who go to that school.")
        else:
            schools = dict.fromkeys(sorted(ticked), school)
            _kept(request, "Saved.", lambda: actions.note_next_schools(next_schools=schools, **said))
        return redirect("registers:year_turn_leavers")
    if do == "holding" and holding.is_valid():
        name = holding.cleaned_data["name"]
        words = f"Leavers who are still on the roll register in {name}."
        _kept(request, words, lambda: actions.hold_leavers_in(name=name, **said))
        return redirect("registers:year_turn_leavers")
    left = _left(turn)
    lines = [
        (each, group, form[f"school-{each.now.pupil}"], form[f"was-{each.now.pupil}"])
        for each, group, _ in rows
    ]
    known = sorted({school for _, _, school in rows if school})
    shown = {"turn": turn, "run": standing_run(turn), "facts": facts, "form": form, "holding": holding}
    return render(
        request, "registers/year_turn_leavers.html", {**shown, "lines": lines, "known": known, "left": left}
    )


def _left(turn: YearTurn) -> list[Admission]:
    """Leavers whose name has been deleted already."""
    stays = Admission.objects.filter(
        school=turn.school, pupil__in=turn.leavers.values("pupil"), deleted_on__isnull=False
    )
    return list(stays.select_related("pupil").order_by("pupil__surname", "pupil__forename"))
