"""Settling what does not add up: why it may stand, a mark taken away, what the other school said."""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from absence.contradiction_kinds import Finding
from absence.models import ContradictionSettled, OtherSchoolAnswer
from registers.actions.calendar import clear_removed_sessions
from registers.codes import CODES, STORED
from registers.models import Post, Pupil, School
from registers.refusals import Refusal
from registers.school_calendar import RemovedSession


class NothingSaid(Refusal):
    """A row is settled only with a reason."""

    who_can_fix = "You can, by writing in a few words why it is right."


class AnswerUnclear(Refusal):
    """What the other school said cannot be kept like that."""

    who_can_fix = "You can, by choosing what they said."


@transaction.atomic
def settle_contradiction(
    *, school: School, findings: Collection[Finding], words: str, by: Post, at: datetime
) -> list[ContradictionSettled]:
    """Keep why these may stand; they stay away while the facts say the same. Pressed twice it is kept once.

    Raises NothingSaid.
    """
    if not words.strip():
        raise NothingSaid("Say why it is right as it stands: the reason is kept.")
    who = {"by": by, "name": by.user.name, "position": by.position, "at": at}
    return ContradictionSettled.objects.bulk_create(
        [
            ContradictionSettled(
                school=school, pupil_id=each.pupil_id, date=each.day, session=each.session, kind=each.kind.value,
                says=each.says, words=words.strip()[:300], **who,
            )
            for each in findings
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def take_marks_away(
    *, school: School, findings: Collection[Finding], reason: str, by: Post, at: datetime
) -> int:
    """Clear marks where there was no session, or the pupil was not on the roll; how many. Entries stay on record."""
    removed = [RemovedSession(each.pupil_id, each.day, each.session, reason[:300]) for each in findings]
    return clear_removed_sessions(school=school, removed=removed, by=by, at=at)


@transaction.atomic
def record_other_school(
    *,
    pupil: Pupil,
    day: date,
    answer: str,
    code: str = "",
    said_by: str = "",
    operation: uuid.UUID | None = None,
    by: Post,
    at: datetime,
) -> OtherSchoolAnswer:
    """Keep that the other school was asked about a day, or what it said. Our mark stays: an absence there is theirs.

    The same `operation` again gives the same row back. Raises AnswerUnclear.
    """
    if answer not in OtherSchoolAnswer.Answer.values:
        raise AnswerUnclear("Choose what the other school said.")
    if code and (answer != OtherSchoolAnswer.Answer.ABSENT or code not in STORED or code not in CODES):
        raise AnswerUnclear("Choose the code that the other school gave.")
    if day > at.date():
        raise AnswerUnclear("Nobody can say yet where the pupil will be.")
    who = {"by": by, "name": by.user.name, "position": by.position, "at": at}
    said, _ = OtherSchoolAnswer.objects.get_or_create(
        school=pupil.school,
        operation=operation or uuid.uuid4(),
        defaults={
            "pupil": pupil,
            "date": day,
            "answer": answer,
            "code": code,
            "said_by": said_by.strip()[:200],
            **who,
        },
    )
    return said
