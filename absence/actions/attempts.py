"""Writing down every attempt to find out where a child is."""

import uuid
from datetime import date, datetime

from django.db import transaction

from absence.models import ContactAttempt
from absence.reached import is_reached
from registers.message_causes import absence_of
from registers.message_states import Event, leads_to, moves_from
from registers.models import Contact, Message, Post, Pupil
from registers.refusals import Refusal
from registers.school_sessions import clock_words

Kind = ContactAttempt.Kind
Outcome = ContactAttempt.Outcome
SEEING: dict[str, bool] = {
    Outcome.SEEN_AND_SPOKEN: True,
    Outcome.SEEN_NOT_SPOKEN: False,
    Outcome.NOT_SEEN: False,
    Outcome.NOBODY_HOME: False,
}
"""What an outcome says to the question whether somebody saw the child and spoke with them."""


class AttemptRefused(Refusal):
    """An attempt cannot be written down like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def record_attempt(
    *,
    pupil: Pupil,
    date: date,
    kind: str,
    outcome: str,
    contact: Contact | None = None,
    number: str = "",
    who: str = "",
    note: str = "",
    code: str = "",
    keeps_until: date | None = None,
    corrects: ContactAttempt | None = None,
    operation: uuid.UUID | None = None,
    by: Post,
    at: datetime,
) -> ContactAttempt:
    """Write down one attempt about the school day `date`, and return it. Pressed twice, it is written once.

    `who` is whom, where it is not a contact. `corrects`: the row that was wrong, which stays and no longer counts.
    Raises AttemptRefused for a row corrected already.
    """
    if (before := attempt_of(pupil.school_id, operation)) is not None:
        return before
    if corrects is not None and ContactAttempt.objects.filter(corrects=corrects).exists():
        raise AttemptRefused(
            "That entry has been corrected already.", who_can_fix="Look at the entry as it stands now."
        )
    made = ContactAttempt.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=date,
        at=at,
        kind=kind,
        outcome=outcome,
        contact=contact,
        who=(contact.name if contact else who)[:200],
        number=number[:30],
        seen_and_spoken=SEEING.get(outcome),
        code=code,
        keeps_until=keeps_until,
        note=note.strip()[:500],
        corrects=corrects,
        operation=operation or uuid.uuid4(),
        by=by,
        name=by.user.name,
        position=by.position,
    )
    if is_reached(made):
        _cancel_texts(made, at)
    return made


def attempt_of(school: int, operation: uuid.UUID | None) -> ContactAttempt | None:
    """What the same press of a button wrote down before, if it was pressed before."""
    if operation is None:
        return None
    return ContactAttempt.objects.filter(school=school, operation=operation).first()


def _cancel_texts(attempt: ContactAttempt, at: datetime) -> None:
    """Somebody was reached, or the child was seen: what still waits to be sent home about that day need not go."""
    about = absence_of(attempt.pupil_id, attempt.date)
    waiting = Message.objects.filter(school=attempt.school_id, cause__startswith=about, contact__isnull=False)
    waiting.filter(state__in=moves_from(Event.CANCEL)).update(
        state=leads_to(Event.CANCEL), why=f"Somebody was reached at {clock_words(attempt.at)}.", changed_at=at
    )
