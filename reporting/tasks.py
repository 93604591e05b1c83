"""What the timetable starts for reporting. Each takes the id of a run in the ledger and may be started twice."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from celery import shared_task
from django.db import transaction

from attendance_site.parts import clock
from registers.actions.jobs import carry_out_together
from registers.models import JobRun, School
from reporting.actions.returns import make_daily_return, make_in_turn
from reporting.models import Return

NO_SESSION = "No session that day, so no return."


@shared_task(bind=True)
def daily_return(self: Any, *run_ids: int) -> None:
    """Make the day's return of a school, or of several, ready to be collected."""
    make_together(run_ids=run_ids, claimed_by=self.request.id or "", now=clock.now)


def make_together(*, run_ids: Collection[int], claimed_by: str, now: Callable[[], datetime]) -> int:
    """The return of each of these runs, in one go; how many were done."""
    return carry_out_together(
        run_ids=run_ids, claimed_by=claimed_by, now=now, work=_make_together, alone=_make
    )


@transaction.atomic
def _make_together(runs: Sequence[JobRun], at: datetime) -> dict[int, str]:
    """Runs of another day, caught up, are made of that day."""
    schools: dict[date, list[School]] = defaultdict(list)
    for run in runs:
        schools[run.date].append(run.for_school)
    made = {
        (day, each.school_id): _words(each)
        for day in sorted(schools)
        for each in make_in_turn(schools=schools[day], on=day, at=at)
    }
    return {run.pk: made.get((run.date, run.for_school.pk), NO_SESSION) for run in runs}


def _make(run: JobRun, at: datetime) -> str:
    made = make_daily_return(school=run.for_school, on=run.date, at=at)
    return NO_SESSION if made is None else _words(made)


def _words(made: Return) -> str:
    return f"Return {made.id} with {made.rows} rows is ready to collect."
