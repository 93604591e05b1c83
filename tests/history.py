"""Marks of many past days at once, for tests of what is computed from them."""

from datetime import UTC, datetime, time

from registers.models import Mark, SchoolDay


def write_past(pupil, codes, *, by, at=None):
    """Write marks of the past: `codes` maps (date, session) to a code. Each is entered at eight on its own day."""
    Mark.objects.bulk_create(
        Mark(
            school=pupil.school,
            pupil=pupil,
            date=day,
            session=session,
            code=code,
            source="import",
            by=by,
            name=by.user.name,
            position=by.position,
            at=at or datetime.combine(day, time(8), UTC),
        )
        for (day, session), code in sorted(codes.items())
    )


def school_days(school, days):
    """Give the school these days, all in one numbering of weeks that the tests do not look at."""
    SchoolDay.objects.filter(school=school).delete()
    SchoolDay.objects.bulk_create(SchoolDay(school=school, date=day, week=1) for day in days)
