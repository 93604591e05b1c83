"""What suspensions plan for a pupil, and what becomes of E marks that a later change leaves outside them."""

from collections.abc import Collection
from datetime import datetime

from registers.actions.mark_entries import Entry, lock_registers, read_marks, write_marks
from registers.code_rules import refusal
from registers.codes import NEEDS_DETAIL, SUSPENDED, as_stored
from registers.day_facts import FROM_PLAN
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import PlannedMark, Post, Provision, Pupil, Suspension
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.suspended_sessions import Given, planned_between
from registers.suspension_rules import PLANNED_AHEAD, HalfDay, PlanRow, plan_rows

SOURCE = "suspension"
"""The source of the plans of a suspension."""
AMENDED = "amend"


class MarksLeftBehind(Refusal):
    """Marks were made for sessions that the suspension no longer holds: somebody says what they become."""

    who_can_fix = "You can, by choosing the code that these marks take."


def plan_suspensions(*, pupil: Pupil, by: Post, at: datetime) -> None:
    """Bring the pupil's plans to what the standing suspensions and the education arranged in them say.

    Plans that are right already stay as they are, with who made them and when; the others are withdrawn.
    """
    wanted = {row for each in _standing(pupil) for row in _rows(pupil, each)}
    planned = PlannedMark.objects.filter(
        school=pupil.school_id, pupil=pupil, source=SOURCE, withdrawn_at__isnull=True
    )
    for plan in planned:
        row = PlanRow(plan.first_day, plan.last_day, plan.halves, plan.code, plan.note)
        if row in wanted:
            wanted.remove(row)
        else:
            plan.withdrawn_at, plan.withdrawn_name = at, by.user.name
            plan.save(update_fields=["withdrawn_at", "withdrawn_name"])
    PlannedMark.objects.bulk_create(
        PlannedMark(
            school_id=pupil.school_id,
            pupil=pupil,
            **row._asdict(),
            source=SOURCE,
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for row in sorted(wanted)
    )


def note_of(suspension: Suspension) -> str:
    """What a teacher reads beside the E: until when, never why."""
    if suspension.last_day is None:
        return "not in school until further notice"
    half = "" if suspension.last_session == "PM" else " midday"
    return f"suspended until {in_words(suspension.last_day)}{half}"


def amend_left_behind(
    *, pupil: Pupil, halves: Collection[HalfDay], code: str, reason: str, by: Post, at: datetime
) -> int:
    """Give the E marks of these half-days another code, with the reason; how many there were.

    Raises MarksLeftBehind where there are some and no code was chosen, or one that may not stand.
    """
    return _amend(
        pupil=pupil, halves=halves, code=code, note=reason, source=AMENDED, reason=reason, by=by, at=at
    )


def amend_to_provision(
    *, pupil: Pupil, halves: Collection[HalfDay], provision: Provision, by: Post, at: datetime
) -> int:
    """Give the E marks of these half-days the code of education that was recorded after the day; how many.

    They stay listed until somebody confirms them, like any provision of the day.
    """
    reason = f"provision recorded afterwards: {provision.provider}"
    return _amend(
        pupil=pupil,
        halves=halves,
        code=provision.code,
        note=provision.note,
        source=FROM_PLAN,
        reason=reason,
        by=by,
        at=at,
    )


def _amend(
    *,
    pupil: Pupil,
    halves: Collection[HalfDay],
    code: str,
    note: str,
    source: str,
    reason: str,
    by: Post,
    at: datetime,
) -> int:
    if not halves:
        return 0
    school = pupil.school
    lock_registers(school=school, pupils=[pupil.pk], sessions=sorted(halves))
    standing = read_marks(school=school, keys=[(pupil.pk, *half) for half in halves])
    left = sorted(HalfDay(*key[1:]) for key, mark in standing.items() if mark.code == SUSPENDED)
    if not left:
        return 0
    _refuse_code(pupil, left, code, note, by)
    entries = [
        Entry(
            pupil.pk,
            *half,
            code=as_stored(code, half.session),
            note=note[:300] if code in NEEDS_DETAIL else "",
            source=source,
        )
        for half in left
    ]
    write_marks(school=school, entries=entries, by=by, at=at, reason=reason[:300], standing=standing)
    return len(left)


def _refuse_code(pupil: Pupil, left: list[HalfDay], code: str, note: str, by: Post) -> None:
    named = ", ".join(f"{in_words(half.date)} {half.session}" for half in left[:4])
    more = f" and {len(left) - 4} more" if len(left) > 4 else ""
    if not code:
        raise MarksLeftBehind(f"{SUSPENDED} stands already for {named}{more}.")
    on_days = pupils_on_days(
        school=pupil.school, wanted=[(pupil.pk, half.date) for half in left], by=by, named=False
    )
    for half in left:
        why = refusal(
            as_stored(code, half.session),
            date=half.date,
            session=half.session,
            compulsory_age=on_days[pupil.pk, half.date].of_compulsory_age,
            detail=note,
        )
        if why is not None:
            raise MarksLeftBehind(why)


def _standing(pupil: Pupil) -> list[Suspension]:
    found = Suspension.objects.standing().filter(school=pupil.school_id, pupil=pupil)
    return list(found.prefetch_related("provisions"))


def _rows(pupil: Pupil, suspension: Suspension) -> list[PlanRow]:
    last = suspension.last or HalfDay(suspension.first_day + PLANNED_AHEAD, "PM")
    calendar = calendar_for(
        school=pupil.school, first=suspension.first_day, last=last.date, pupils=[pupil.pk]
    )
    standing = [each for each in suspension.provisions.all() if each.withdrawn_at is None]
    given = [
        Given(each.first_day, each.session, each.code, each.note)
        for each in sorted(standing, key=lambda each: each.at)
    ]
    planned = planned_between(
        suspension.first,
        last,
        pupil_id=pupil.pk,
        calendar=calendar,
        note=note_of(suspension),
        given=given,
    )
    return plan_rows(planned)
