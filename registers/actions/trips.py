"""A trip on its day: whoever leads it says who is with them, who did not come, and who stays at school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction

from registers.actions.confirm_attendance import CONFIRMED, REASON, confirmed_note
from registers.actions.mark_entries import Entry, lock_registers, read_marks, write_marks
from registers.codes import CLEARED, NO_REASON_YET
from registers.marking import Current
from registers.marking_facts import calendar_for
from registers.models import PlanBatch, PlannedMark, Post
from registers.refusals import MarkRefusal, Refusal, SessionNotStarted
from registers.school_sessions import HALF, Calendar, clock_words, in_words

NOT_COME = "trip"  # the source of a mark that the trip leader made of somebody who did not come


class Answer(StrEnum):
    """What the leader says of one pupil."""

    CAME = "came"
    NOT_COME = "not_come"
    AT_SCHOOL = "at_school"


class TripUndone(Refusal):
    """The trip was taken back meanwhile."""

    who_can_fix = "The office plans it again if it takes place after all."


@dataclass(frozen=True)
class Confirmed:
    """What the leader's answers did: how many are with them, did not come, stay at school; who was left as marked."""

    came: int
    not_come: int
    at_school: int
    left: tuple[int, ...]


@transaction.atomic
def confirm_trip(
    *,
    batch: PlanBatch,
    day: date,
    sessions: list[str],
    answers: Mapping[int, str],
    said: str = "",
    by: Post,
    at: datetime,
) -> Confirmed:
    """Write down what the leader says of the pupils of a trip, for sessions of `day` that have started.

    Who is there gets the mark of the trip, confirmed; who did not come is absent without a reason yet, to be followed
    up; who stays at school is taken off the trip for the day and is the class's to mark. A mark that says something
    else already stays. Raises TripUndone, SessionNotStarted or NoSessionThatDay.
    """
    if batch.withdrawn_at is not None:
        raise TripUndone(f"{batch.title} was undone.")
    school, pupils = batch.school, list(answers)
    calendar = calendar_for(school=school, first=day, last=day, pupils=pupils)
    refuse_before_start(calendar, day, sessions, at)
    lock_registers(school=school, pupils=pupils, sessions=[(day, session) for session in sessions])
    plans = {plan.pupil_id: plan for plan in plans_of_trip(batch, day) if plan.pupil_id in answers}
    keys = [(pupil, day, session) for pupil in pupils for session in sessions]
    standing = read_marks(school=school, keys=keys)
    entries, left = [], set()
    for pupil, answer in answers.items():
        for session in sessions:
            mark = standing.get((pupil, day, session))
            if not _is_the_trips(batch, mark):
                left.add(pupil)
                continue
            plan = plans.get(pupil)
            if plan is not None and not plan.holds_for(day, session):
                continue
            entries.append(_entry(batch, pupil, day, session, answer, mark, plan, said))
    write_marks(school=school, entries=entries, by=by, at=at, reason=REASON, standing=standing)
    off = [plan for pupil, plan in plans.items() if answers[pupil] != Answer.CAME and pupil not in left]
    _take_off(off, day, by, at)
    counted = [answer for pupil, answer in answers.items() if pupil not in left]
    return Confirmed(
        came=counted.count(Answer.CAME),
        not_come=counted.count(Answer.NOT_COME),
        at_school=counted.count(Answer.AT_SCHOOL),
        left=tuple(sorted(left)),
    )


def plans_of_trip(batch: PlanBatch, day: date) -> list[PlannedMark]:
    """The planned marks of the batch that stand on that day."""
    return list(PlannedMark.objects.on(day).filter(batch=batch).order_by("pk"))


def trip_client(batch: PlanBatch) -> str:
    """How a mark names the trip that its leader made it on."""
    return f"trip {batch.pk}"


def refuse_before_start(calendar: Calendar, day: date, sessions: list[str], at: datetime) -> None:
    """Nobody says before a session what happened in it."""
    for session in sessions:
        starts_at = calendar.session(day, session).starts_at
        if at < starts_at:
            raise SessionNotStarted(
                f"The {HALF[session]} of {in_words(day)} has not started:"
                f" it can be confirmed from {clock_words(starts_at)}."
            )
    if not sessions:
        raise MarkRefusal(
            "No session was named.", who_can_fix="You can, by opening the page of the trip again."
        )


def _is_the_trips(batch: PlanBatch, mark: Current | None) -> bool:
    """Whether the leader decides on the mark: there is none, it is the trip's, or nobody knew where the pupil was."""
    return mark is None or mark.code in (CLEARED, batch.code, NO_REASON_YET)


def _entry(
    batch: PlanBatch,
    pupil: int,
    day: date,
    session: str,
    answer: str,
    mark: Current | None,
    plan: PlannedMark | None,
    said: str,
) -> Entry:
    note = plan.note if plan is not None else batch.title
    made = {
        Answer.CAME: (batch.code, confirmed_note(note, said), CONFIRMED),
        Answer.NOT_COME: (NO_REASON_YET, f"did not come: {note}"[:300], NOT_COME),
        Answer.AT_SCHOOL: (CLEARED, "", NOT_COME),
    }
    code, words, source = made[Answer(answer)]
    if answer == Answer.CAME and mark is not None and (mark.code, mark.source) == (code, source):
        words = mark.note  # confirmed already
    return Entry(
        pupil_id=pupil,
        date=day,
        session=session,
        code=code,
        note=words,
        source=source,
        client=trip_client(batch),
        reason={
            Answer.NOT_COME: "did not come, says the trip leader",
            Answer.AT_SCHOOL: "stays at school",
        }.get(Answer(answer), REASON),
    )


def _take_off(plans: list[PlannedMark], day: date, by: Post, at: datetime) -> None:
    """End these plans for `day`; where they run on, they hold again from the day after."""
    if not plans:
        return
    PlannedMark.objects.filter(pk__in=[plan.pk for plan in plans]).update(
        withdrawn_at=at, withdrawn_name=by.user.name
    )
    later = day + timedelta(days=1)
    PlannedMark.objects.bulk_create(
        PlannedMark(
            school_id=plan.school_id,
            pupil_id=plan.pupil_id,
            first_day=later,
            last_day=plan.last_day,
            halves=plan.halves,
            code=plan.code,
            source=plan.source,
            note=plan.note,
            by_id=plan.by_id,
            name=plan.name,
            position=plan.position,
            at=plan.at,
            batch_id=plan.batch_id,
        )
        for plan in plans
        if plan.last_day >= later
    )
