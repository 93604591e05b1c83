"""What the timetable starts for penalties. Each takes the id of a run in the ledger and may be started twice."""

from datetime import datetime
from typing import Any

from celery import shared_task

from attendance_site.parts import clock
from penalties.actions import thresholds
from registers.actions.jobs import carry_out
from registers.models import JobRun


@shared_task(bind=True)
def scan_thresholds(self: Any, run_id: int) -> None:
    """Look at every pupil of a school for ten unauthorised sessions in ten school weeks."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_scan)


def _scan(run: JobRun, at: datetime) -> str:
    del at
    return thresholds.scan_thresholds(school=run.for_school, on=run.date).words
