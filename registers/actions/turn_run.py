"""Running the turn of the year, once, and undoing it: every row that it makes or ends is written down.

All of it is dated: memberships, year groups and teachers end on the last day of the old year and begin on the first day
of the new one, so that a run in July changes no register of July. It deletes no name from the roll and touches no
mark, no planned mark, no weekly pattern and no case.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from registers.actions.calendar import renumber_school_days
from registers.actions.turn_rows import Written, as_kept
from registers.actions.year_turn import HasTurned
from registers.models import (
    Closure,
    ExpectedLeaving,
    GroupMembership,
    GroupTeacher,
    Post,
    PupilStatus,
    RegistrationGroup,
    Term,
    YearTurn,
    YearTurnRun,
)
from registers.next_calendar import plan_from
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.turn_facts import DAY, TurnFacts, since_rehearsal, turn_digest, turn_facts
from registers.year_turn import Outcome


class NotRehearsed(Refusal):
    """Nobody has looked at what the run would do."""

    who_can_fix = "You can: rehearse it first."


class NotReady(Refusal):
    """Something blocks the run. `problems` hold each in words."""

    who_can_fix = "You can settle them on the pages of the turn of the year."

    def __init__(self, words: str, *, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(words)


class ChangedMeanwhile(Refusal):
    """What was shown before the button was pressed is not what it would do now."""

    who_can_fix = "You can: look at what has changed, and run it then."


def run_turn(*, turn: YearTurn, agreed: str, by: Post, at: datetime) -> YearTurnRun:
    """Turn the year: calendar, classes, year groups, teachers, expected leavings. All of it, or nothing.

    `agreed`: the digest of what was shown (`turn_digest`). Raises `HasTurned`, `NotRehearsed`, `NotReady`,
    `ChangedMeanwhile`.
    """
    try:
        with transaction.atomic():
            return _run(turn, agreed, by, at)
    except IntegrityError as error:
        raise ChangedMeanwhile("Somebody changed classes or years at the same moment.") from error


def _run(turn: YearTurn, agreed: str, by: Post, at: datetime) -> YearTurnRun:
    turn = YearTurn.objects.select_for_update().select_related("school").get(pk=turn.pk)
    standing = turn.runs.filter(undone_at__isnull=True).first()
    if standing is not None:
        raise HasTurned(
            f"The year was turned on {in_words(standing.at.date())} by {standing.name}; it is done once."
        )
    facts = turn_facts(turn)
    if turn.rehearsed is None:
        raise NotRehearsed("This turn has not been rehearsed.")
    if facts.blocking:
        words = f"{len(facts.blocking)} things stand in the way."
        raise NotReady(words, problems=[each.words for each in facts.blocking])
    if agreed != turn_digest(facts):
        raise ChangedMeanwhile("Something has changed since this page was opened, so nothing was done.")
    run = YearTurnRun.objects.create(
        school=turn.school,
        turn=turn,
        first_day=facts.first_day,
        summary={},
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    written = Written(run)
    since = since_rehearsal(facts)
    run.summary = {**_write(facts, written), "since_rehearsal": since}
    run.save(update_fields=["summary"])
    turn.rehearsed = {str(each.now.pupil): each.as_shown for each in facts.outcomes}
    turn.save(update_fields=["rehearsed"])  # what has changed since the run is what differs from this
    written.keep()
    return run


def _write(facts: TurnFacts, written: Written) -> dict[str, Any]:
    terms, days = _write_calendar(facts, written)
    groups, new_groups = _write_groups(facts, written)
    moved = _write_memberships(facts, written, groups)
    return {
        "terms": terms,
        "days": days,
        "new_classes": new_groups,
        "pupils": sum(each.to is not None and not each.is_intake for each in facts.outcomes),
        "moved": moved,
        "leavers": _write_leavings(facts, written),
        "intake": sum(each.to is not None and each.is_intake for each in facts.outcomes),
        "years": _write_years(facts, written),
        "teachers": _write_teachers(facts, written, groups),
        "closed_classes": _closed_classes(facts),
        "remarks": [each.words for each in facts.problems],
    }


def _write_calendar(facts: TurnFacts, written: Written) -> tuple[int, int]:
    """The terms and closures of the next year, unless the school has its terms already."""
    school, year = facts.turn.school, facts.turn.academic_year
    if facts.terms_exist:
        return 0, 0
    plan = plan_from(facts.turn.calendar)
    written.made(
        "term",
        [
            Term(school=school, name=each.name, first_day=each.first, last_day=each.last, academic_year=year)
            for each in plan.terms
        ],
    )
    written.made(
        "closure",
        [
            Closure(
                school=school,
                kind=each.kind,
                first_day=each.first,
                last_day=each.last,
                sessions=each.sessions,
                note=each.note,
            )
            for each in plan.closures
        ],
    )
    renumber_school_days(school=school)
    return len(plan.terms), len(plan.days)


def _write_groups(facts: TurnFacts, written: Written) -> tuple[dict[int | None, int], list[str]]:
    """The group of each class of next year by its key (None: the class of leavers), and the names of those made."""
    school = facts.turn.school
    by_name = {group.name: group.pk for group in RegistrationGroup.objects.filter(school=school)}
    wanted: dict[int | None, str] = {
        key: each.name for key, each in facts.classes.items() if each.group_id is None
    }
    if any(each.leaves for each in facts.outcomes):
        wanted[None] = facts.turn.holding_class
    missing = [name for name in dict.fromkeys(wanted.values()) if name not in by_name]
    made = written.made("group", [RegistrationGroup(school=school, name=name) for name in missing])
    by_name |= {group.name: group.pk for group in made}
    groups: dict[int | None, int] = {
        key: each.group_id for key, each in facts.classes.items() if each.group_id is not None
    }
    return groups | {key: by_name[name] for key, name in wanted.items()}, missing


def _write_memberships(facts: TurnFacts, written: Written, groups: dict[int | None, int]) -> int:
    """Each pupil's class from the first day on; who stays in a class stays in it. How many change class."""
    ending: list[GroupMembership] = []
    starting: list[GroupMembership] = []
    for each in facts.outcomes:
        if not each.is_placed:
            continue
        group = groups[None if each.leaves else each.to]
        first = each.now.starts or facts.first_day
        held = facts.memberships.get(each.now.pupil, [])
        now = next((row for row in held if row.first_day < facts.first_day), None)
        later = next((row for row in held if row.first_day >= facts.first_day), None)
        if now is not None and now.group_id == group:
            continue
        if now is not None and (now.last_day is None or now.last_day >= facts.first_day):
            ending.append(now)
        if later is not None and later.first_day <= first:
            continue
        starting.append(
            GroupMembership(
                school=facts.turn.school,
                pupil_id=each.now.pupil,
                group_id=group,
                first_day=first,
                last_day=later.first_day - DAY if later else None,
            )
        )
    written.ended("membership", ending, facts.eve)
    written.made("membership", starting)
    return sum(row.group_id != groups.get(None) for row in starting)


