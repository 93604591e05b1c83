"""What a school decides for itself: settings and session times."""

from datetime import time

from django.db import transaction

from registers.actions.calendar import renumber_school_days
from registers.models import School, SessionTimes


@transaction.atomic
def change_settings(*, school: School, changes: dict[str, object]) -> School:
    """Store the settings; a new start of the school week renumbers the school's weeks."""
    week_start = school.threshold_week_start
    for field, value in changes.items():
        setattr(school, field, value)
    school.save(update_fields=list(changes))
    if school.threshold_week_start != week_start:
        renumber_school_days(school=school)
    return school


@transaction.atomic
def change_session_times(
    *, school: School, session: str, weekday: int | None, starts: time, closes: time, ends: time
) -> SessionTimes:
    """Set the times of a session, for every weekday (None) or one. Marks made before keep what they were."""
    times, _ = SessionTimes.objects.update_or_create(
        school=school,
        session=session,
        weekday=weekday,
        defaults={"starts": starts, "closes": closes, "ends": ends},
    )
    return times


def remove_session_times(*, times: SessionTimes) -> None:
    """Let a weekday follow the times of every day again."""
    if times.weekday is not None:
        times.delete()
