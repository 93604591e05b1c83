"""Jobs that are done each minute: one row a day in the ledger says when each was last started and last finished.

A row is in hand from its start to its end, so that a job which takes longer than a minute is not done twice at once;
what lost its worker is free again after a while, as any run (actions/jobs.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time

from django.db.models import F, Q

from attendance_site.parts.clock import LONDON
from registers.actions.jobs import in_words_or_why
from registers.ledger import ABANDONED_AFTER, SCHOOL, Job
from registers.models import JobRun, School
from registers.models.jobs import JobRunQuerySet

IDLE = Q(started_at__isnull=True) | Q(finished_at__gte=F("started_at")) | Q(failed=True)


def runs_of_this_minute(*, timetable: Sequence[Job], at: datetime) -> list[JobRun]:
    """The day's row of each job that is done each minute, made where it is missing, unless it is in hand."""
    today = at.astimezone(LONDON).date()
    jobs = [job for job in timetable if job.each_minute]
    rows = JobRun.objects.each_minute().filter(date=today, job__in=[job.name for job in jobs])
    known = set(rows.values_list("job", "school"))
    schools = list(School.objects.values_list("pk", flat=True)) if jobs else []
    JobRun.objects.bulk_create(
        (
            JobRun(
                school_id=school,
                job=job.name,
                words=job.words,
                date=today,
                due_at=time(),
                expected_at=at,
            )
            for job in jobs
            for school in (schools if job.once_for == SCHOOL else [None])
            if (job.name, school) not in known
        ),
        ignore_conflicts=True,
    )
    return list(_free(rows, at).order_by("pk"))


def carry_out_again(
    *, run_id: int, claimed_by: str, now: Callable[[], datetime], work: Callable[[JobRun, datetime], str]
) -> bool:
    """Take the day's row on, do the work once more and note how it ended; whether it was done here and now."""
    at = now()
    row = JobRun.objects.each_minute().filter(pk=run_id)
    if not _free(row, at, claimed_by).update(
        started_at=at, claimed_by=claimed_by, attempts=F("attempts") + 1
    ):
        return False
    run = row.select_related("school").get()
    words, failed = in_words_or_why(run, work, now)
    mine = row.filter(claimed_by=claimed_by, started_at=at)
    return bool(mine.update(finished_at=now(), outcome=words, failed=failed)) and not failed


def _free(rows: JobRunQuerySet, at: datetime, claimed_by: str = "") -> JobRunQuerySet:
    free = IDLE | Q(started_at__lte=at - ABANDONED_AFTER)
    return rows.filter(free | Q(claimed_by=claimed_by) if claimed_by else free)
