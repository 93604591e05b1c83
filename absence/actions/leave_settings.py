"""How a school deals with requests for leave."""

from datetime import datetime

from django.db import transaction

from absence.models import LeaveSettings
from registers.models import Post, School


@transaction.atomic
def set_answer_days(*, school: School, days: int, by: Post, at: datetime) -> LeaveSettings:
    """Set in how many school days families are told to expect an answer; what was told before stands."""
    found, _ = LeaveSettings.objects.update_or_create(
        school=school, defaults={"answer_days": days, "changed_at": at, "changed_name": by.user.name}
    )
    return found
