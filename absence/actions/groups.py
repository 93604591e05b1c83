"""Writing down what was agreed or done for a pupil of a group, and who the designated teacher is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from absence.group_duties import GROUPS, Duty, Group
from absence.models import DesignatedTeacher, GroupDuty
from registers.models import Post, Pupil, School
from registers.refusals import Refusal


class DutyRefused(Refusal):
    """What was written cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Agreed:
    """What was agreed or done, with whom, and when it is looked at again."""

    duty: Duty
    on_day: date
    with_whom: str
    words: str
    review_on: date | None = None


@transaction.atomic
def record_group_duty(
    *, pupil: Pupil, group: Group, agreed: Agreed, by: Post, on: date, at: datetime
) -> GroupDuty:
    """Write it down. Pressed twice it stands once. Raises DutyRefused."""
    if agreed.duty not in GROUPS[group].duties:
        raise DutyRefused("That is not one of the things written down for this group.")
    if agreed.on_day > on:
        raise DutyRefused("It was not agreed on a day that has not come yet.")
    if agreed.review_on is not None and agreed.review_on < agreed.on_day:
        raise DutyRefused("It cannot be looked at again before it was agreed.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    said: dict[str, Any] = {
        "group": group.value,
        "duty": agreed.duty.value,
        "on_day": agreed.on_day,
        "with_whom": agreed.with_whom.strip(),
        "words": agreed.words.strip(),
        "review_on": agreed.review_on,
    }
    before = GroupDuty.objects.filter(pupil=pupil, **said).first()
    return before or GroupDuty.objects.create(school_id=pupil.school_id, pupil=pupil, **said, **_who(by, at))


@transaction.atomic
def name_designated_teacher(
    *, school: School, teacher: str, since: date, by: Post, at: datetime
) -> DesignatedTeacher:
    """Say who leads for looked-after and previously looked-after pupils; the newest stands. Raises DutyRefused."""
    if not teacher.strip():
        raise DutyRefused("Say who the designated teacher is.")
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    newest = DesignatedTeacher.objects.filter(school=school).order_by("-at", "-pk").first()
    if newest is not None and (newest.teacher, newest.since) == (teacher.strip(), since):
        return newest
    return DesignatedTeacher.objects.create(
        school=school, teacher=teacher.strip(), since=since, **_who(by, at)
    )


def _who(by: Post, at: datetime) -> dict[str, Any]:
    return {"by": by, "name": by.user.name, "position": by.position, "at": at}
