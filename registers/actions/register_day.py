"""A register's day: opened before school, completed by who takes it, closed by the clock."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from registers import refusals
from registers.actions.mark_entries import Entry, hold_registers, read_marks, write_marks
from registers.actions.messages import cancel_reminders
from registers.actions.people import machine_post
from registers.codes import CLEARED, Session
from registers.marking import BEING_TAKEN, Current
from registers.marking_facts import calendar_for, pupils_of_groups
from registers.models import Post, Register, RegistrationGroup, School
from registers.roles import Role
from registers.school_sessions import (
    HALF,
    SCHOOL_TIME,
    Calendar,
    Plan,
    PupilOnDay,
    calendar_fixers,
    clock_words,
    in_words,
)

FROM_PLAN = "planned"  # the source of marks that Complete or the close made of a plan


class DayWork(NamedTuple):
    """What a run did: the registers concerned, and a line for the job ledger."""

    registers: list[Register]
    words: str


@transaction.atomic
def open_registers(*, school: School, on: date, at: datetime) -> DayWork:
    """Make the rows of the day's registers that are not there yet: every class that expects a pupil, each session."""
    calendar = calendar_for(school=school, first=on, last=on)
    expecting = _classes_expecting(school, calendar, on)
    known = set(Register.objects.filter(school=school, date=on).values_list("group", "session"))
    missing = [
        Register(school=school, group_id=group, date=on, session=session, opened_at=at)
        for session, groups in expecting.items()
        for group in sorted(groups)
        if (group, session) not in known
    ]
    Register.objects.bulk_create(missing, ignore_conflicts=True)
    if not expecting:
        return DayWork([], "No school that day.")
    return DayWork(missing, f"{_registers(len(missing))} opened.")


def get_register(
    *, school: School, group: RegistrationGroup, date: date, session: str, at: datetime
) -> Register:
    """The register of a class for a session, made now where the day's rows lack it.

    Raises NoSessionThatDay, SessionNotStarted for a coming day, or NobodyExpected.
    """
    key = {"school": school, "group": group, "date": date, "session": session}
    register = Register.objects.filter(**key).first()
    if register is None:
        calendar = calendar_for(school=school, first=date, last=date)
        starts_at = calendar.session(date, session).starts_at
        if date > at.astimezone(SCHOOL_TIME).date():
            raise refusals.SessionNotStarted(
                f"The register of {in_words(date)} opens on that day at {clock_words(starts_at)}."
            )
        _refuse_where_nobody_is_expected(
            pupils_of_groups(school=school, groups=[group.pk], day=date), calendar, date, session
        )
        register, _ = Register.objects.get_or_create(**key, defaults={"opened_at": at})
    return register


@transaction.atomic
def complete_register(*, register: Register, by: Post, at: datetime) -> Register:
    """Say that every pupil has been looked at; planned marks that nobody overtyped become marks of `by`.

    Pressing again changes nothing. Raises SessionNotStarted, NotYourClass, DayIsOver, NobodyExpected, or
    RegisterIncomplete, which names the pupils without a mark.
    """
    school, day, session = register.school, register.date, register.session
    calendar = calendar_for(school=school, first=day, last=day)
    _refuse_taker(register, by, at, calendar)
    hold_registers(school=school, registers=[(register.group_id, day, session)])
    register.refresh_from_db(fields=["taken_at", "taken_by", "taken_name"])
    pupils = pupils_of_groups(school=school, groups=[register.group_id], day=day)
    expected = _refuse_where_nobody_is_expected(pupils, calendar, day, session)
    standing = _marks_of(school, expected, day, session)
    plans = {pupil.pupil_id: calendar.plan_for(pupil, day, session) for pupil in expected}
    blank = [pupil for pupil in expected if not _has_code(standing.get(pupil.pupil_id))]
    _refuse_blank([pupil.called for pupil in blank if plans[pupil.pupil_id] is None])
    planned = [plan for pupil in blank if (plan := plans[pupil.pupil_id])]
    write_marks(
        school=school,
        entries=[_planned_entry(plan, day, session) for plan in planned],
        by=by,
        at=at,
        reason=BEING_TAKEN,
        standing={mark.key: mark for mark in standing.values()},
    )
    if register.taken_at is None:
        register.taken_at, register.taken_by, register.taken_name = at, by, by.user.name
        register.save(update_fields=["taken_at", "taken_by", "taken_name"])
        cancel_reminders(registers=[register], at=at)
    return register


def close_registers(*, school: School, on: date, at: datetime) -> DayWork:
    """Where every pupil of a class is planned away (a leave year's study leave, a part-time class), make the marks.

    They are made in the name of whoever planned them, once registration has closed. Other registers are left as they
    are: nobody is marked absent by a clock.
    """
    open_registers(school=school, on=on, at=at)
    calendar = calendar_for(school=school, first=on, last=on)
    due = [
        register
        for register in Register.objects.filter(school=school, date=on, taken_at=None).order_by(
            "session", "group"
        )
        if calendar.has_session(on, register.session)
        and calendar.session(on, register.session).closes_at <= at
    ]
    classes = defaultdict(list)
    for pupil in pupils_of_groups(school=school, groups={register.group_id for register in due}, day=on):
        classes[pupil.group_id].append(pupil)
    closed = [register for register in due if _close(register, classes[register.group_id], calendar, at)]
    return DayWork(closed, f"{_registers(len(closed))} closed with everybody planned away.")


