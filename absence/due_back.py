"""Who was due back: the absence that ended last, the school days since, and from when ground (h) may be thought of."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from absence.board_facts import LOOK_BACK, ended_plans
from absence.contradictions import GRANTED
from absence.deadlines import GROUND_H_AFTER, ground_h_after
from absence.leave_days import LeaveDays
from absence.leave_letters import agreed_days
from absence.models import LeaveDecision
from registers.codes import CODES, RESTRICTED, Session
from registers.models import School, SchoolDay
from registers.school_year import school_days_after

AHEAD = dt.timedelta(days=60)
"""Ten school days lie at most so far ahead, a summer and all."""


@dataclass(frozen=True)
class DueBack:
    """An absence that has ended. `days_since`: school days after it, up to and with today."""

    what: str
    last_day: dt.date
    last_half: str
    days_since: int
    reference: str = ""
    ground_h_from: dt.date | None = None
    """The last of the ten school days; None where it was no leave, or the calendar ends before."""
    on: dt.date = dt.date.min

    @property
    def words(self) -> str:
        """`Leave agreed ended Mon 23 Nov`."""
        half = " at midday" if self.last_half == Session.AM else ""
        return f"{self.what} ended {self.last_day:%a} {self.last_day.day} {self.last_day:%b}{half}"

    @property
    def more(self) -> str:
        """How long ago that was, and what may follow where it was leave (regulation 9(1)(h))."""
        days = "1 school day" if self.days_since == 1 else f"{self.days_since} school days"
        since = f"{self.reference + ': ' if self.reference else ''}{days} not back"
        if self.ground_h_from is None:
            return f"{since}." if self.days_since > 1 or self.reference else ""
        if self.on > self.ground_h_from:
            return (
                f"{since}. {GROUND_H_AFTER} school days are over: ground (h) may be considered, after joint enquiries"
                " with the authority, where there is no sign of sickness or an unavoidable cause."
            )
        day = self.ground_h_from
        return f"{since}. Ground (h) may not be considered before {day:%a} {day.day} {day:%b} is over."


def due_back(*, school: School, pupils: Collection[int], day: dt.date) -> dict[int, DueBack]:
    """The absence that ended last of each who had one: leave by its decision, else what was planned.

    Three statements.
    """
    plans = ended_plans(school, pupils, day)
    leaves = _leaves(school, pupils, day)
    first = min(
        [day, *(plan.last_day for plan in plans.values()), *(leave.last for _, leave in leaves.values())]
    )
    meets = SchoolDay.objects.filter(school=school).between(first, day + AHEAD)
    school_days = list(meets.order_by("date").values_list("date", flat=True))
    found = {}
    for pupil in {*plans, *leaves}:
        plan, (decision, leave) = plans.get(pupil), leaves.get(pupil, (None, None))
        if decision is not None and leave is not None and (plan is None or leave.last >= plan.last_day):
            what, last, half, reference = (
                "Leave agreed",
                leave.last,
                leave.last_half,
                decision.request.reference,
            )
            granted = True
        elif plan is not None:
            what = "An absence" if plan.code in RESTRICTED else CODES[plan.code].words
            last, half, reference, granted = plan.last_day, "", "", plan.code in GRANTED
        else:
            continue
        found[pupil] = DueBack(
            what, last, half, school_days_after(last, day, school_days), reference,
            ground_h_after(last, school_days) if granted else None, day,
        )  # fmt: skip
    return found


def _leaves(
    school: School, pupils: Collection[int], day: dt.date
) -> dict[int, tuple[LeaveDecision, LeaveDays]]:
    """The leave of each that ended last, by the decisions that hold; nobody whose leave still runs. One statement."""
    decided = LeaveDecision.objects.newest().granting().for_pupils(pupils)
    recent = decided.filter(school=school, first_day__lte=day, last_day__gte=day - LOOK_BACK)
    found: dict[int, tuple[LeaveDecision, LeaveDays]] = {}
    for decision in recent.select_related("request").order_by("last_day", "last_half", "pk"):
        leave = agreed_days(decision)
        if leave is not None:
            found[decision.pupil_id] = (decision, leave)
    return {pupil: (decision, leave) for pupil, (decision, leave) in found.items() if _is_over(leave, day)}


def _is_over(leave: LeaveDays, day: dt.date) -> bool:
    return leave.last < day or (leave.last == day and leave.last_half == Session.AM)
