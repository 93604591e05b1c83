"""Preparing the turn of the year: what several people decide over some weeks. Nothing here changes a register."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from registers.models import (
    ClassRoute,
    ExpectedLeaving,
    GroupMembership,
    NextClass,
    NextTeacher,
    Post,
    PupilRoute,
    PupilStatus,
    RegistrationGroup,
    School,
    YearTurn,
    YearTurnRun,
    YearTurnStep,
)
from registers.next_calendar import YearPlan
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.turn_facts import TurnFacts
from registers.year_turn import Choice, Route


class YearPreparedAlready(Refusal):
    """There is a turn into that year, or the one before it has not run."""

    who_can_fix = "You can, on the page of the turn of the year."


class HasTurned(Refusal):
    """The turn has run, so what was decided for it stands."""

    who_can_fix = "You can change it by undoing the run first."


class ClassIsWanted(Refusal):
    """Pupils are to go to the class, so it cannot be left out."""

    who_can_fix = "You can, by sending them elsewhere first."


class YearNeedsReason(Refusal):
    """A pupil stays in a year, or skips one, and nobody has said why."""

    who_can_fix = "You can, by giving the reason."


class ClassNameTaken(Refusal):
    """Next year has a class of that name already."""

    who_can_fix = "You can, by choosing another name."


@transaction.atomic
def start_turn(*, school: School, academic_year: str, by: Post, on: date, at: datetime) -> YearTurn:
    """Begin to prepare a year, with the classes that pupils are in now or from a later day."""
    School.objects.select_for_update().get(pk=school.pk)
    turns = YearTurn.objects.filter(school=school)
    open_turn = turns.exclude(runs__in=YearTurnRun.objects.standing()).first()
    if open_turn is not None:
        raise YearPreparedAlready(f"{open_turn.academic_year} is being prepared and has not begun.")
    if turns.filter(academic_year=academic_year).exists():
        raise YearPreparedAlready(f"{academic_year} has been prepared.")
    turn = YearTurn.objects.create(
        school=school, academic_year=academic_year, by=by, name=by.user.name, position=by.position, at=at
    )
    years = _years_of_classes(school, on)
    groups = RegistrationGroup.objects.filter(school=school, pk__in=years).order_by("name")
    NextClass.objects.bulk_create(
        NextClass(school=school, turn=turn, group=group, name=group.name, year_group=years[group.pk])
        for group in groups
    )
    return turn


def _years_of_classes(school: School, on: date) -> dict[int, str]:
    """The one year group of each class with pupils now or later; empty where they are of several, or of none."""
    members = GroupMembership.objects.filter(school=school).during(on, date.max)
    in_class: dict[int, set[int]] = {}
    for group, pupil in members.values_list("group", "pupil"):
        in_class.setdefault(group, set()).add(pupil)
    statuses = PupilStatus.objects.filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP).on(on)
    year_of = dict(statuses.values_list("pupil", "value"))
    years = {group: {year_of[p] for p in pupils if p in year_of} for group, pupils in in_class.items()}
    return {group: next(iter(found)) if len(found) == 1 else "" for group, found in years.items()}


@transaction.atomic
def discard_turn(*, turn: YearTurn) -> None:
    """Throw away what was prepared. A turn that has ever run is kept, with its runs."""
    turn = _open(turn)
    if turn.runs.exists():
        raise HasTurned(
            "This turn has run before, and the record of that is kept.",
            who_can_fix="Nobody needs to: change what was prepared instead.",
        )
    for rows in (turn.pupil_routes, turn.routes, turn.teachers, turn.leavers, turn.classes, turn.steps):
        rows.all().delete()
    turn.delete()


@transaction.atomic
def settle_calendar(*, turn: YearTurn, plan: YearPlan | None, by: Post, at: datetime) -> None:
    """Settle next year's terms and closures, which the run makes; None opens them again."""
    turn = _open(turn)
    turn.calendar = plan.as_json() if plan else {}
    turn.save(update_fields=["calendar"])
    _saved(turn, "calendar", by, at)


@transaction.atomic
def add_class(*, turn: YearTurn, name: str, year_group: str, by: Post, at: datetime) -> NextClass:
    """Add a class to the next year: a new one, or one that the school had before under that name."""
    turn = _open(turn)
    taken = {each.called.casefold() for each in turn.classes.select_related("group")}
    if name.casefold() in taken:
        raise ClassNameTaken(f"There is a class {name} next year already.")
    group = RegistrationGroup.objects.filter(school=turn.school, name__iexact=name).first()
    made = NextClass.objects.create(
        school=turn.school,
        turn=turn,
        group=group,
        name=group.name if group else name,
        year_group=year_group,
    )
    _saved(turn, "classes", by, at)
    return made


