"""What reporting adds to the documents of a pupil."""

from collections.abc import Iterator

from django.urls import reverse

from absence.pupil_documents import Document, keeps
from absence.timeline import MOST, Looking
from absence.timeline_contact import signed
from registers.roles import Permission
from reporting.models import LeaverSummary


@keeps(Permission.SUPPORT)
def summaries(looking: Looking) -> Iterator[Document]:
    """Summaries for the next school, as they were made."""
    rows = LeaverSummary.objects.filter(pupil=looking.pupil).defer("document").order_by("-at", "-pk")
    for row in rows[:MOST]:
        yield Document(
            row.at,
            "Summary for the next school",
            f"For {row.to_school}",
            reverse("reporting:leaver_summary_document", args=[row.pk]),
            by=signed(row),
            page=reverse("reporting:leaver_summary", args=[row.pupil_id]),
        )
