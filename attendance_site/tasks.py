"""What beat starts each minute: asking the database what is due."""

from celery import chain, shared_task, signature

from attendance_site.celery import TIMETABLE
from attendance_site.parts import clock
from registers.actions.jobs import begin_sweep, end_sweep, expect_runs
from registers.actions.minute_jobs import runs_of_this_minute
from registers.scheduled_jobs import hand_over, runs_to_hand_over

TASK_OF = {job.name: job.task for job in TIMETABLE}
TOGETHER = {job.name for job in TIMETABLE if job.together}
EXPIRES = 55
"""Seconds. What is done each minute is not done twice because a worker was busy: the next minute brings it again."""


@shared_task
def start_due_jobs() -> None:
    """Write down what is expected, and hand each school's due runs to the workers, one after another.

    What is done together goes to one worker for many schools.
    """
    at = clock.now()
    sweep = begin_sweep(at=at)
    expect_runs(timetable=TIMETABLE, at=at)
    chains, lots = hand_over(runs_to_hand_over(at), TOGETHER)
    for runs in lots:
        signature(TASK_OF[runs[0].job], args=[run.pk for run in runs], immutable=True).apply_async()
    for runs in chains:
        chain(*(signature(TASK_OF[run.job], args=[run.pk], immutable=True) for run in runs)).apply_async()
    for run in runs_of_this_minute(timetable=TIMETABLE, at=at):
        signature(TASK_OF[run.job], args=[run.pk], immutable=True).apply_async(expires=EXPIRES)
    end_sweep(sweep=sweep, at=clock.now())