@transaction.atomic
def drop_class(*, turn: YearTurn, next_class: NextClass, by: Post, at: datetime) -> None:
    """Leave a class out of the next year. The class of today stays as it is until then."""
    turn = _open(turn)
    wanted = turn.routes.filter(to=next_class).exists() or turn.pupil_routes.filter(to=next_class).exists()
    if wanted:
        raise ClassIsWanted(f"Pupils are to go to {next_class.called}.")
    next_class.teachers.all().delete()
    next_class.delete()
    _saved(turn, "classes", by, at)


@transaction.atomic
def route_classes(*, turn: YearTurn, routes: Mapping[int, Route | None], by: Post, at: datetime) -> None:
    """Say where the pupils of these classes go; None takes back what was said. Other classes stay as they are."""
    turn = _open(turn)
    turn.routes.filter(group__in=routes).delete()
    ClassRoute.objects.bulk_create(
        ClassRoute(school=turn.school, turn=turn, group_id=group, goes=route.goes, to_id=route.to)
        for group, route in routes.items()
        if route is not None
    )
    _saved(turn, "classes", by, at)


@transaction.atomic
def route_pupils(
    *, turn: YearTurn, choices: Mapping[int, Choice], step: str = "classes", by: Post, at: datetime
) -> None:
    """Say where these pupils go, and in which year; an empty choice lets the pupil follow the class again."""
    turn = _open(turn)
    if any(choice.year and not choice.reason for choice in choices.values()):
        raise YearNeedsReason("A pupil who does not move up by one year needs a reason.")
    turn.pupil_routes.filter(pupil__in=choices).delete()
    PupilRoute.objects.bulk_create(
        PupilRoute(
            school=turn.school,
            turn=turn,
            pupil_id=pupil,
            to_id=choice.to,
            leaves=choice.leaves,
            year_group=choice.year,
            reason=choice.reason,
        )
        for pupil, choice in choices.items()
        if choice != Choice()
    )
    _saved(turn, step, by, at)


@transaction.atomic
def assign_teachers(*, turn: YearTurn, teachers: Mapping[int, Iterable[int]], by: Post, at: datetime) -> None:
    """Make exactly these posts the teachers of these classes next year."""
    turn = _open(turn)
    NextTeacher.objects.filter(turn=turn, to__in=teachers).delete()
    NextTeacher.objects.bulk_create(
        NextTeacher(school=turn.school, turn=turn, to_id=each, post_id=post)
        for each, posts in teachers.items()
        for post in sorted(set(posts))
    )
    _saved(turn, "teachers", by, at)


@transaction.atomic
def note_next_schools(*, turn: YearTurn, next_schools: Mapping[int, str], by: Post, at: datetime) -> None:
    """Write down where leavers go; also once the year has turned, as answers come in."""
    for pupil, next_school in next_schools.items():
        ExpectedLeaving.objects.update_or_create(
            school=turn.school, turn=turn, pupil_id=pupil, defaults={"next_school": next_school}
        )
    _saved(turn, "leavers", by, at)


@transaction.atomic
def hold_leavers_in(*, turn: YearTurn, name: str, by: Post, at: datetime) -> None:
    """Name the class in which leavers register who are still on the roll when the year has turned."""
    turn = _open(turn)
    turn.holding_class = name
    turn.save(update_fields=["holding_class"])
    _saved(turn, "leavers", by, at)


@transaction.atomic
def keep_rehearsal(*, facts: TurnFacts, by: Post, at: datetime) -> YearTurn:
    """Keep what the rehearsal showed, so that the run can say what has changed since."""
    turn = _open(facts.turn)
    turn.rehearsed = {str(each.now.pupil): each.as_shown for each in facts.outcomes}
    turn.rehearsed_at, turn.rehearsed_name = at, by.user.name
    turn.save(update_fields=["rehearsed", "rehearsed_at", "rehearsed_name"])
    return turn


def _open(turn: YearTurn) -> YearTurn:
    """The turn, locked; refused once it has run."""
    turn = YearTurn.objects.select_for_update().select_related("school").get(pk=turn.pk)
    standing = turn.runs.filter(undone_at__isnull=True).first()
    if standing is not None:
        day = in_words(standing.at.date())
        raise HasTurned(f"The turn into {turn.academic_year} was run on {day} by {standing.name}.")
    return turn


def _saved(turn: YearTurn, step: str, by: Post, at: datetime) -> None:
    YearTurnStep.objects.update_or_create(
        school=turn.school,
        turn=turn,
        step=step,
        defaults={"by": by, "name": by.user.name, "position": by.position, "at": at},
    )
