"""What the board does: a reason given goes onto the register, and the class is asked."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from absence.actions.attempts import AttemptRefused, Kind, Outcome, attempt_of, record_attempt
from absence.actions.explain import Lasts, Said, explain_today, rev_of, waiting_sessions
from absence.models import ContactAttempt
from registers.actions.amend import amend_mark
from registers.actions.mark_entries import Written
from registers.actions.plans import NothingToPlan, plan_mark
from registers.codes import CODES, PLANNED_AHEAD, Session, present_for
from registers.models import Contact, PlannedMark, Post, Pupil
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked
from registers.pupils_today import PupilToday, pupils_today
from registers.refusals import Refusal

IN_CLASS = "In class: the class was asked"


class NothingToExplain(Refusal):
    """No session of the day waits for a reason."""

    who_can_fix = "Look at the pupil's marks: somebody has settled it meanwhile."


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
    marks = explain_today(pupil, known, said, by, at)
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
        waiting = waiting_sessions(known, at)
        if not waiting:
            raise NothingToExplain(f"{pupil.called} has no session today that waits for a reason.")
        session = waiting[-1].session
        amend_mark(
            pupil=pupil, day=day, session=session, code=present_for(session), reason=IN_CLASS,
            base_rev=rev_of(known, session), by=by, at=at,
        )  # fmt: skip
        note = "There from the start: the mark was put right."
    return record_attempt(
        pupil=pupil, date=day, kind=Kind.CLASS, outcome=Outcome.IN_CLASS if in_class else Outcome.NOT_IN_CLASS,
        note=note, operation=operation, by=by, at=at,
    )  # fmt: skip


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


def _is_out(known: PupilToday) -> bool:
    return bool(known.movements) and known.movements[-1].kind == "out"
