"""What the rules of leaving need to know of one pupil, as the database has it."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from absence.deadlines import by_day, ground_h_after, ground_i_after
from registers.codes import CLEARED, Session
from registers.leaving import (
    HAS_ATTENDED,
    Enquiry,
    LeaverFacts,
    consent_needed,
    last_attended,
    leave_over_since,
)
from registers.leaving_steps import Step
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import (
    Admission,
    JointEnquiry,
    Leaving,
    LeavingStep,
    Mark,
    Post,
    Professional,
    Pupil,
    PupilStatus,
    Review,
    SchoolDay,
    Suspension,
)
from registers.models.marks import MarkQuerySet
from registers.school_year import next_school_day
from registers.suspension_rules import Kind as SuspensionKind
from registers.suspension_rules import review_is_over

LOOKED_BACK = dt.timedelta(days=200)
"""How far back absences are looked at: more than twenty school days, whatever holidays lie between."""
UNDER_A_PLAN = "CP"
NO_SOCIAL_WORKER = "none"


def facts_of(
    leaving: Leaving | None, *, admission: Admission, pupil: Pupil, on: dt.date, today: dt.date, by: Post
) -> LeaverFacts:
    """What is known of the pupil for a last day on the roll of `on`. Nine statements at most."""
    school = pupil.school
    sessions = sessions_until(pupil, admission=admission, today=today, by=by)
    later = _school_days_from(pupil, on + dt.timedelta(days=1))
    leave_ended = leave_over_since(sessions)
    statuses = dict(PupilStatus.objects.on(max(on, today)).filter(pupil=pupil).values_list("kind", "value"))
    days = sorted({day for day, _ in sessions})
    return LeaverFacts(
        called=pupil.called,
        dob=pupil.dob,
        today=today,
        on=on,
        registration=admission.registration,
        phase=school.phase,
        year_group=statuses.get(PupilStatus.Kind.YEAR_GROUP, ""),
        boarder=pupil.boarder,
        next_meets=next_school_day(on + dt.timedelta(days=1), later),
        days_i_reached=ground_i_after(by_day(sessions)),
        days_h_reached=None if leave_ended is None else ground_h_after(leave_ended, days),
        notice_day=leaving.expected_last_day if leaving else None,
        consent_needed=consent_needed(
            on=on,
            child_protection=statuses.get(PupilStatus.Kind.SOCIAL_WORKER) == UNDER_A_PLAN,
            special_school=school.phase == school.Phase.SPECIAL,
        ),
        has_social_worker=has_social_worker(pupil, today),
        steps=_with_review(pupil, _steps(leaving), today),
        enquiries=_enquiries(leaving),
    )


def has_social_worker(pupil: Pupil, on: dt.date) -> bool:
    """Whether a social worker works with the pupil on that day, by name or by status."""
    known = Professional.objects.on(on).filter(pupil=pupil, role=Professional.Kind.SOCIAL_WORKER)
    if known.exists():
        return True
    status = PupilStatus.objects.on(on).filter(pupil=pupil, kind=PupilStatus.Kind.SOCIAL_WORKER)
    return status.exclude(value=NO_SOCIAL_WORKER).exists()


def sessions_until(
    pupil: Pupil, *, admission: Admission, today: dt.date, by: Post
) -> list[tuple[dt.date, str]]:
    """The sessions of this stay that the pupil was due at, with the code of each, in order; today's only if marked."""
    first = max(admission.starting_day, today - LOOKED_BACK)
    calendar = calendar_for(school=pupil.school, first=first, last=today, pupils=[pupil.pk])
    as_today = pupils_on_days(school=pupil.school, wanted=[(pupil.pk, today)], by=by).get((pupil.pk, today))
    marks = _marks(pupil, first, today)
    found: list[tuple[dt.date, str]] = []
    for day in sorted(calendar.days):
        for half in Session:
            code = marks.get((day, half), CLEARED)
            is_due = calendar.has_session(day, half) and day < today
            closed = as_today is not None and calendar.closure_of(as_today, day, half) is not None
            if code or (is_due and not closed):
                found.append((day, code))
    return found


