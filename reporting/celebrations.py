"""The week that a school celebrates, as its page and its newsletter say it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from registers.models import Post, School, SchoolDay
from registers.school_year import academic_year, academic_year_days, week_start_of
from reporting.celebrating import BEFORE, Child, ClassWeek, children_with_more, class_weeks, first_of
from reporting.figures import class_names
from reporting.measures import Measures, measure, percentage
from reporting.models import CelebrationChoice
from reporting.periods import Period
from reporting.pupil_figures import figures_of
from reporting.tables import Cut, EnrolmentSums, cut_of, enrolment_sums, pupil_measures, school_totals

OFFERED = 8
"""So many weeks can be chosen from."""
LOOKS_BACK = dt.timedelta(weeks=20)
"""Holds the weeks compared, and a summer."""


class Chosen(NamedTuple):
    """What a school compares its classes by."""

    on_time: bool = True
    improved: bool = True
    in_school: bool = False


@dataclass(frozen=True)
class Honour:
    """One thing that classes are compared by, who leads, and what it is in words."""

    title: str
    explained: str
    leaders: Sequence[ClassWeek]
    figures: Sequence[str]
    """What stands beside each leader."""

    @property
    def names(self) -> str:
        """3B; 3B and 4A."""
        return " and ".join(each.name for each in self.leaders)


@dataclass(frozen=True)
class Week:
    """One week to celebrate."""

    days: Period
    before: Period | None
    """The school weeks of its school year with which classes are compared."""
    four: tuple[Period | None, Period]
    """The four school weeks that end with it, by which children are compared, after the four before them."""
    weeks: Sequence[dt.date]
    """The Mondays that can be chosen, the newest first."""
    chosen: Chosen
    classes: Sequence[ClassWeek]
    honours: Sequence[Honour]
    children: Sequence[Child]
    attended: int
    possible: int
    """Of the whole school, as the dashboard has them."""

    @property
    def weeks_monday(self) -> dt.date:
        """The Monday of the week shown."""
        return week_start_of(self.days.first)

    @property
    def newsletter(self) -> str:
        """What may stand in a newsletter: the school and its classes, no child."""
        share = percentage(self.attended, self.possible)
        lines = (
            [f"Attendance in the week to {self.days.last.day} {self.days.last:%B}: {share} %."]
            if share
            else []
        )
        lines += [f"{each.title}: {each.names}." for each in self.honours if each.leaders]
        return " ".join([*lines, "Well done, everybody who was here, and get well soon to all who were ill."])


def chosen_by(school: School | int) -> Chosen:
    """What the school has chosen; arriving on time and doing better, where it has not yet. One statement."""
    row = CelebrationChoice.objects.newest(school)
    return Chosen(row.on_time, row.improved, row.in_school) if row else Chosen()


def week_of(*, post: Post, on: dt.date, asked: str = "") -> Week | None:
    """The week asked for, else the last that is over. Nineteen statements; None: no week is over yet."""
    school = post.school_id or 0
    days = SchoolDay.objects.filter(school=school).between(week_start_of(on - LOOKS_BACK), on)
    meets = sorted(days.values_list("date", flat=True))
    over = sorted({week_start_of(day) for day in meets if week_start_of(day) + dt.timedelta(days=4) < on})
    if not over:
        return None
    offered = over[-OFFERED:][::-1]
    monday = next((each for each in offered if each.isoformat() == asked), offered[0])
    weeks = _school_weeks(meets, monday)
    period, chosen = _from_to(weeks[-1:]), chosen_by(school)
    cut = cut_of(cast(School, post.school), period, on)
    this_year = academic_year_days(academic_year(period.last))
    earlier = [week for week in weeks[:-1] if this_year.holds(week[0])][-BEFORE:]
    before = _from_to(earlier) if earlier else None
    compared = _sums(replace(cut, period=before), _classes_of) if before else {}
    classes = class_weeks(_sums(cut, _classes_of), compared, class_names(school))
    four = _from_to(weeks[-2 * BEFORE : -BEFORE]) if len(weeks) > BEFORE else None, _from_to(weeks[-BEFORE:])
    whole = school_totals(cut).get(school)
    sums = whole.measures if whole else None
    return Week(
        days=period,
        before=before,
        four=four,
        weeks=offered,
        chosen=chosen,
        classes=classes,
        honours=_honours(classes, chosen),
        children=_children(post, cut, four, on) if four[0] else [],
        attended=sums.attended if sums else 0,
        possible=sums.possible if sums else 0,
    )


def _school_weeks(meets: Sequence[dt.date], monday: dt.date) -> list[list[dt.date]]:
    """The days of each school week up to that one."""
    weeks: dict[dt.date, list[dt.date]] = defaultdict(list)
    for day in meets:
        weeks[week_start_of(day)].append(day)
    return [days for start, days in sorted(weeks.items()) if start <= monday]


def _from_to(weeks: Sequence[Sequence[dt.date]]) -> Period:
    return Period(weeks[0][0], weeks[-1][-1])


def _children(post: Post, cut: Cut, four: tuple[Period | None, Period], on: dt.date) -> list[Child]:
    """The children on the roll for whom more goes well, counted as their figures are. Nine statements."""
    before, now = (_sums(replace(cut, period=each), _pupil_of) if each else {} for each in four)
    pupils = figures_of(post=post, first=on, last=on, on=on)  # who they are, with their classes
    nothing = Measures({})
    return children_with_more(
        (each, before.get(each.pupil.pk, nothing), now.get(each.pupil.pk, nothing)) for each in pupils
    )


def _sums(cut: Cut, keys_of: Callable[[EnrolmentSums], Iterable[int]]) -> dict[int, Measures]:
    """What the sessions of the enrolments come to, added up by their keys, as figures count them. Two statements."""
    codes: dict[int, Counter[str]] = defaultdict(Counter)
    measured = pupil_measures(cut)
    for row in enrolment_sums(cut):
        if row.admission in measured:
            for key in keys_of(row):
                codes[key].update(measured[row.admission].by_code)
    return {key: measure(each) for key, each in codes.items()}


def _pupil_of(row: EnrolmentSums) -> list[int]:
    return [row.pupil]


def _classes_of(row: EnrolmentSums) -> list[int]:
    return [group.row for group in row.groups if group.kind == "class"]


def _honours(classes: Sequence[ClassWeek], chosen: Chosen) -> list[Honour]:
    found = []
    if chosen.on_time:
        leaders = first_of(classes, lambda each: each.on_time.exact)
        explained = "Arrivals before the register was taken, of all arrivals."
        found.append(Honour("On time", explained, leaders, [each.on_time.words for each in leaders]))
    if chosen.improved:
        leaders = first_of(classes, lambda each: each.improved)
        explained = "In school more than in the four school weeks before."
        found.append(Honour("Most improved", explained, leaders, [each.improved_words for each in leaders]))
    if chosen.in_school:
        leaders = first_of(classes, lambda each: each.in_school.exact)
        explained = "In school, where nothing kept a child at home."
        found.append(Honour("In school", explained, leaders, [each.in_school.words for each in leaders]))
    return found
