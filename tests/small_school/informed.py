"""What families and the next school are told: a target, and a summary that was made."""

import uuid

from reporting.actions.family_updates import set_attendance_target
from reporting.models import LeaverSummary
from tests.factories import at
from tests.small_school.half import MONDAY


def rows(half):
    """The school's target, and a summary for the next school; its document is a row only."""
    by = half.office
    set_attendance_target(school=half.school, tenths=950, by=by, at=at("08:00"))
    made = LeaverSummary.objects.create(
        school=half.school, pupil=half.pupil, to_school="Oakmere Primary", first_day=MONDAY, last_day=MONDAY,
        document=b"%PDF-1.7", operation=uuid.uuid4(), by=by, name=by.user.name, position=by.position, at=at("08:39"),
    )  # fmt: skip
    return {"leaver_summary": made.pk}
