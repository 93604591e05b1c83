"""Undoing the turn of the year: what a run made goes, what it ended goes on, unless new facts stand on it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Min, ProtectedError

from registers.actions.calendar import renumber_school_days
from registers.actions.turn_rows import TABLES, as_kept
from registers.codes import CLEARED
from registers.models import (
    Admission,
    ExpectedLeaving,
    GroupMembership,
    Mark,
    Post,
    Pupil,
    School,
    YearTurnRow,
    YearTurnRun,
)
from registers.refusals import Refusal

CALENDAR = ("term", "closure")


class NewFactsStand(Refusal):
    """Marks, or changes by hand, stand on what the run made. `facts` say which."""

    who_can_fix = "The office can change single pupils on their pages instead."

    def __init__(self, words: str, *, facts: list[str]) -> None:
        self.facts = facts
        super().__init__(words)


class NotTurned(Refusal):
    """There is no run to undo."""

    who_can_fix = "Nobody needs to: it is undone already."


def undo_turn(*, run: YearTurnRun, by: Post, at: datetime) -> YearTurnRun:
    """Put back exactly what was there before the run. Raises `NotTurned`, `NewFactsStand`.

    A calendar that somebody has changed since the run stays as it is, and so does a leaver's next school.
    """
    try:
        with transaction.atomic():
            return _undo(run, by, at)
    except IntegrityError as error:
        raise NewFactsStand("Classes or years have been changed since.", facts=[]) from error


def facts_on(run: YearTurnRun) -> list[str]:
    """What stands on the run, in words: marks of the new year by class, and pupils moved by hand since."""
    rows = list(run.rows.all())
    return [*_marks_since(run.school, run.first_day), *_moved_since(run, rows, _now(rows))]


def _undo(run: YearTurnRun, by: Post, at: datetime) -> YearTurnRun:
    run = YearTurnRun.objects.select_for_update(of=["self"]).select_related("school").get(pk=run.pk)
    if run.undone_at is not None:
        raise NotTurned(f"This run was undone by {run.undone_name}.")
    rows = list(run.rows.all())
    now = _now(rows)
    standing = [*_marks_since(run.school, run.first_day), *_moved_since(run, rows, now)]
    if standing:
        raise NewFactsStand("New facts stand on this turn, so it cannot be undone.", facts=standing)
    calendar_changed = any(row.left != now.get((row.table, row.row)) for row in rows if row.table in CALENDAR)
    for table in reversed(TABLES):
        if table in CALENDAR and calendar_changed:
            continue
        _put_back(table, [row for row in rows if row.table == table], now)
    if not calendar_changed and any(row.table in CALENDAR for row in rows):
        renumber_school_days(school=run.school)
    run.undone_at, run.undone_name, run.undone_position = at, by.user.name, by.position
    run.save(update_fields=["undone_at", "undone_name", "undone_position"])
    return run


def _now(rows: Iterable[YearTurnRow]) -> dict[tuple[str, int], dict[str, Any]]:
    """What the rows are today, by table and number; without those that are gone."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        wanted[row.table].append(row.row)
    return {
        (table, each.pk): as_kept(each)
        for table, keys in wanted.items()
        for each in TABLES[table]._default_manager.filter(pk__in=keys)
    }


def _marks_since(school: School, first_day: date) -> list[str]:
    marks = Mark.objects.filter(school=school, date__gte=first_day).exclude(code=CLEARED)
    since = dict(marks.values("pupil").annotate(first=Min("date")).values_list("pupil", "first"))
    if not since:
        return []
    members = GroupMembership.objects.filter(school=school, pupil__in=since).during(first_day, date.max)
    group_of = dict(members.order_by("-first_day").values_list("pupil", "group__name"))
    classes: dict[str, list[date]] = defaultdict(list)
    for pupil, first in since.items():
        classes[group_of.get(pupil, "No class")].append(first)
    return [_marks_in_words(name, days) for name, days in sorted(classes.items())]


def _marks_in_words(name: str, days: list[date]) -> str:
    who = "1 pupil" if len(days) == 1 else f"{len(days)} pupils"
    return f"{name}: marks of {who} since {min(days).day} {min(days):%B %Y}"


def _moved_since(
    run: YearTurnRun, rows: list[YearTurnRow], now: dict[tuple[str, int], dict[str, Any]]
) -> list[str]:
    """Pupils whose new class or year was changed by hand; who has left the roll before the year began is none."""
    changed = {
        row.left["pupil_id"]: row.table
        for row in rows
        if row.table in ("membership", "year")
        and row.was is None
        and row.left != now.get((row.table, row.row))
    }
    here = Admission.objects.filter(school=run.school, pupil__in=changed).during(run.first_day, date.max)
    pupils = Pupil.objects.filter(school=run.school, pk__in=here.values("pupil")).order_by(
        "surname", "forename"
    )
    words = {"membership": "class", "year": "year group"}
    return [f"{pupil.called}: the {words[changed[pupil.pk]]} was changed since" for pupil in pupils]


def _put_back(table: str, rows: list[YearTurnRow], now: dict[tuple[str, int], dict[str, Any]]) -> None:
    model: Any = TABLES[table]
    if table == "leaving":
        _put_back_leavings(rows, now)
        return
    as_left = [row for row in rows if row.left == now.get((table, row.row))]
    made = [
        row.row for row in rows if row.was is None and (row in as_left or table in ("membership", "year"))
    ]
    if table == "group":
        _remove_unused(model, made)
        return
    model.objects.filter(pk__in=made).delete()
    ended: dict[str | None, list[int]] = defaultdict(list)
    for row in as_left:
        if row.was is not None:
            ended[row.was["last_day"]].append(row.row)
    for last_day, keys in ended.items():
        model.objects.filter(pk__in=keys).update(last_day=last_day)


def _put_back_leavings(rows: list[YearTurnRow], now: dict[tuple[str, int], dict[str, Any]]) -> None:
    """Nobody is expected to leave any more; a next school that was written down is kept for the next run."""
    for_good = [
        row.row
        for row in rows
        if row.was is None and not now.get(("leaving", row.row), {}).get("next_school")
    ]
    ExpectedLeaving.objects.filter(pk__in=for_good).delete()
    ExpectedLeaving.objects.filter(pk__in=[row.row for row in rows]).update(last_day=None)


def _remove_unused(model: type[models.Model], keys: list[int]) -> None:
    """Remove the classes that the run made; one that something else names by now stays, empty."""
    for group in model._default_manager.filter(pk__in=keys):
        try:
            with transaction.atomic():
                group.delete()
        except (ProtectedError, IntegrityError):
            continue
