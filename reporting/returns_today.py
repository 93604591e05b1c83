"""How the daily return stands: when it is due, what is ready to collect, and what did not run in time."""

import datetime as dt
from dataclasses import dataclass

from attendance_site.parts.clock import LONDON
from registers.models import JobRun, School
from reporting.models import Return

JOB = "daily_return"
SHOWN = 20


@dataclass(frozen=True)
class DailyReturns:
    """The school's daily returns. `runs`: today's, with those of days before that have not been made."""

    made: list[Return]
    runs: list[JobRun]
    at: dt.datetime

    @property
    def latest(self) -> Return | None:
        """The newest that was made."""
        return self.made[0] if self.made else None

    @property
    def overdue(self) -> list[JobRun]:
        """Runs past their deadline, the oldest first: they are made in the order of their days."""
        return [run for run in self.runs if run.finished_at is None and run.deadline_at is not None
                and run.deadline_at <= self.at]  # fmt: skip

    @property
    def coming(self) -> list[JobRun]:
        """Runs still to come, or being made."""
        late = {run.pk for run in self.overdue}
        return [run for run in self.runs if run.finished_at is None and run.pk not in late]


def daily_returns(school: School, at: dt.datetime) -> DailyReturns:
    """What stands at that moment. Two statements."""
    today = at.astimezone(LONDON).date()
    runs = JobRun.objects.of(school).filter(job=JOB)
    shown = runs.filter(date=today) | runs.overdue(at)
    made = Return.objects.of(school).without_content().newest_first().prefetch_related("collected")
    return DailyReturns(list(made[:SHOWN]), list(shown.order_by("expected_at", "pk")), at)
