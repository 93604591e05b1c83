"""Writing down every attempt to find out where a child is."""

import uuid
from datetime import date, datetime

from django.db import transaction

from absence.models import ContactAttempt
from registers.models import Contact, Post, Pupil
from registers.refusals import Refusal

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
    return ContactAttempt.objects.create(
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


def attempt_of(school: int, operation: uuid.UUID | None) -> ContactAttempt | None:
    """What the same press of a button wrote down before, if it was pressed before."""
    if operation is None:
        return None
    return ContactAttempt.objects.filter(school=school, operation=operation).first()
