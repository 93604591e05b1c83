"""Attendance in integers, for every figure that is shown: by enrolment, school, group, week, code and session.

A `Cut` says which sessions are counted; each function takes one and runs a constant number of statements, for one
school as for sixty. Whole weeks come from the sums that the marks' trigger keeps (PupilWeek); only the ends of the
period, and weeks in which a pupil came, left, or left nursery, are read from marks, so that every figure is what
counting the marks one by one would find.

Who is in: pupils on the roll, outside nursery, by the year group of the day of the session. Groups are those of the
last day of the period, of a leaver the last day on the roll.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from registers.codes import CLEARED
from registers.models import School
from reporting.groups import EVERYBODY, Group
from reporting.measures import Measures, Sums, Total, measure, total_of_sums
from reporting.periods import Period
from reporting.table_sql import (
    BY_CODE,
    BY_PUPIL_AND_CODE,
    BY_SCHOOL,
    BY_SCHOOL_AND_GROUP,
    BY_WEEK,
    ENROLMENTS,
    LEFT_OUT,
    parameters,
)


@dataclass(frozen=True)
class Cut:
    """Which sessions are counted.

    `on`: today (a period that ends today counts this week whole, for no mark is made ahead). `group`: only pupils of
    that group; `within`: of them those who are in this one as well. `compulsory`: only days on which the pupil is of
    compulsory school age.
    """

    schools: tuple[int, ...]
    period: Period
    on: dt.date
    group: Group = EVERYBODY
    compulsory: bool = False
    within: Group = EVERYBODY

    @property
    def parameters(self) -> dict[str, Any]:
        """What every statement about it is asked with."""
        return parameters(
            self.schools, self.period, self.on, self.group, self.within, compulsory=self.compulsory
        )

    def of(self, group: Group) -> "Cut":
        """The same for one group."""
        return replace(self, group=group)

    def during(self, period: Period) -> "Cut":
        """The same for another period."""
        return replace(self, period=period)


def cut_of(school: School, period: Period, on: dt.date, group: Group = EVERYBODY) -> Cut:
    """The cut of one school."""
    return Cut((school.pk,), period, on, group)


class EnrolmentSums(NamedTuple):
    """One stay on the roll, what its sessions come to, and the groups it is in. Without a session all is nought."""

    school: int
    admission: int
    pupil: int
    sums: Sums
    groups: frozenset[Group]


class WeekSums(NamedTuple):
    """What one week of a school comes to, by its Monday."""

    school: int
    monday: dt.date
    sums: Sums


class SessionCount(NamedTuple):
    """How often a code stands on that weekday (Monday = 0), morning or afternoon."""

    weekday: int
    session: str
    code: str
    number: int


class LeftOut(NamedTuple):
    """Who is in the figures of a cut and who is not, in pupils: what a headline has to say."""

    reception: int
    nursery: int
    joined: int
    left: int


def enrolment_sums(cut: Cut) -> list[EnrolmentSums]:
    """Every enrolment of the cut that overlaps its period, with its groups. One statement.

    Total them with `total_of(rows)`; those of one group with `total_of(rows, group)`.
    """
    return [
        EnrolmentSums(school, admission, pupil, Sums(*sums), frozenset(map(_group, groups)))
        for school, admission, pupil, groups, *sums in _rows(ENROLMENTS, cut)
    ]


def total_of(rows: Iterable[EnrolmentSums], group: Group = EVERYBODY) -> Total[Sums]:
    """The total of the enrolments that are in the group. No statement."""
    return total_of_sums(row.sums for row in rows if group == EVERYBODY or group in row.groups)


def groups_in(rows: Iterable[EnrolmentSums]) -> set[Group]:
    """The groups that somebody with a possible session is in. No statement."""
    return {group for row in rows if row.sums.possible for group in row.groups}


def school_totals(cut: Cut) -> dict[int, Total[Sums]]:
    """The total of each school of the cut. One statement, added up in the database."""
    return {school: _total(figures) for school, *figures in _rows(BY_SCHOOL, cut)}


def group_totals(cut: Cut) -> dict[int, dict[Group, Total[Sums]]]:
    """For each school the total of every group that is not empty, without everybody. One statement."""
    found: dict[int, dict[Group, Total[Sums]]] = {school: {} for school in cut.schools}
    for school, name, *figures in _rows(BY_SCHOOL_AND_GROUP, cut):
        found[school][_group(name)] = _total(figures)
    return found


def week_sums(cut: Cut) -> list[WeekSums]:
    """Every week of each school in the period that has a possible session, in order. One statement."""
    return [WeekSums(school, monday, Sums(*sums)) for school, monday, *sums in _rows(BY_WEEK, cut)]


def session_counts(cut: Cut) -> list[SessionCount]:
    """How often each code stands, by weekday and session: from marks. One statement."""
    return [SessionCount(*row) for row in _rows(BY_CODE, cut)]


def by_session(counts: Iterable[SessionCount]) -> dict[tuple[int, str], Measures]:
    """Of `session_counts`: what each weekday's mornings and afternoons come to. No statement."""
    found: dict[tuple[int, str], Counter[str]] = {}
    for each in counts:
        found.setdefault((each.weekday, each.session), Counter())[each.code] += each.number
    return {key: measure(codes) for key, codes in sorted(found.items())}


def of_all_sessions(counts: Iterable[SessionCount]) -> Measures:
    """Of `session_counts`: all of them together, with how often each code stands. No statement."""
    codes: Counter[str] = Counter()
    for each in counts:
        codes[each.code] += each.number
    return measure(codes)


def pupil_measures(cut: Cut, *, weekday: int | None = None, session: str = "") -> dict[int, Measures]:
    """By admission: what the marks of the cut come to, with their codes; of one weekday or session where asked for.

    From marks. One statement.
    """
    found: dict[int, dict[str, int]] = {}
    for admission, code, count in _rows(BY_PUPIL_AND_CODE, cut, weekday=weekday, session=session):
        found.setdefault(admission, {})[code] = count
    return {admission: measure(codes) for admission, codes in found.items()}


def left_out(cut: Cut) -> LeftOut:
    """How many pupils of the period are in reception, left out as nursery, joined in it, and left in it. One
    statement."""
    [row] = _rows(LEFT_OUT, cut)
    return LeftOut(*row)


def _rows(statement: str, cut: Cut, **more: Any) -> Collection[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            cut.parameters | {"cleared": CLEARED, **more},
        )
        return list(cursor.fetchall())


def _group(name: str) -> Group:
    kind, _, value = name.partition(":")
    return Group(kind, value)


def _total(figures: list[int]) -> Total[Sums]:
    *sums, pupils, persistent, severe = figures
    return Total(Sums(*sums), pupils, persistent, severe)
