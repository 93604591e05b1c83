"""Every return of a school to its local authority: who is in the next one, by when, and what became of those made."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from registers.authority_content import HEADINGS
from registers.confidential import secrets_of
from registers.models import Post, School, SchoolDay
from registers.roles import Permission, Role, may
from reporting.attendance_rows import COLUMNS as ATTENDANCE_COLUMNS
from reporting.attendance_rows import attendance_due
from reporting.authority_rows import (
    PART_TIME_COLUMNS,
    SICKNESS_COLUMNS,
    part_time_due,
    sickness_due,
    stays_due,
)
from reporting.due_returns import DueReturn, KindOfReturn
from reporting.models import MadeReturn, MadeReturnLine
from reporting.transfer_due import TRANSFER_COLUMNS, transfers_due

Kind = MadeReturn.Kind
LAW = {
    Kind.NEW_PUPIL: "Within five days of the starting day (SI 2024/208 regulation 13). Not for pupils who start in the"
    " youngest class on the first day of the school year, unless the authority asks.",
    Kind.DELETION: "No later than the deletion, with the ground and where the pupil goes (the same regulation). Not"
    " for the oldest class when the school year ends, unless the authority asks.",
    Kind.ATTENDANCE: "Pupils who do not attend regularly, or were absent without authority for ten school days"
    " running, at intervals agreed with the authority, at least each month (SI 2024/208 regulation 13).",
    Kind.SICKNESS: "Pupils of compulsory school age whom illness keeps away on fifteen school days of the year, or"
    " is expected to (SI 2024/208 regulation 13). One return in a spell.",
    Kind.PART_TIME: "Many authorities ask to be told of each temporary part-time timetable on the day it begins. The"
    " reason is no part of the file: the authority is told it by the people who work with the family.",
    Kind.TRANSFER: "A common transfer file goes to the next school within 15 school days of the last day on the roll"
    " (SI 2005/1437 regulation 10, from memory). It holds what is certain: names, contacts, attendance totals.",
}
COLUMNS = {
    Kind.NEW_PUPIL: HEADINGS, Kind.DELETION: HEADINGS, Kind.ATTENDANCE: ATTENDANCE_COLUMNS,
    Kind.SICKNESS: SICKNESS_COLUMNS, Kind.PART_TIME: PART_TIME_COLUMNS, Kind.TRANSFER: TRANSFER_COLUMNS,
}  # fmt: skip
NEEDS = {Kind.SICKNESS: Permission.SEE_HEALTH, Kind.PART_TIME: Permission.SUPPORT}
"""What a reader needs besides seeing returns."""
COUNTED_BACK, COUNTED_AHEAD = dt.timedelta(days=500), dt.timedelta(days=100)
"""A school year and an absence that began before it; a month or fifteen school days, and a summer after them."""


def kinds_for(post: Post) -> list[MadeReturn.Kind]:
    """The kinds of return that the hat may see."""
    role = Role(post.role)
    return [kind for kind in Kind if kind not in NEEDS or may(role, NEEDS[kind])]


def returns_of(
    kinds: Iterable[MadeReturn.Kind], *, school: School, post: Post, on: dt.date
) -> list[KindOfReturn]:
    """Those kinds of return as they stand. The same statements however many pupils."""
    wanted = list(kinds)
    newest = _newest(school)
    secrets, days = secrets_of(school.pk), _school_days(school, on)
    rows: dict[str, list[DueReturn]] = defaultdict(list)
    if {Kind.NEW_PUPIL, Kind.DELETION} & set(wanted):
        for row in stays_due(school=school, post=post, on=on, secrets=secrets):
            rows[row.kind].append(row)
    if Kind.ATTENDANCE in wanted:
        last = newest.get(Kind.ATTENDANCE)
        sent = last if last and last.sent.all() else None
        rows[Kind.ATTENDANCE] = list(
            attendance_due(school=school, post=post, on=on, last_made=sent, secrets=secrets, school_days=days)
        )
    if Kind.SICKNESS in wanted:
        rows[Kind.SICKNESS] = list(sickness_due(school=school, post=post, on=on))
    if Kind.PART_TIME in wanted:
        rows[Kind.PART_TIME] = list(part_time_due(school=school, post=post, on=on, secrets=secrets))
    if Kind.TRANSFER in wanted:
        rows[Kind.TRANSFER] = list(transfers_due(school=school, on=on, school_days=days))
    made = _made([row for each in rows.values() for row in each], school, newest)
    return [
        KindOfReturn(
            kind, str(kind.label), LAW[kind], COLUMNS[kind],
            [replace(row, made=made.get((kind, row.about))) for row in rows[kind]], newest.get(kind),
        )
        for kind in wanted
    ]  # fmt: skip


def _school_days(school: School, on: dt.date) -> list[dt.date]:
    """The school days that returns of that day are counted by. One statement."""
    days = SchoolDay.objects.filter(school=school).between(on - COUNTED_BACK, on + COUNTED_AHEAD)
    return list(days.order_by("date").values_list("date", flat=True))


def _newest(school: School) -> dict[str, MadeReturn]:
    """The latest file of each kind. Three statements."""
    latest = MadeReturn.objects.filter(school=school).without_content().with_what_followed()
    return {each.kind: each for each in latest.order_by("kind", "-at", "-pk").distinct("kind")}


def _made(
    rows: list[DueReturn], school: School, newest: Mapping[str, MadeReturn]
) -> dict[tuple[str, str], MadeReturn]:
    """The latest file in which each of these stands. One statement, and three for files that are not the newest."""
    lines = MadeReturnLine.objects.filter(school=school, about__in={row.about for row in rows})
    pairs = list(lines.order_by("at", "pk").values_list("made", "about"))
    made = {each.pk: each for each in newest.values()}
    others = {pk for pk, _ in pairs} - made.keys()
    if others:
        found = MadeReturn.objects.filter(pk__in=others).without_content().with_what_followed()
        made |= {each.pk: each for each in found}
    return {(made[pk].kind, about): made[pk] for pk, about in pairs}
