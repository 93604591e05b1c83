"""Pupils' return to school: whose absence has ended and who has not come since, and whether a meeting is arranged.

Who was due back is what the board of the day says; here it is every pupil and not only those missing this morning.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from absence.due_back import DueBack, due_back
from absence.models import Meeting
from registers.codes import ON_SITE
from registers.models import Mark, Post, Pupil, School

LOOKS_BACK = dt.timedelta(days=60)


@dataclass(frozen=True)
class BackAtSchool:
    """One pupil who was due back. `meeting`: the one arranged for coming back, where there is any."""

    pupil: Pupil
    due: DueBack
    meeting: Meeting | None

    @property
    def is_today(self) -> bool:
        """Whether today is the first school day after the absence."""
        return self.due.days_since <= 1


def back_at_school(*, school: School, post: Post, on: dt.date) -> list[BackAtSchool]:
    """Those who have not come since their absence ended, the longest first. Six statements, however many pupils."""
    pupils = {pupil.pk: pupil for pupil in Pupil.objects.visible_to(post, on=on).on_roll(on)}
    found = due_back(school=school, pupils=list(pupils), day=on)
    came = Mark.objects.filter(school=school, pupil__in=list(found), code__in=sorted(ON_SITE))
    last = dict(
        came.filter(date__range=(on - LOOKS_BACK, on)).values_list("pupil").annotate(Max("date")).order_by()
    )
    away = {
        pk: due for pk, due in found.items() if due.days_since and last.get(pk, dt.date.min) <= due.last_day
    }
    held = Meeting.objects.filter(
        school=school, pupil__in=list(away), kind=Meeting.Kind.RETURN
    ).without_record()
    meetings = {meeting.pupil_id: meeting for meeting in held.order_by("-starts_at")}
    rows = [BackAtSchool(pupils[pk], due, meetings.get(pk)) for pk, due in away.items()]
    return sorted(
        rows, key=lambda row: (-row.due.days_since, row.pupil.surname, row.pupil.forename, row.pupil.pk)
    )
