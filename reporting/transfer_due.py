"""Whose common transfer file is due: pupils who have left, until fifteen school days after their last day."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from registers.authority_notices import KEPT_IN_SIGHT
from registers.models import Admission, School
from registers.school_sessions import in_words
from registers.school_year import nth_school_day_after
from reporting.due_returns import DueReturn
from reporting.models import MadeReturn

# SI 2005/1437 regulation 10: within 15 school days of the day on which the pupil ceases to be registered (M).
TRANSFER_WITHIN = 15
TRANSFER_COLUMNS = ("UPN", "Name", "Last day on the roll", "Next school")
NO_NEXT_SCHOOL = frozenset("fk")
"""Grounds after which no school takes the pupil on: educated at home, or died. The authority may ask for a file."""


def transfers_due(*, school: School, on: dt.date, school_days: Sequence[dt.date]) -> Iterator[DueReturn]:
    """Pupils whose last day has come since two months ago. One statement."""
    gone = Admission.objects.filter(
        school=school, deletion_entered_at__isnull=False, deleted_on__range=(on - KEPT_IN_SIGHT, on)
    )
    for stay in gone.select_related("pupil").order_by("deleted_on", "pk"):
        last = stay.deleted_on
        if last is None:
            continue
        yield DueReturn(
            kind=MadeReturn.Kind.TRANSFER,
            pupil=stay.pupil,
            about=f"stay-{stay.pk}",
            words=f"Last day {in_words(last)}",
            by=nth_school_day_after(last, TRANSFER_WITHIN, school_days),
            on=on,
            not_due="No next school" if stay.ground in NO_NEXT_SCHOOL else "",
            make_url=reverse("reporting:make_transfer", args=[stay.pk]),
            make_words="Make the file",
        )
