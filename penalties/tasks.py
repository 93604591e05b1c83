"""What the timetable starts for penalties. Each takes the id of a run in the ledger and may be started twice."""

from datetime import date, datetime
from typing import Any

from celery import shared_task

from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from penalties.actions import thresholds
from registers.actions.jobs import carry_out
from registers.actions.minute_jobs import carry_out_again
from registers.models import JobRun


@shared_task(bind=True)
def scan_thresholds(self: Any, run_id: int) -> None:
    """Look at every pupil of a school for ten unauthorised sessions in ten school weeks."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_scan)


@shared_task(bind=True)
def follow_changes(self: Any, run_id: int) -> None:
    """Look again at the pupils whose unauthorised sessions changed, each minute."""
    carry_out_again(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_follow)


def _scan(run: JobRun, at: datetime) -> str:
    return thresholds.scan_thresholds(school=run.for_school, on=_today(at), at=at).words


def _follow(run: JobRun, at: datetime) -> str:
    return thresholds.follow_changes(school=run.for_school, on=_today(at), at=at).changes


def _today(at: datetime) -> date:
    """The day itself, not the run's: one made late must not take away what has come since."""
    return at.astimezone(LONDON).date()
