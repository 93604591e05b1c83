"""Leave asked for by the families of some pupils, and what was decided: about sessions of a case, and days to come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from absence.leave_days import LeaveDays
from absence.leave_letters import agreed_days, days_of
from absence.models import LeaveChild, LeaveDecision, LeaveRequest
from registers.models import School
from registers.school_sessions import SCHOOL_TIME

FOREVER = dt.date.max


@dataclass(frozen=True)
class LeaveAsked:
    """One request as it is about one pupil, with the decision that holds; None: nobody has decided."""

    request: LeaveRequest
    decision: LeaveDecision | None

    @property
    def days(self) -> LeaveDays:
        """The days asked for."""
        return days_of(self.request)

    @property
    def is_granted(self) -> bool:
        """Whether all or some of the days were agreed."""
        return self.decision is not None and self.decision.is_grant

    @property
    def decided_before(self) -> bool:
        """Whether the decision was made before the leave began, as the authority asks."""
        if self.decision is None:
            return False
        return self.decision.at.astimezone(SCHOOL_TIME).date() < self.request.first_day

    def is_without_leave(self, day: dt.date, session: str) -> bool:
        """Whether the half-day was asked for, and has not been agreed."""
        agreed = agreed_days(self.decision) if self.decision else None
        return self.days.holds(day, session) and not (agreed and agreed.holds(day, session))


def leave_asked(
    school: School, pupils: Collection[int], *, first: dt.date, last: dt.date = FOREVER
) -> dict[int, list[LeaveAsked]]:
    """By pupil, the requests that touch those days, the earliest leave first. Two statements, however many pupils."""
    rows = LeaveChild.objects.filter(
        school=school,
        pupil__in=pupils,
        request__in=LeaveRequest.objects.standing().overlapping(first, last),
    )
    children = list(rows.select_related("request").order_by("request__first_day", "request"))
    newest = LeaveDecision.objects.newest().filter(
        school=school, pupil__in=pupils, request__in={child.request_id for child in children}
    )
    decided = {(each.pupil_id, each.request_id): each for each in newest}
    found: dict[int, list[LeaveAsked]] = defaultdict(list)
    for child in children:
        decision = decided.get((child.pupil_id, child.request_id))
        found[child.pupil_id].append(LeaveAsked(child.request, decision))
    return found
