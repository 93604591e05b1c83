"""What the turn of the year is worked out from: pupils, classes and choices, in a fixed number of statements."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from django.db.models import F, Q

from registers.bank_holidays import bank_holidays, list_ends
from registers.day_registers import class_order
from registers.holiday_rules import by_rule
from registers.models import (
    Admission,
    Closure,
    GroupMembership,
    GroupTeacher,
    Leaving,
    NextClass,
    NextTeacher,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
    YearTurn,
)
from registers.next_calendar import ClosedDays, TermDays, YearPlan, first_day_of, plan_from, turn_day
from registers.school_year import DayRange, academic_year, academic_year_days
from registers.turn_problems import Problem, problems
from registers.year_turn import (
    Choice,
    Later,
    NextClassNow,
    Outcome,
    Plan,
    PupilNow,
    Route,
    differences,
    outcomes,
)

DAY = dt.timedelta(days=1)
Row = TypeVar("Row", GroupMembership, PupilStatus)


@dataclass(frozen=True)
class TurnFacts:
    """The plan of a turn with the rows it was read from."""

    turn: YearTurn
    plan: Plan
    terms_exist: bool
    memberships: dict[int, list[GroupMembership]]
    """Those that hold on the last day of the old year or later, in order, by pupil."""
    years: dict[int, list[PupilStatus]]
    """The year groups of the same days, by pupil."""
    teaching: list[GroupTeacher]
    """Who teaches which class of today on the last day of the old year, or later."""
    planned_teachers: list[NextTeacher]
    classes: dict[int, NextClass]
    last_school_day: dt.date
    taught_by: dict[int, list[str]] = field(default_factory=dict)
    """The teachers of each class of today on the last day of the old year, by group."""

    @property
    def first_day(self) -> dt.date:
        """The day from which the next year's classes hold."""
        return self.plan.first_day

    @property
    def eve(self) -> dt.date:
        """The last day of the old year."""
        return self.plan.first_day - DAY

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What becomes of each pupil."""
        return outcomes(self.plan)

    @cached_property
    def problems(self) -> list[Problem]:
        """What blocks, then what somebody should look at."""
        return problems(self.plan, self.outcomes)

    @property
    def blocking(self) -> list[Problem]:
        """What must be settled before it runs."""
        return [each for each in self.problems if each.blocks]


def year_after(academic_year_name: str) -> str:
    """The academic year that follows."""
    return academic_year(academic_year_days(academic_year_name).last + DAY)


def years_to_prepare(*, school: School, on: dt.date) -> list[str]:
    """The years that a turn may lead into: the next one, and this one where its turn was missed."""
    begun = Term.objects.filter(school=school).on(on).values_list("academic_year", flat=True).first()
    this = begun or academic_year(on)
    taken = set(YearTurn.objects.filter(school=school).values_list("academic_year", flat=True))
    return [year for year in (year_after(this), this) if year not in taken]


def terms_of(school: School, year: str) -> list[Term]:
    """The terms of an academic year, in order."""
    return list(Term.objects.filter(school=school, academic_year=year).order_by("first_day"))


def calendar_of(school: School, year: str) -> YearPlan:
    """The calendar of an academic year as the school has it: its terms, and closures of the whole school."""
    terms = terms_of(school, year)
    if not terms:
        return YearPlan()
    following = academic_year_days(year).last
    closures = Closure.objects.filter(
        school=school, year_groups=[], classes=[], first_day__range=(terms[0].first_day - 14 * DAY, following)
    ).exclude(kind=Closure.Kind.UNEXPECTED)
    return YearPlan(
        tuple(TermDays(term.name, term.first_day, term.last_day) for term in terms),
        tuple(
            ClosedDays(each.kind, each.first_day, each.last_day, each.sessions, each.note)
            for each in closures.order_by("first_day", "pk")
        ),
    )


def year_before(academic_year_name: str) -> str:
    """The academic year that ends."""
    return academic_year(academic_year_days(academic_year_name).first - DAY)


def holidays_of(academic_year_name: str) -> dict[dt.date, str]:
    """The bank holidays of an academic year: as published, and by rule for what is not published yet."""
    year, ends = academic_year_days(academic_year_name), list_ends()
    found = {each.date: each.title for each in bank_holidays(academic_year_name)}
    for number in range(year.first.year, year.last.year + 1):
        found |= {day: name for day, name in by_rule(number).items() if year.holds(day) and day > ends}
    return dict(sorted(found.items()))


def turn_facts(turn: YearTurn) -> TurnFacts:
    """Read everything that the turn is worked out from."""
    school = turn.school
    terms = terms_of(school, turn.academic_year)
    starts = terms[0].first_day if terms else first_day_of(plan_from(turn.calendar).terms)
    first = turn_day(turn.academic_year, starts)
    last = academic_year_days(turn.academic_year).last
    memberships = _by_pupil(
        GroupMembership.objects.filter(school=school).during(first - DAY, last).order_by("first_day")
    )
    years = _by_pupil(
        PupilStatus.objects.filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
        .during(first - DAY, last)
        .order_by("first_day")
    )
    classes = {each.pk: each for each in turn.classes.select_related("group")}
    planned = list(turn.teachers.select_related("post__user").order_by("post__user__name"))
    teaching = list(
        GroupTeacher.objects.filter(school=school)
        .during(first - DAY, last)
        .select_related("post__user")
        .order_by("post__user__name")
    )
    admissions = _admissions(school, DayRange(first, last))
    groups = dict(RegistrationGroup.objects.filter(school=school).values_list("pk", "name"))
    plan = Plan(
        first_day=first,
        pupils=tuple(_pupils(admissions, memberships, years, first)),
        groups=groups,
        classes=tuple(_classes(classes, planned, {name: pk for pk, name in groups.items()})),
        routes={each.group_id: Route(each.goes, each.to_id) for each in turn.routes.all()},
        choices={
            each.pupil_id: Choice(each.to_id, each.leaves, each.year_group, each.reason)
            for each in turn.pupil_routes.all()
        },
        next_schools=_next_schools(turn),
        calendar_is_settled=bool(terms or turn.calendar),
        holding_class=turn.holding_class,
    )
    return TurnFacts(
        turn=turn,
        plan=plan,
        terms_exist=bool(terms),
        memberships=memberships,
        years=years,
        teaching=teaching,
        planned_teachers=planned,
        classes=classes,
        last_school_day=_last_school_day(school, first),
        taught_by=_taught_by(teaching, first - DAY),
    )


def turn_digest(facts: TurnFacts) -> str:
    """What a person agrees to: the result for each pupil, the teachers and the calendar, in a few letters."""
    pupils = sorted((each.now.pupil, each.now.group or 0, *each.as_shown) for each in facts.outcomes)
    teachers = sorted((each.to_id, each.post_id) for each in facts.planned_teachers)
    told = [pupils, teachers, facts.turn.calendar, str(facts.first_day), facts.turn.holding_class]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def since_rehearsal(facts: TurnFacts) -> list[str]:
    """What differs from the last rehearsal, in words."""
    shown = facts.turn.rehearsed or {}
    here = {each.now.pupil for each in facts.outcomes}
    gone = [int(pupil) for pupil in shown if int(pupil) not in here]
    names = {pupil.pk: pupil.called for pupil in Pupil.objects.filter(school=facts.turn.school, pk__in=gone)}
    return differences(shown, facts.outcomes, names)


def _next_schools(turn: YearTurn) -> dict[int, str]:
    """The next schools that are known: written down here, or in the record of a pupil who is to leave."""
    leaving = Leaving.objects.open().filter(school=turn.school).exclude(next_school="")
    here = turn.leavers.exclude(next_school="")
    return dict(leaving.values_list("admission__pupil", "next_school")) | dict(
        here.values_list("pupil", "next_school")
    )


def _admissions(school: School, year: DayRange) -> list[Admission]:
    """Stays on the roll that hold on the first day, or begin later in the year; one a pupil, the earliest."""
    stays = (
        Admission.objects.filter(school=school)
        .filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=year.first), starting_day__lte=year.last)
        .filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=F("starting_day")))
        .select_related("pupil")
        .order_by("pupil__surname", "pupil__forename", "pupil", "starting_day")
    )
    first: dict[int, Admission] = {}
    for stay in stays:
        first.setdefault(stay.pupil_id, stay)
    return list(first.values())


def _pupils(
    admissions: list[Admission],
    memberships: dict[int, list[GroupMembership]],
    years: dict[int, list[PupilStatus]],
    first: dt.date,
) -> Iterable[PupilNow]:
    for stay in admissions:
        held = memberships.get(stay.pupil_id, [])
        now = next((each for each in held if each.first_day < first), None)
        later = next((each for each in held if each.first_day >= first), None)
        periods = years.get(stay.pupil_id, [])
        year = next((each for each in periods if each.first_day < first), None)
        year_later = next((each for each in periods if each.first_day >= first), None)
        yield PupilNow(
            pupil=stay.pupil_id,
            name=stay.pupil.called,
            dob=stay.pupil.dob,
            group=now.group_id if now else None,
            year=year.value if year else "",
            starts=stay.starting_day if stay.starting_day >= first else None,
            later_group=later.group_id if later else None,
            later_from=later.first_day if later else None,
            later_year=Later(year_later.first_day, year_later.value) if year_later else None,
            dual="" if stay.registration == Admission.Registration.SINGLE else stay.other_school,
        )


def _classes(
    classes: dict[int, NextClass], planned: list[NextTeacher], by_name: dict[str, int]
) -> list[NextClassNow]:
    teachers: dict[int, list[str]] = defaultdict(list)
    for each in planned:
        teachers[each.to_id].append(each.post.user.name)
    return [
        NextClassNow(
            key=key,
            name=each.called,
            year=each.year_group,
            group=each.group_id or by_name.get(each.name),
            teachers=tuple(teachers[key]),
        )
        for key, each in sorted(classes.items(), key=lambda item: class_order(item[1].called))
    ]


def _taught_by(teaching: list[GroupTeacher], eve: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for each in teaching:
        if each.first_day <= eve:
            found[each.group_id].append(each.post.user.name)
    return found


def _last_school_day(school: School, first: dt.date) -> dt.date:
    last = SchoolDay.objects.filter(school=school, date__lt=first).order_by("-date").first()
    return last.date if last else first - DAY


def _by_pupil(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.pupil_id].append(row)
    return dict(found)
