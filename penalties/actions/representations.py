"""What a parent says against a notice, and the answer they get. While one waits, no pack about that parent leaves."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from penalties.models import Case, PenaltyNotice, Representation, RepresentationAnswer
from penalties.notice_history import known_of
from penalties.notice_news import Issued
from registers.models import Care, Contact, Post, Pupil
from registers.refusals import Refusal

Outcome = RepresentationAnswer.Outcome


class RepresentationRefused(Refusal):
    """A representation, or its answer, cannot be like that."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Said:
    """What a parent said, when and how, and of which notice if there is one."""

    received_on: dt.date
    how: str
    words: str
    notice: PenaltyNotice | None = None


@dataclass(frozen=True)
class Answered:
    """What they were answered."""

    on: dt.date
    outcome: str
    words: str


@transaction.atomic
def log_representation(
    *, pupil: Pupil, contact: Contact, said: Said, operation: UUID, by: Post, at: dt.datetime
) -> Representation:
    """Write down what a parent says. Raises RepresentationRefused."""
    lock(pupil.pk)
    if said.received_on > at.date():
        raise RepresentationRefused("That day has still to come.")
    if not said.words.strip():
        raise RepresentationRefused("Write down what they say.")
    if not Care.objects.filter(pupil=pupil, contact=contact).exists():
        raise RepresentationRefused(f"{contact.name} is no contact of {pupil.called}.")
    notice = said.notice
    if notice and (notice.pupil_id, notice.contact_id) != (pupil.pk, contact.pk):
        raise RepresentationRefused("That notice is to somebody else, or for another child.")
    row, _ = write_once(
        Representation, operation=operation, by=by, at=at, pupil=pupil, contact=contact, notice=notice,
        case=notice.case if notice else Case.objects.open().filter(pupil=pupil).first(),
        received_on=said.received_on, how=said.how, words=said.words.strip()[:8000],
    )  # fmt: skip
    return row


@transaction.atomic
def answer_representation(
    *, representation: Representation, answered: Answered, operation: UUID, by: Post, at: dt.datetime
) -> RepresentationAnswer:
    """Write down the answer that the parent was given. Raises RepresentationRefused."""
    lock(representation.pupil_id)
    done = RepresentationAnswer.objects.filter(representation=representation).first()
    if done is not None and done.operation == operation:
        return done
    if done is not None:
        raise RepresentationRefused(
            f"{done.name} has answered it already.",
            who_can_fix="What the parent says now is a representation of its own.",
        )
    if not representation.received_on <= answered.on <= at.date():
        raise RepresentationRefused("The answer is given after it came in, and not in the future.")
    if not answered.words.strip():
        raise RepresentationRefused("Write down what they were told, and why.")
    if answered.outcome == Outcome.ASKED_TO_WITHDRAW and representation.notice_id is None:
        raise RepresentationRefused("There is no notice yet that the authority could withdraw.")
    if answered.outcome == Outcome.NOT_REFERRED and _is_issued(representation):
        raise RepresentationRefused(
            "The notice is issued already: the school can only ask the authority to withdraw it, or stay with its view."
        )
    row, _ = write_once(
        RepresentationAnswer, operation=operation, by=by, at=at, representation=representation,
        on=answered.on, outcome=answered.outcome, words=answered.words.strip()[:8000],
    )  # fmt: skip
    return row


def _is_issued(representation: Representation) -> bool:
    """Whether what the parent speaks of is a notice that was issued and stands."""
    about = known_of(PenaltyNotice.objects.filter(representations=representation))
    return any(each.standing.issued is Issued.YES and not each.standing.is_void for each in about)
