"""What the timetable starts for reporting. Each takes the id of a run in the ledger and may be started twice."""

from datetime import datetime
from typing import Any

from celery import shared_task

from attendance_site.parts import clock
from registers.actions.jobs import carry_out
from registers.models import JobRun
from reporting.actions.returns import make_daily_return


@shared_task(bind=True)
def daily_return(self: Any, run_id: int) -> None:
    """Make the day's return of a school, ready to be collected."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_make)


def _make(run: JobRun, at: datetime) -> str:
    made = make_daily_return(school=run.for_school, on=run.date, at=at)
    if made is None:
        return "No session that day, so no return."
    return f"Return {made.id} with {made.rows} rows is ready to collect."
