"""Making the daily return, and keeping it as it was made."""

from datetime import date, datetime

from django.db import transaction

from registers.models import School, SchoolDay
from reporting.models import Return
from reporting.return_rows import rows_of
from reporting.returns import file_of, fingerprint


@transaction.atomic
def make_daily_return(*, school: School, on: date, at: datetime) -> Return | None:
    """The school's return of that day: a new version where its content differs from the one that stands.

    None on a day without a session. It is ready to be collected; nothing is sent to anybody.
    """
    if not SchoolDay.objects.filter(school=school, date=on).exists():
        return None
    School.objects.select_for_update(no_key=True).get(
        pk=school.pk
    )  # one at a time: versions follow each other
    rows = list(rows_of(school, on))
    content = file_of(rows)
    standing = Return.objects.of(school).filter(date=on).order_by("-version").first()
    if standing is not None and standing.sha256 == fingerprint(content):
        return standing
    version = standing.version + 1 if standing else 1
    return Return.objects.create(
        id=f"{school.urn}-{on.isoformat()}-v{version}",
        school=school,
        date=on,
        version=version,
        rows=len(rows),
        sha256=fingerprint(content),
        content=content,
        at=at,
    )
