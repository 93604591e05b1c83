"""Several changes to one entry of the admission register at once, each kept with its parts."""

from collections.abc import Iterable
from datetime import datetime

from registers.actions.register_changes import note_change, said
from registers.models import AdmissionChange, Post, Pupil
from registers.refusals import Refusal


class ReasonMissing(Refusal):
    """An entry of the admission register is changed only with a reason."""

    who_can_fix = "You can, by giving the reason."


def keep_changes(
    *, pupil: Pupil, changes: Iterable[tuple[str, object, object]], reason: str, by: Post, at: datetime
) -> list[AdmissionChange]:
    """Keep what changed: for each the name of the entry, the original and the new one. Equal ones are left out.

    Raises ReasonMissing.
    """
    differing = [each for each in changes if said(each[1]) != said(each[2])]
    if differing and not reason.strip():
        raise ReasonMissing("Say why the entry changes. The reason is kept beside it.")
    return [
        note_change(
            pupil=pupil, field=field, original=original, new=new, reason=reason.strip()[:300], by=by, at=at
        )
        for field, original, new in differing
    ]
