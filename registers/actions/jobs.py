"""The job ledger: which runs are expected, and who carries each out. Everything here may be done twice.

A run is a row in PostgreSQL before it is a message on Redis, so that losing Redis loses nothing. Rows are claimed by
conditional update: two beats, a redelivered message or a slow worker change only when a run is made, never how often.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from attendance_site.parts.clock import LONDON
from registers.codes import Session
from registers.ledger import CATCH_UP_DAYS, SCHOOL, SWEEP, Day, Expected, Job, retry_after, runs_on
from registers.models import JobRun, School, SchoolDay, SessionTimes
from registers.models.jobs import JobRunQuerySet
from registers.refusals import Refusal

FINISH = """
UPDATE registers_jobrun AS run SET finished_at = %(at)s, outcome = done.outcome, failed = false
FROM json_to_recordset(%(done)s) AS done (id bigint, by text, outcome text)
WHERE run.id = done.id AND run.claimed_by = done.by AND run.finished_at IS NULL
"""
Key = tuple[int | None, str, date, time]
logger = logging.getLogger(__name__)


def expect_runs(*, timetable: Sequence[Job], at: datetime) -> int:
    """Write the row of each run of today and of the days to catch up; how many are new.

    A school's first day is the one on which the site first looked at it: nothing is made up for days before that.
    Rows that nobody has begun and that the calendar or the school's times no longer expect are taken away.
    """
    today = at.astimezone(LONDON).date()
    since = today - timedelta(days=CATCH_UP_DAYS)
    rows = JobRun.objects.scheduled().filter(date__gte=since)
    known: dict[Key, datetime | None] = {
        (school, job, day, due): started
        for school, job, day, due, started in rows.values_list(
            "school", "job", "date", "due_at", "started_at"
        )
    }
    wanted = {
        (school, job.name, day.date, expected.due_at): _row(job, school, day.date, expected)
        for school, day in _days(since, today, known)
        for job in timetable
        if (job.once_for == SCHOOL) is (school is not None)
        for expected in runs_on(job, day)
    }
    new = [row for key, row in wanted.items() if key not in known]
    JobRun.objects.bulk_create(new, ignore_conflicts=True)
    for school, job, day, due in [key for key, begun in known.items() if key not in wanted and begun is None]:
        rows.filter(school=school, job=job, date=day, due_at=due, started_at__isnull=True).delete()
    return len(new)


def claim_run(*, run_id: int, claimed_by: str, at: datetime) -> JobRun | None:
    """Take a run on, or None where it is not to be had: done, in other hands, or not its school's turn.

    A school's runs are made in order. One that failed lets the later ones pass; one in hand does not.
    `claimed_by`: the Celery task. The same task asking again has lost its first worker, so it gets the run again.
    """
    claimed = _take_on(_to_be_had(at, claimed_by).filter(pk=run_id), at, claimed_by)
    return JobRun.objects.select_related("school").get(pk=run_id) if claimed else None


@transaction.atomic
def claim_runs(*, run_ids: Collection[int], claimed_by: str, at: datetime) -> list[JobRun]:
    """Take on those of the runs that are to be had, a school's next one each. What others are claiming is left."""
    free = _to_be_had(at, claimed_by).filter(pk__in=run_ids)
    keys = list(free.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    mine = JobRun.objects.filter(pk__in=keys)
    _take_on(mine, at, claimed_by)
    return list(mine.select_related("school").order_by("pk"))


def finish_run(*, run: JobRun, outcome: str, at: datetime) -> bool:
    """Note that the run is done and what it did; False where somebody else has it by now."""
    return bool(_held(run).update(finished_at=at, outcome=_fits(outcome), failed=False))


def finish_runs(*, runs: Collection[JobRun], outcomes: Mapping[int, str], at: datetime) -> int:
    """Note that runs that one task holds are done, and what each did by its id; how many it still held."""
    done = [{"id": run.pk, "by": run.claimed_by, "outcome": _fits(outcomes[run.pk])} for run in runs]
    with connection.cursor() as cursor:
        cursor.execute(FINISH, {"done": json.dumps(done), "at": at})
        return int(cursor.rowcount)


def fail_run(*, run: JobRun, why: str, at: datetime) -> bool:
    """Note why the run failed and when it is tried again; False where somebody else has it by now."""
    again = at + retry_after(run.attempts)
    return bool(_held(run).update(failed=True, outcome=_fits(why), not_before=again))


def carry_out(
    *, run_id: int, claimed_by: str, now: Callable[[], datetime], work: Callable[[JobRun, datetime], str]
) -> bool:
    """Claim a run, do its work and note how it ended; whether it was done here and now.

    `work` says in words what it did and may be repeated. What goes wrong is noted on the row, without anything that
    could name a pupil, and in the worker's log; the timetable tries again.
    """
    run = claim_run(run_id=run_id, claimed_by=claimed_by, at=now())
    return run is not None and _do(run, now, work)


def carry_out_together(
    *,
    run_ids: Collection[int],
    claimed_by: str,
    now: Callable[[], datetime],
    work: Callable[[Sequence[JobRun], datetime], Mapping[int, str]],
    alone: Callable[[JobRun, datetime], str],
) -> int:
    """Claim the same run of several schools, do their work in one go and note how each ended; how many were done.

    `work` does all of it or nothing, and says in words what it did, by run. Where it fails, each school's is done
    `alone`, so that the one at fault says why on its own row and is tried again, and the others are done.
    """
    runs = claim_runs(run_ids=run_ids, claimed_by=claimed_by, at=now())
    if len(runs) > 1:
        try:
            return finish_runs(runs=runs, outcomes=work(runs, now()), at=now())
        except Exception:
            logger.exception("Runs of %s schools together failed; each is done alone", len(runs))
    return sum(_do(run, now, alone) for run in runs)


def in_words_or_why(
    run: JobRun, work: Callable[[JobRun, datetime], str], now: Callable[[], datetime]
) -> tuple[str, bool]:
    """Do the work: what it did in words, or why it could not and that it failed, without anything about a pupil."""
    try:
        return _fits(work(run, now())), False
    except Refusal as refusal:
        return _fits(f"{refusal.words} {refusal.who_can_fix}".strip()), True
    except Exception as error:
        logger.exception("Run %s of %s failed", run.pk, run.job)
        kind = type(error).__name__
        return f"Stopped by an error ({kind}); the worker's log has the details.", True


def begin_sweep(*, at: datetime) -> JobRun:
    """Note that the timetable is being looked at. It happens each minute and keeps one row a day."""
    today = at.astimezone(LONDON).date()
    sweep, _ = JobRun.objects.get_or_create(
        job=SWEEP,
        school=None,
        date=today,
        due_at=time(),
        defaults={
            "words": "Look at the timetable, each minute",
            "expected_at": datetime.combine(today, time(), LONDON),
        },
    )
    JobRun.objects.filter(pk=sweep.pk).update(started_at=at, attempts=F("attempts") + 1)
    return sweep


def end_sweep(*, sweep: JobRun, at: datetime) -> None:
    """Note that the timetable was looked at to the end."""
    JobRun.objects.filter(pk=sweep.pk).update(finished_at=at)


def _days(since: date, today: date, known: dict[Key, datetime | None]) -> Iterator[tuple[int | None, Day]]:
    """Each school (None: the whole site) with each of its days from the first to look at until today."""
    seen_before = JobRun.objects.scheduled().filter(date__lt=since)
    first: dict[int | None, date] = {}
    for school, _job, day, _due in known:
        first[school] = min(day, first.get(school, today))
    for school in School.objects.filter(Exists(seen_before.filter(school=OuterRef("pk")))).values_list(
        "pk", flat=True
    ):
        first[school] = since
    if seen_before.filter(school__isnull=True).exists():
        first[None] = since
    schools: list[int | None] = [None, *School.objects.values_list("pk", flat=True)]
    calendar = _calendar(since, today)
    for school in schools:
        for n in range((today - first.get(school, today)).days, -1, -1):
            day = today - timedelta(days=n)
            yield school, calendar.get((school, day), Day(day))


def _calendar(since: date, today: date) -> dict[tuple[int | None, date], Day]:
    """The school days of every school, with when registration closes. A weekday's own times come before the usual."""
    closes: dict[tuple[int, str, int | None], time] = {
        (each.school_id, each.session, each.weekday): each.closes for each in SessionTimes.objects.all()
    }
    days: dict[tuple[int | None, date], Day] = {}
    for day in SchoolDay.objects.between(since, today):
        meets = [session for session, held in ((Session.AM, day.am), (Session.PM, day.pm)) if held]
        times = {
            session: closes.get((day.school_id, session, day.date.weekday()))
            or closes.get((day.school_id, session, None))
            for session in meets
        }
        known = {session: close for session, close in times.items() if close is not None}
        days[day.school_id, day.date] = Day(day.date, known, is_school_day=True)
    return days


def _row(job: Job, school: int | None, day: date, expected: Expected) -> JobRun:
    return JobRun(
        school_id=school,
        job=job.name,
        words=job.words,
        date=day,
        due_at=expected.due_at,
        expected_at=expected.moment,
        deadline_at=expected.deadline,
    )


def _to_be_had(at: datetime, claimed_by: str) -> JobRunQuerySet:
    earlier = JobRun.objects.still_made(at).filter(
        school=OuterRef("school"), expected_at__lt=OuterRef("expected_at"), failed=False
    )
    return JobRun.objects.claimable(at, claimed_by).filter(~Exists(earlier))


def _take_on(runs: JobRunQuerySet, at: datetime, claimed_by: str) -> int:
    return runs.update(
        started_at=at,
        claimed_by=claimed_by,
        attempts=F("attempts") + 1,
        failed=False,
        not_before=None,
        outcome="",
    )


def _do(run: JobRun, now: Callable[[], datetime], work: Callable[[JobRun, datetime], str]) -> bool:
    words, failed = in_words_or_why(run, work, now)
    if failed:
        fail_run(run=run, why=words, at=now())
        return False
    return finish_run(run=run, outcome=words, at=now())


def _held(run: JobRun) -> JobRunQuerySet:
    return JobRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by, finished_at__isnull=True)


def _fits(words: str) -> str:
    longest = JobRun._meta.get_field("outcome").max_length or 0
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
