"""What the small school makes for the Department, the authority and the next school."""

import uuid

from registers.models import Admission
from reporting.actions.made_returns import FrozenFile, freeze
from reporting.actions.returns import make_daily_return
from tests.factories import THE_DAY, PupilFactory, at
from tests.small_school.half import MONDAY


def rows(half):
    """A daily return, a file about new pupils, and a pupil who left yesterday."""
    daily = make_daily_return(school=half.school, on=THE_DAY, at=at("09:15"))
    file = FrozenFile("new_pupil", "new.csv", b"UPN\n", THE_DAY, THE_DAY, [(half.pupil, "new_pupil-1")])
    made = freeze(file=file, operation=uuid.uuid4(), by=half.head, at=at("09:16"))
    gone = PupilFactory(school=half.school, surname="Wander", roll__deleted_on=MONDAY)
    Admission.objects.filter(pupil=gone).update(deletion_entered_at=at("09:00", MONDAY), ground="a")
    return {"daily": daily.pk, "made": made.pk, "stay": gone.admissions.get().pk, "return_kind": "new_pupil"}
