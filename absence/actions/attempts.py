"""Writing down every attempt to find out where a child is."""

import uuid
from datetime import date, datetime

from django.db import transaction

from absence.models import ContactAttempt
from registers.models import Contact, Post, Pupil

Kind = ContactAttempt.Kind
Outcome = ContactAttempt.Outcome
SEEING: dict[str, bool] = {
    Outcome.SEEN_AND_SPOKEN: True,
    Outcome.SEEN_NOT_SPOKEN: False,
    Outcome.NOT_SEEN: False,
    Outcome.NOBODY_HOME: False,
}
"""What an outcome says to the question whether somebody saw the child and spoke with them."""


class AttemptRefused(Exception):
    """An attempt cannot be written down like that; says why, and who can fix it."""

    def __init__(self, words: str, who_can_fix: str = "You can, on this page.") -> None:
        self.words, self.who_can_fix = words, who_can_fix
        super().__init__(f"{words} {who_can_fix}")


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
    operation = operation or uuid.uuid4()
    before = ContactAttempt.objects.filter(school=pupil.school_id, operation=operation).first()
    if before is not None:
        return before
    if corrects is not None and ContactAttempt.objects.filter(corrects=corrects).exists():
        raise AttemptRefused("That entry has been corrected already.", "Look at the entry as it stands now.")
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
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
    )
