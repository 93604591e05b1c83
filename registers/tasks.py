"""What the timetable starts for registers. Each takes the id of a run in the ledger and may be started twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from attendance_site.parts import clock
from registers import sign_in_mail
from registers.actions import import_runs, mis, register_day, retention
from registers.actions.jobs import carry_out
from registers.actions.minute_jobs import carry_out_again
from registers.models import JobRun, Mark
from registers.sending import send_messages as send_messages_of
from registers.unsettled import in_words, unsettled_n_marks


@shared_task(bind=True)
def open_registers(self: Any, run_id: int) -> None:
    """Make the rows of the day's registers, before school."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_open)


@shared_task(bind=True)
def close_registers(self: Any, run_id: int) -> None:
    """Close the session's registers: what follows from a close by itself is done."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_close)


@shared_task(bind=True)
def unsettled_n(self: Any, run_id: int) -> None:
    """Count the N marks that are due to be settled; a person settles them from the list on the home page."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_count_unsettled)


@shared_task(bind=True)
def prune_operations(self: Any, run_id: int) -> None:
    """Forget what devices sent more than thirty days ago: no retry comes so late."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_forget_operations)


@shared_task(bind=True)
def send_messages(self: Any, run_id: int) -> None:
    """Send the school's messages that are due, each minute."""
    carry_out_again(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_send)


@shared_task(bind=True, max_retries=5)
def send_sign_in_code(self: Any, code: str) -> None:
    """Mail a family's code, the moment that it is asked for; a mail server that fails is tried again."""
    try:
        sign_in_mail.send_sign_in_code(code=UUID(code), today_at=clock.now(), at=timezone.now())
    except sign_in_mail.NotSent as error:
        raise self.retry(exc=error, countdown=RETRY_AFTER[self.request.retries]) from error


@shared_task(bind=True)
def sign_in_codes(self: Any, run_id: int) -> None:
    """Mail codes that no worker heard of, each minute, and forget old ones."""
    carry_out_again(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_send_codes)


RETRY_AFTER = (2, 10, 30, 60, 120, 240)
"""Seconds. A code holds for a quarter of an hour."""


@shared_task(bind=True)
def read_mis_files(self: Any, run_id: int) -> None:
    """Compare the nightly files of the schools' other systems with their rolls; people approve what differs."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_read_nightly_files)


@shared_task(bind=True)
def prune_imports(self: Any, run_id: int) -> None:
    """Forget uploaded files that nobody applied within a day."""
    carry_out(run_id=run_id, claimed_by=self.request.id or "", now=clock.now, work=_forget_imports)


def _open(run: JobRun, at: datetime) -> str:
    return register_day.open_registers(school=run.for_school, on=run.date, at=at).words


def _close(run: JobRun, at: datetime) -> str:
    return register_day.close_registers(school=run.for_school, on=run.date, at=at).words


def _count_unsettled(run: JobRun, at: datetime) -> str:
    del at
    return in_words(unsettled_n_marks(Mark.objects.all(), school=run.for_school, on=run.date))


def _forget_operations(run: JobRun, at: datetime) -> str:
    del run
    return f"{retention.prune_operations(at=at)} forgotten."


def _send(run: JobRun, at: datetime) -> str:
    del at
    return send_messages_of(school=run.for_school, now=clock.now)


def _send_codes(run: JobRun, at: datetime) -> str:
    del run
    return sign_in_mail.send_waiting_codes(now=timezone.now, today_at=at)


def _read_nightly_files(run: JobRun, at: datetime) -> str:
    del run
    return mis.read_nightly_files(folder=settings.MIS_FOLDER, at=at)


def _forget_imports(run: JobRun, at: datetime) -> str:
    del run
    return f"{import_runs.prune_imports(at=at)} forgotten."