@transaction.atomic
def _close(register: Register, pupils: list[PupilOnDay], calendar: Calendar, at: datetime) -> bool:
    day, session, school = register.date, register.session, register.school
    expected = [pupil for pupil in pupils if calendar.expects(pupil, day, session)]
    away = {
        pupil.pupil_id: plan
        for pupil in expected
        if (plan := calendar.plan_for(pupil, day, session)) and calendar.marks_itself(pupil, day, session)
    }
    if not expected or len(away) < len(expected):
        return False
    hold_registers(school=school, registers=[(register.group_id, day, session)])
    standing = _marks_of(school, expected, day, session)
    if any(_has_code(mark) and mark.code != away[mark.pupil_id].code for mark in standing.values()):
        return False
    machine = machine_post(school=school, name="close_registers", position="command")
    planners = Post.objects.select_related("user").in_bulk(
        {plan.by_id for plan in away.values() if plan.by_id}
    )
    made_by: dict[Post, list[Entry]] = defaultdict(list)
    for plan in away.values():
        if _has_code(standing.get(plan.pupil_id)):
            continue
        made_by[planners.get(plan.by_id or 0, machine)].append(_planned_entry(plan, day, session))
    for planner, entries in made_by.items():
        write_marks(
            school=school,
            entries=entries,
            by=planner,
            at=at,
            reason="planned, registration closed",
            standing={mark.key: mark for mark in standing.values()},
        )
    register.taken_at, register.taken_by, register.taken_name = at, machine, machine.user.name
    register.save(update_fields=["taken_at", "taken_by", "taken_name"])
    cancel_reminders(registers=[register], at=at)
    return True


def _classes_expecting(school: School, calendar: Calendar, day: date) -> dict[str, set[int]]:
    sessions = [session.value for session in Session if calendar.has_session(day, session)]
    if not sessions:
        return {}
    groups = RegistrationGroup.objects.filter(school=school).values_list("pk", flat=True)
    pupils = pupils_of_groups(school=school, groups=groups, day=day)
    return {
        session: {
            pupil.group_id for pupil in pupils if pupil.group_id and calendar.expects(pupil, day, session)
        }
        for session in sessions
    }


def _refuse_taker(register: Register, by: Post, at: datetime, calendar: Calendar) -> None:
    session = calendar.session(register.date, register.session)
    if at < session.starts_at:
        raise refusals.SessionNotStarted(
            f"The {HALF[register.session]} of {in_words(register.date)} has not started:"
            f" registration is from {clock_words(session.starts_at)}."
        )
    if not Role(by.role).sees_own_groups_only:
        return
    if not RegistrationGroup.objects.visible_to(by, on=register.date).filter(pk=register.group_id).exists():
        raise refusals.NotYourClass("You do not take this class that day.")
    if at.astimezone(SCHOOL_TIME).date() != register.date:
        raise refusals.DayIsOver(f"{in_words(register.date)} is over, and its registers with it.")


def _refuse_where_nobody_is_expected(
    pupils: list[PupilOnDay], calendar: Calendar, day: date, session: str
) -> list[PupilOnDay]:
    """The pupils expected; refuses where there are none, by the name of the closure if one is why."""
    expected = [pupil for pupil in pupils if calendar.expects(pupil, day, session)]
    if expected:
        return expected
    closure = next(filter(None, (calendar.closure_of(pupil, day, session) for pupil in pupils)), None)
    if closure is not None:
        raise refusals.NoSessionThatDay(
            f"There is no session for this class in the {HALF[session]} of {in_words(day)}: {closure.words}.",
            who_can_fix=calendar_fixers(),
        )
    raise refusals.NobodyExpected(f"No pupil is in this class on {in_words(day)}.")


def _refuse_blank(names: list[str]) -> None:
    if not names:
        return
    have = "has no mark" if len(names) == 1 else "have no mark"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    raise refusals.RegisterIncomplete(f"{listed} {have} yet.", blank=names)


def _marks_of(school: School, pupils: Iterable[PupilOnDay], day: date, session: str) -> dict[int, Current]:
    keys = [(pupil.pupil_id, day, session) for pupil in pupils]
    return {mark.pupil_id: mark for mark in read_marks(school=school, keys=keys).values()}


def _has_code(mark: Current | None) -> bool:
    return mark is not None and mark.code != CLEARED


def _planned_entry(plan: Plan, day: date, session: str) -> Entry:
    return Entry(
        pupil_id=plan.pupil_id, date=day, session=session, code=plan.code, note=plan.note, source=FROM_PLAN
    )


def _registers(count: int) -> str:
    return "1 register" if count == 1 else f"{count} registers"
