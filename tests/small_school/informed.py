"""What families and the next school are told: a target, a summary that was made, a certificate, and progress."""

import uuid

from reporting.actions.celebrations import give_certificates
from reporting.actions.family_updates import set_attendance_target
from reporting.actions.progress import File, import_progress
from reporting.models import LeaverSummary
from tests.factories import at
from tests.small_school.half import MONDAY


def rows(half):
    """The school's target, a certificate, and a summary for the next school, of which there is a row only."""
    by = half.office
    set_attendance_target(school=half.school, tenths=950, by=by, at=at("08:00"))
    made = LeaverSummary.objects.create(
        school=half.school, pupil=half.pupil, to_school="Oakmere Primary", first_day=MONDAY, last_day=MONDAY,
        document=b"%PDF-1.7", operation=uuid.uuid4(), by=by, name=by.user.name, position=by.position, at=at("08:39"),
    )  # fmt: skip
    press = uuid.uuid4()
    give_certificates(
        school=half.school, pupils=[half.pupil], words="being kind", operation=press, by=by, at=at("08:45")
    )
    file = File("reading.csv", f"UPN,Reading\n{half.pupil.upn},Expected\n".encode(), "Reading", MONDAY)
    read = import_progress(school=half.school, file=file, operation=press, by=by, at=at("08:46"))
    return {"leaver_summary": made.pk, "certificates": press, "progress_column": read.column.pk}
