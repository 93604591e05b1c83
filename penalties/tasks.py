"""What the timetable starts for penalties. Each takes the id of a run in the ledger and may be started twice."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from celery import shared_task

from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from penalties.actions import thresholds
from registers.actions.jobs import carry_out_together
from registers.actions.minute_jobs import carry_out_again
from registers.models import JobRun


@shared_task(bind=True)
def scan_thresholds(self: Any, *run_ids: int) -> None:
    """Look at every pupil of a school, or of several, for ten unauthorised sessions in ten school weeks."""
    scan_together(run_ids=run_ids, claimed_by=self.request.id or "", now=clock.now)


@shared_task(bind=True)
def follow_changes(self: Any, run_id: int) -> None:
    """Look again at the pupils whose unauthorised sessions changed, each minute."""
    carry_out_again(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_follow)


def scan_together(*, run_ids: Collection[int], claimed_by: str, now: Callable[[], datetime]) -> int:
    """The scan of each of these runs, in one go; how many were done."""
    return carry_out_together(
        run_ids=run_ids, claimed_by=claimed_by, now=now, work=_scan_together, alone=_scan
    )


def _scan_together(runs: Sequence[JobRun], at: datetime) -> dict[int, str]:
    schools = {run.for_school.pk: run.for_school for run in runs}
    scanned = thresholds.scan_schools(schools=list(schools.values()), on=_today(at), at=at)
    return {run.pk: scanned[run.for_school.pk].words for run in runs}


def _scan(run: JobRun, at: datetime) -> str:
    return thresholds.scan_thresholds(school=run.for_school, on=_today(at), at=at).words


def _follow(run: JobRun, at: datetime) -> str:
    return thresholds.follow_changes(school=run.for_school, on=_today(at), at=at).changes


def _today(at: datetime) -> date:
    """The day itself, not the run's: one made late must not take away what has come since."""
    return at.astimezone(LONDON).date()