def _write_years(facts: TurnFacts, written: Written) -> int:
    """Each pupil's year group from the first day on. How many change year."""
    ending: list[PupilStatus] = []
    starting: list[PupilStatus] = []
    for each in facts.outcomes:
        periods = facts.years.get(each.now.pupil, [])
        now = next((row for row in periods if row.first_day < facts.first_day), None)
        later = next((row for row in periods if row.first_day >= facts.first_day), None)
        if not each.year or each.leaves or not each.is_placed or (now is not None and now.value == each.year):
            continue
        if later is not None and later.first_day <= (each.now.starts or facts.first_day):
            continue
        if now is not None and (now.last_day is None or now.last_day >= facts.first_day):
            ending.append(now)
        starting.append(_year(each, facts, later.first_day - DAY if later else None))
    written.ended("year", ending, facts.eve)
    written.made("year", starting)
    return len(starting)


def _year(each: Outcome, facts: TurnFacts, last_day: date | None) -> PupilStatus:
    return PupilStatus(
        school=facts.turn.school,
        pupil_id=each.now.pupil,
        kind=PupilStatus.Kind.YEAR_GROUP,
        value=each.year,
        first_day=each.now.starts or facts.first_day,
        last_day=last_day,
    )


def _write_teachers(facts: TurnFacts, written: Written, groups: dict[int | None, int]) -> int:
    """Who teaches which class from the first day on; who keeps a class keeps it. How many classes are given."""
    wanted = {(each.post_id, groups[each.to_id]) for each in facts.planned_teachers}
    goes_on = {
        (row.post_id, row.group_id)
        for row in facts.teaching
        if row.last_day is None or row.last_day >= facts.first_day
    }
    ending = [
        row
        for row in facts.teaching
        if row.first_day < facts.first_day
        and (row.last_day is None or row.last_day >= facts.first_day)
        and (row.post_id, row.group_id) not in wanted
    ]
    written.ended("teacher", ending, facts.eve)
    written.made(
        "teacher",
        [
            GroupTeacher(school=facts.turn.school, post_id=post, group_id=group, first_day=facts.first_day)
            for post, group in sorted(wanted - goes_on)
        ],
    )
    return len(wanted)


def _write_leavings(facts: TurnFacts, written: Written) -> int:
    """The last day on which each leaver is expected. Nobody leaves the roll by it."""
    leavers = [each.now.pupil for each in facts.outcomes if each.leaves]
    known = {row.pupil_id: row for row in facts.turn.leavers.filter(pupil__in=leavers)}
    for row in known.values():
        was = as_kept(row)
        row.last_day = facts.last_school_day
        row.save(update_fields=["last_day"])
        written.changed("leaving", row, was)
    written.made(
        "leaving",
        [
            ExpectedLeaving(
                school=facts.turn.school, turn=facts.turn, pupil_id=pupil, last_day=facts.last_school_day
            )
            for pupil in leavers
            if pupil not in known
        ],
    )
    return len(leavers)


def _closed_classes(facts: TurnFacts) -> list[str]:
    """The classes with pupils today that nobody is in next year."""
    go_on = {each.group for each in facts.plan.classes}
    had = {each.now.group for each in facts.outcomes if each.now.group is not None}
    return sorted(facts.plan.groups[group] for group in had - go_on if group is not None)
