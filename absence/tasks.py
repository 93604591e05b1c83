"""What the timetable starts for following up absence. Each takes the id of a run in the ledger and may start twice."""

from datetime import datetime
from typing import Any

from celery import shared_task

from absence.actions import first_day_texts, leave_drafts
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from registers.actions.jobs import carry_out
from registers.actions.minute_jobs import carry_out_again
from registers.models import JobRun


@shared_task(bind=True)
def follow_up(self: Any, run_id: int) -> None:
    """Stop messages that a changed mark made needless, and write the first-day texts that are due, each minute."""
    carry_out_again(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_follow_up)


def _follow_up(run: JobRun, at: datetime) -> str:
    school, on = run.for_school, at.astimezone(LONDON).date()
    stopped = first_day_texts.read_changed_marks(school=school, at=at)
    written = first_day_texts.write_first_day_texts(school=school, on=on, at=at)
    return f"{len(written)} written, {stopped} stopped."


@shared_task(bind=True)
def forget_leave_drafts(self: Any, run_id: int) -> None:
    """Throw away requests for leave that were begun and left alone for thirty days."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_forget_leave_drafts)


def _forget_leave_drafts(run: JobRun, at: datetime) -> str:
    del run
    return f"{leave_drafts.forget_old_drafts(at=at)} forgotten."
