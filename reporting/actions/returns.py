"""Making the daily return, keeping it as it was made, and noting who collected it."""

from datetime import date, datetime

from django.db import transaction

from registers.models import Post, School, SchoolDay
from reporting.models import Return, ReturnCollected
from reporting.return_rows import lines_of
from reporting.returns import HEADER, fingerprint


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
    lines = lines_of(school, on)
    content = HEADER.encode() + lines.content
    standing = Return.objects.of(school).filter(date=on).without_content().order_by("-version").first()
    if standing is not None and standing.sha256 == fingerprint(content):
        return standing
    version = standing.version + 1 if standing else 1
    return Return.objects.create(
        id=f"{school.urn}-{on.isoformat()}-v{version}",
        school=school,
        date=on,
        version=version,
        rows=lines.number,
        sha256=fingerprint(content),
        content=content,
        at=at,
    )


def note_collected(*, taken: Return, with_token: str, by: Post, at: datetime) -> ReturnCollected:
    """Note that somebody, or another program by its token, took the file of a return."""
    return ReturnCollected.objects.create(
        school_id=taken.school_id,
        taken=taken,
        with_token=with_token,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
