"""Part-time timetables: agreed in steps that become weekly patterns of C2, reviewed, ended early."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import PlanEnded, PlanRefused, lock, open_plan, write_once
from absence.leave_deciders import may_decide
from absence.models import PartTimeNote, PartTimeStep, PartTimeTimetable, SupportPlan
from absence.part_time import Step, refusal_of
from absence.support_duties import asks_others
from absence.support_words import LONGEST_UNREVIEWED
from registers.actions.patterns import FULL_TIME, Wanted, set_pattern
from registers.codes import PART_TIME_LEAVE
from registers.models import Care, ExpectedPattern, Post, Pupil
from registers.school_sessions import in_words

Kind = PartTimeNote.Kind


@dataclass(frozen=True)
class Agreed:
    """A part-time timetable as it was agreed."""

    why: str
    authorised: Post
    parent: Care
    agreed_on: date
    involved: str
    review_on: date
    steps: list[Step]

    @property
    def first_day(self) -> date:
        """The day on which the first step begins."""
        return self.steps[0].first_day

    @property
    def last_day(self) -> date:
        """The day on which the last step ends; the next is full time."""
        return self.steps[-1].last_day


@transaction.atomic
def agree_part_time(
    *, plan: SupportPlan, agreed: Agreed, operation: UUID, by: Post, at: datetime
) -> PartTimeTimetable:
    """Write down what was agreed, and plan C2 on just the sessions outside each step. Raises a Refusal saying why."""
    open_plan(plan)
    done = PartTimeTimetable.objects.filter(school=by.school_id, operation=operation).first()
    if done is not None:
        return done
    pupil = Pupil.objects.select_related("school").get(pk=plan.pupil_id)
    _refuse_steps(pupil, agreed, at.date())
    _refuse_agreement(pupil, agreed, at.date())
    made, _ = write_once(
        PartTimeTimetable,
        operation=operation,
        by=by,
        at=at,
        plan=plan,
        why=agreed.why.strip(),
        authorised=agreed.authorised,
        authorised_name=f"{agreed.authorised.user.name}, {agreed.authorised.position}",
        parent=agreed.parent.contact,
        parent_name=f"{agreed.parent.contact.name} ({agreed.parent.relationship})",
        agreed_on=agreed.agreed_on,
        involved=agreed.involved.strip(),
        first_day=agreed.first_day,
        last_day=agreed.last_day,
        review_on=agreed.review_on,
    )
    for number, step in enumerate(agreed.steps, start=1):
        PartTimeStep.objects.create(
            school_id=made.school_id, timetable=made, number=number, at=at, **step._asdict()
        )
        set_pattern(pupil=pupil, wanted=_pattern(made, step), by=by, at=at)
    return made


@transaction.atomic
def review_part_time(
    *,
    timetable: PartTimeTimetable,
    on: date,
    words: str,
    review_on: date,
    operation: UUID,
    by: Post,
    at: datetime,
) -> PartTimeNote:
    """Write down a review and when the next is. Raises PlanRefused, PlanEnded."""
    lock(timetable.plan.pupil_id)
    _refuse_ended(timetable, operation)
    if not timetable.agreed_on <= on <= at.date():
        raise PlanRefused("A review took place today or before, and not before the timetable was agreed.")
    if review_on <= on or review_on > on + LONGEST_UNREVIEWED:
        raise PlanRefused(f"The next review comes after this one, within {LONGEST_UNREVIEWED.days} days.")
    fields = {"kind": Kind.REVIEWED, "on": on, "words": words.strip(), "review_on": review_on}
    return write_once(PartTimeNote, operation=operation, by=by, at=at, timetable=timetable, **fields)[0]


@transaction.atomic
def end_part_time(
    *, timetable: PartTimeTimetable, on: date, words: str, operation: UUID, by: Post, at: datetime
) -> PartTimeNote:
    """Full time from `on`: sooner than agreed, or the parent no longer agrees. Raises PlanRefused, PlanEnded."""
    lock(timetable.plan.pupil_id)
    _refuse_ended(timetable, operation)
    if not max(at.date(), timetable.first_day) <= on <= timetable.last_day:
        raise PlanRefused(
            f"Full time begins today or later, between {in_words(timetable.first_day)} and"
            f" {in_words(timetable.last_day)}: then it begins by itself."
        )
    pupil = Pupil.objects.select_related("school").get(pk=timetable.plan.pupil_id)
    wanted = Wanted(expected=FULL_TIME, code=PART_TIME_LEAVE, first_day=on, last_day=None)
    set_pattern(pupil=pupil, wanted=wanted, by=by, at=at)
    fields = {"kind": Kind.ENDED, "on": on, "words": words.strip()}
    return write_once(PartTimeNote, operation=operation, by=by, at=at, timetable=timetable, **fields)[0]


def _pattern(made: PartTimeTimetable, step: Step) -> Wanted:
    agreed = f"{made.parent_name}; {made.authorised_name}; {in_words(made.agreed_on)}"
    return Wanted(
        expected=step.expected,
        code=PART_TIME_LEAVE,
        first_day=step.first_day,
        last_day=step.last_day,
        agreed_with=agreed[:200],
    )


def _refuse_steps(pupil: Pupil, agreed: Agreed, today: date) -> None:
    why = refusal_of(agreed.steps)
    if why:
        raise PlanRefused(why)
    if agreed.first_day < today:
        raise PlanRefused(
            "A part-time timetable begins today or later: it cannot be agreed for days gone by."
        )
    if agreed.agreed_on > min(today, agreed.first_day):
        raise PlanRefused("It is agreed before it begins, and that day has come.")
    if not agreed.first_day <= agreed.review_on <= agreed.last_day:
        raise PlanRefused("The first review lies between the first day and the last.")
    if agreed.review_on > agreed.first_day + LONGEST_UNREVIEWED:
        raise PlanRefused(f"The first review comes within {LONGEST_UNREVIEWED.days} days.")
    running = PartTimeTimetable.objects.running(agreed.first_day).filter(plan__pupil=pupil)
    if running.exists():
        raise PlanRefused(
            f"{pupil.called} has a part-time timetable then.",
            who_can_fix="You can, by ending that one first.",
        )
    patterns = ExpectedPattern.objects.standing().filter(pupil=pupil)
    other = patterns.during(agreed.first_day, agreed.last_day).first()
    if other is not None:
        raise PlanRefused(
            f"{pupil.called} has a weekly pattern ({other.code}) on some of these days.",
            who_can_fix="You can, by ending that pattern first, under Planned.",
        )


def _refuse_agreement(pupil: Pupil, agreed: Agreed, today: date) -> None:
    if not agreed.why.strip():
        raise PlanRefused("Say what the exceptional circumstances are.")
    if not may_decide(agreed.authorised, today):
        raise PlanRefused("The head agrees for the school, or somebody whom the head has named in writing.")
    cares = Care.objects.may_be_told(today).filter(pk=agreed.parent.pk, pupil=pupil, lives_with=True)
    if not cares.exists():
        raise PlanRefused("A parent with whom the pupil normally lives must agree.")
    if asks_others(pupil, on=today) and not agreed.involved.strip():
        raise PlanRefused("Say who outside the school was asked about it, and when.")


def _refuse_ended(timetable: PartTimeTimetable, operation: UUID) -> None:
    if timetable.notes.filter(kind=Kind.ENDED).exclude(operation=operation).exists():
        raise PlanEnded("This part-time timetable has ended.", who_can_fix="You can, by agreeing a new one.")
