"""What the board does: a reason given goes onto the register, a report is accepted or not, the class is asked."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from absence.actions.attempts import AttemptRefused, Kind, Outcome, attempt_of, record_attempt
from absence.models import ContactAttempt
from registers import amend_reasons
from registers.actions.amend import amend_mark
from registers.actions.mark_entries import Written
from registers.actions.plans import NothingToPlan, plan_mark, withdraw_plan
from registers.actions.plans import accept_report as accept_as_plan
from registers.codes import CLEARED, CODES, NO_REASON_YET, PLANNED_AHEAD, Session, present_for
from registers.models import Contact, PlannedMark, Post, Pupil
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked
from registers.pupils_today import PupilToday, pupils_today, sessions_of
from registers.refusals import Refusal
from registers.school_sessions import SessionOnDay

IN_CLASS = "In class: the class was asked"


class NothingToExplain(Refusal):
    """No session of the day waits for a reason."""

    who_can_fix = "Look at the pupil's marks: somebody has settled it meanwhile."


class Lasts(StrEnum):
    """How long a reason holds."""

    HALF = "half"
    DAY = "day"
    UNTIL = "until"


@dataclass(frozen=True)
class Said:
    """A reason as somebody gave it."""

    code: str
    note: str = ""
    lasts: Lasts = Lasts.DAY
    until: date | None = None
    reason: str = amend_reasons.PHONE
    """Why the mark changes, as it stands beside it."""


@dataclass(frozen=True)
class Explained:
    """What a reason came to: the attempt, the marks that have it now, and what it plans."""

    attempt: ContactAttempt
    marks: list[Written] = field(default_factory=list)
    plans: list[PlannedMark] = field(default_factory=list)


@transaction.atomic
def give_reason(
    *,
    pupil: Pupil,
    said: Said,
    kind: str = Kind.CALL,
    contact: Contact | None = None,
    who: str = "",
    number: str = "",
    operation: uuid.UUID | None = None,
    by: Post,
    at: datetime,
) -> Explained:
    """Write down a reason for today's absence, and put it on the register with the same breath.

    Sessions without a reason take the code; what is still to come, up to `said.until`, is planned with it. Pressed
    twice, it is done once. Raises NothingToExplain, or what the register refuses.
    """
    if (before := attempt_of(pupil.school_id, operation)) is not None:
        return Explained(before)
    day = at.date()
    known = pupils_today(school=pupil.school, pupils=[pupil.pk], day=day, by=by)[pupil.pk]
    marks = _explain(pupil, known, said, by, at)
    plans = _plan_the_rest(pupil, known, said, by, at)
    if not marks and not plans and not _is_out(known):
        raise NothingToExplain(f"{pupil.called} has no session today that waits for a reason.")
    attempt = record_attempt(
        pupil=pupil, date=day, kind=kind, outcome=Outcome.REASON_GIVEN, contact=contact, who=who, number=number,
        code=said.code, note=said.note, operation=operation, by=by, at=at,
        keeps_until=said.until if said.lasts is Lasts.UNTIL else None,
    )  # fmt: skip
    return Explained(attempt, marks, plans)


@transaction.atomic
def accept_report(
    *, report: PlannedMark, operation: uuid.UUID | None = None, by: Post, at: datetime
) -> Explained:
    """Accept what home reported: it becomes a plan, and today's sessions without a reason take its code.

    Raises PlanGone where somebody answered it meanwhile.
    """
    plan = accept_as_plan(plan=report, by=by, at=at)
    marks: list[Written] = []
    if report.first_day <= at.date() <= report.last_day:
        said = Said(report.code, report.note, Lasts.DAY, reason=amend_reasons.MESSAGE)
        known = pupils_today(school=report.school, pupils=[report.pupil_id], day=at.date(), by=by)
        marks = _explain(report.pupil, known[report.pupil_id], said, by, at, report)
    attempt = record_attempt(
        pupil=report.pupil, date=max(report.first_day, at.date()), kind=Kind.RANG, outcome=Outcome.REASON_GIVEN,
        who=report.source, code=report.code, note=report.note, keeps_until=report.last_day, operation=operation,
        by=by, at=at,
    )  # fmt: skip
    return Explained(attempt, marks, [plan])


@transaction.atomic
def decline_report(
    *, report: PlannedMark, reason: str, operation: uuid.UUID | None = None, by: Post, at: datetime
) -> ContactAttempt:
    """Leave out what home reported, and say why. The child is on the board again where a mark waits for a reason.

    Raises AttemptRefused without a reason, PlanGone where somebody answered it meanwhile.
    """
    if not reason.strip():
        raise AttemptRefused("Say why the report is not accepted: it stays on the pupil's page.")
    withdraw_plan(plan=report, by=by, at=at)
    return record_attempt(
        pupil=report.pupil, date=at.date(), kind=Kind.RANG, outcome=Outcome.NOT_ACCEPTED, who=report.source,
        code=report.code, note=reason, operation=operation, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def answer_of_class(
    *, pupil: Pupil, in_class: bool, from_start: bool = False, operation: uuid.UUID | None = None, by: Post,
    at: datetime,
) -> ContactAttempt:  # fmt: skip
    """Write down what the class said. `from_start`: the child was there all along, and the mark is put right."""
    if (before := attempt_of(pupil.school_id, operation)) is not None:
        return before
    day = at.date()
    note = ""
    if in_class and from_start:
        known = pupils_today(school=pupil.school, pupils=[pupil.pk], day=day, by=by)[pupil.pk]
        waiting = _waiting(known, at)
        if not waiting:
            raise NothingToExplain(f"{pupil.called} has no session today that waits for a reason.")
        session = waiting[-1].session
        amend_mark(
            pupil=pupil, day=day, session=session, code=present_for(session), reason=IN_CLASS,
            base_rev=_rev(known, session), by=by, at=at,
        )  # fmt: skip
        note = "There from the start: the mark was put right."
    return record_attempt(
        pupil=pupil, date=day, kind=Kind.CLASS, outcome=Outcome.IN_CLASS if in_class else Outcome.NOT_IN_CLASS,
        note=note, operation=operation, by=by, at=at,
    )  # fmt: skip


def _explain(
    pupil: Pupil, known: PupilToday, said: Said, by: Post, at: datetime, report: PlannedMark | None = None
) -> list[Written]:
    """Give the sessions that wait for a reason its code; where it holds for a half-day, the latest of them."""
    waiting = [
        each for each in _waiting(known, at) if report is None or report.holds_for(at.date(), each.session)
    ]
    if said.lasts is Lasts.HALF:
        waiting = waiting[-1:]
    return [
        amend_mark(
            pupil=pupil, day=at.date(), session=each.session, code=said.code, reason=said.reason,
            base_rev=_rev(known, each.session), note=said.note[:300], by=by, at=at,
        )
        for each in waiting
    ]  # fmt: skip


def _waiting(known: PupilToday, at: datetime) -> list[SessionOnDay]:
    """Today's sessions that wait for a reason: no reason yet, or no mark after the close."""
    found = []
    for each in sessions_of(known.calendar, known.date):
        mark = known.marks.get(each.session)
        is_blank = mark is None or mark.code == CLEARED
        expected = known.calendar.expects(known.pupil, known.date, each.session)
        if (is_blank and expected and at >= each.closes_at and known.plan(each.session) is None) or (
            mark is not None and mark.code == NO_REASON_YET
        ):
            found.append(each)
    return found


def _plan_the_rest(pupil: Pupil, known: PupilToday, said: Said, by: Post, at: datetime) -> list[PlannedMark]:
    """Plan the code for what is still to come of the time that the reason was said to hold."""
    today = at.date()
    last = max(said.until or today, today) if said.lasts is Lasts.UNTIL else today
    if said.lasts is Lasts.HALF or said.code not in PLANNED_AHEAD:
        if last > today:
            code = CODES[said.code]
            raise AttemptRefused(
                f"{said.code} ({code.words.lower()}) cannot be planned ahead.",
                who_can_fix="Give it for today, and ask again tomorrow.",
            )
        return []
    try:
        asked = Asked(today, last, halves_of(Session), said.code)
        return plan_mark(pupil=pupil, asked=asked, note=said.note[:300], source="said by home", by=by, at=at)
    except NothingToPlan:
        return []


def _rev(known: PupilToday, session: str) -> int:
    mark = known.marks.get(session)
    return mark.rev if mark else 0


def _is_out(known: PupilToday) -> bool:
    return bool(known.movements) and known.movements[-1].kind == "out"