def proposed_last_attended(pupil: Pupil, admission: Admission) -> dt.date | None:
    """The latest day of the stay on which the pupil came to a session, by the marks."""
    return last_attended(_marks_of_stay(pupil, admission).values_list("date", "code").order_by("date"))


def attended_until(stays: Iterable[Admission]) -> dict[int, dt.date | None]:
    """When each pupil last came in a stay: as recorded, or a later day of it by the marks. One statement."""
    stays = list(stays)
    came = Mark.objects.filter(
        school=OuterRef("school"),
        pupil=OuterRef("pupil"),
        code__in=sorted(HAS_ATTENDED),
        date__gte=OuterRef("starting_day"),
        date__lte=Coalesce(OuterRef("deleted_on"), Value(dt.date.max)),
    )
    latest = Subquery(came.order_by("-date").values("date")[:1])
    by_marks = dict(
        Admission.objects.filter(pk__in=[stay.pk for stay in stays])
        .annotate(came=latest)
        .values_list("pk", "came")
    )
    return {
        stay.pk: max(filter(None, [stay.last_attended, by_marks.get(stay.pk)]), default=None)
        for stay in stays
    }


def marks_after(pupil: Pupil, day: dt.date) -> list[Mark]:
    """Marks that stand on days after `day`."""
    found = Mark.objects.filter(school=pupil.school_id, pupil=pupil, date__gt=day).exclude(code=CLEARED)
    return list(found.order_by("date", "session")[:20])


def marks_before(pupil: Pupil, admission: Admission, day: dt.date) -> list[Mark]:
    """Marks of the stay that stand on days before `day`."""
    found = _marks_of_stay(pupil, admission).filter(date__lt=day).exclude(code=CLEARED)
    return list(found.order_by("date", "session")[:20])


def _marks_of_stay(pupil: Pupil, admission: Admission) -> MarkQuerySet:
    marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil, date__gte=admission.starting_day)
    return marks if admission.deleted_on is None else marks.filter(date__lte=admission.deleted_on)


def _marks(pupil: Pupil, first: dt.date, last: dt.date) -> dict[tuple[dt.date, str], str]:
    marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil, date__range=(first, last))
    return {(day, session): code for day, session, code in marks.values_list("date", "session", "code")}


def _school_days_from(pupil: Pupil, day: dt.date) -> list[dt.date]:
    days = SchoolDay.objects.filter(school=pupil.school_id, date__gte=day).order_by("date")
    return list(days.values_list("date", flat=True)[:1])


def _steps(leaving: Leaving | None) -> dict[Step, dt.date]:
    if leaving is None:
        return {}
    latest: dict[Step, dt.date | None] = {}
    for entry in LeavingStep.objects.filter(leaving=leaving).order_by("at", "pk"):
        latest[Step(entry.step)] = entry.done_on
    return {step: day for step, day in latest.items() if day is not None}


def _with_review(pupil: Pupil, steps: dict[Step, dt.date], today: dt.date) -> dict[Step, dt.date]:
    """Where the exclusion itself is recorded, its reviews say whether they have ended, whatever was ticked."""
    outcomes = list(
        Review.objects.filter(suspension__pupil=pupil, suspension__withdrawn_at__isnull=True)
        .order_by("at", "pk")
        .values_list("date", "outcome")
    )
    excluded = Suspension.objects.standing().filter(pupil=pupil, kind=SuspensionKind.PERMANENT)
    if not outcomes and not excluded.exists():
        return steps
    known = dict(steps)
    known.pop(Step.REVIEW_ENDED, None)
    if review_is_over(outcomes, today):
        known[Step.REVIEW_ENDED] = outcomes[-1][0]
    return known


def _enquiries(leaving: Leaving | None) -> list[Enquiry]:
    if leaving is None:
        return []
    return [
        Enquiry(
            each.made_on,
            each.outcome == JointEnquiry.Outcome.FOUND,
            each.agreed_not_returning,
            each.may_be_unable,
        )
        for each in JointEnquiry.objects.filter(leaving=leaving).order_by("made_on", "pk")
    ]
