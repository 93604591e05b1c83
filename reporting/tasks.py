"""What the timetable starts for reporting. Each takes the id of a run in the ledger and may be started twice."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from celery import shared_task
from django.db import transaction

from attendance_site.parts import clock
from registers.actions.jobs import carry_out_together
from registers.models import JobRun, School
from reporting.actions.returns import Now, make_daily_returns, one_at_a_time

NO_SESSION = "No session that day, so no return."


@shared_task(bind=True)
def daily_return(self: Any, *run_ids: int) -> None:
    """Make the day's return of a school, or of several, ready to be collected."""
    make_together(run_ids=run_ids, claimed_by=self.request.id or "", now=clock.now)


def make_together(*, run_ids: Collection[int], claimed_by: str, now: Now) -> int:
    """The return of each of these runs, in one go; how many were done. A return is of the moment it is made at."""

    def together(runs: Sequence[JobRun], at: datetime) -> dict[int, str]:
        return _make(runs, now)

    def alone(run: JobRun, at: datetime) -> str:
        return _make([run], now)[run.pk]

    return carry_out_together(run_ids=run_ids, claimed_by=claimed_by, now=now, work=together, alone=alone)


@transaction.atomic
def _make(runs: Sequence[JobRun], now: Now) -> dict[int, str]:
    """Runs of another day, caught up, are made of that day. Schools are waited for in one order, whatever the days."""
    schools: dict[date, dict[int, School]] = defaultdict(dict)
    for run in runs:
        schools[run.date][run.for_school.pk] = run.for_school
    one_at_a_time([run.for_school for run in runs])
    made = {
        (day, each.school_id): f"Return {each.id} with {each.rows} rows is ready to collect."
        for day in sorted(schools)
        for each in make_daily_returns(schools=schools[day].values(), on=day, now=now)
    }
    return {run.pk: made.get((run.date, run.for_school.pk), NO_SESSION) for run in runs}
