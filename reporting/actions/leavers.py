"""The summary of attendance that goes with a pupil to the next school, kept as it was made."""

import datetime as dt
import uuid

from django.db import transaction

from attendance_site.parts.clock import LONDON
from registers.models import Post, Pupil
from registers.models.signed import signed_by
from registers.refusals import Refusal
from reporting.leaver_summary import leaver_figures, summary_pdf
from reporting.models import LeaverSummary


class SummaryRefused(Refusal):
    """The summary cannot be made like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def make_leaver_summary(
    *, pupil: Pupil, to_school: str, words: str, operation: uuid.UUID, by: Post, at: dt.datetime
) -> LeaverSummary:
    """Make the document and keep it; it goes nowhere by itself. Pressing twice makes it once. Raises SummaryRefused."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)  # one press at a time
    before = LeaverSummary.objects.filter(school=pupil.school_id, operation=operation).first()
    if before is not None:
        return before
    if not to_school.strip():
        raise SummaryRefused("Say which school it is for.")
    figures = leaver_figures(pupil, on=at.astimezone(LONDON).date())
    document = summary_pdf(figures, to_school=to_school.strip(), words=words.strip(), by=by, at=at)
    return LeaverSummary.objects.create(
        school_id=pupil.school_id,
        pupil=pupil,
        to_school=to_school.strip()[:200],
        first_day=figures.first,
        last_day=figures.last,
        words=words.strip(),
        document=document,
        operation=operation,
        **signed_by(by, at),
    )
