"""The Celery app: how background work is carried. What is due stands in PostgreSQL; Redis only carries "row 123
is due", and may die at any moment.

The settings were chosen by experiment: with early acknowledgement a killed worker loses its task for good; with
late acknowledgement alone a killed pool process does; and without the two `unacked_restore` settings a task of a
killed worker waits up to 100 seconds beyond its visibility timeout.
"""

import contextlib
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init, worker_ready
from django.conf import settings
from kombu.exceptions import OperationalError

from registers.ledger import EVERY_DAY, SITE, TASK_ENDS_AFTER, Job, after_close, at

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")

LONGEST_TASK = int(TASK_ENDS_AFTER.total_seconds())
"""Seconds. A task that runs longer is ended; it must end before the visibility timeout, or it would run twice."""

# What runs when, on school days and for each school unless it says otherwise. Times are local; "after_close" is the
# school's own close of registration in that session. A run that has not finished `late_after` minutes after it was due
# shows on the home page. Nothing is due from 01:00 to 02:00, when the clocks change.
# fmt: off
TIMETABLE = (
    #   task                              due                                       late_after  what it does
    Job("registers.tasks.prune_operations", [at("03:30")],                            240,
        "Forget what devices sent more than 30 days ago", on=EVERY_DAY, once_for=SITE),
    Job("registers.tasks.prune_imports",    [at("03:40")],                            240,
        "Forget uploaded files that nobody applied", on=EVERY_DAY, once_for=SITE),
    Job("absence.tasks.forget_leave_drafts", [at("03:45")],                           240,
        "Forget requests for leave that nobody sent in 30 days", on=EVERY_DAY, once_for=SITE),
    Job("registers.tasks.read_mis_files",   [at("05:30")],                            120,
        "Compare the rolls with other systems’ files", on=EVERY_DAY, once_for=SITE),
    Job("registers.tasks.open_registers",   [at("06:30")],                             60,
        "Open the day’s registers"),
    Job("registers.tasks.unsettled_n",      [at("07:00")],                             60,
        "List the N marks to be settled"),
    Job("registers.tasks.close_registers",  [after_close("AM"), after_close("PM")],    15,
        "Close the registers"),
    Job("reporting.tasks.daily_return",     [at("12:00"), after_close("PM", 30)],      60,
        "Make the daily return", together=True),
    Job("penalties.tasks.scan_thresholds",  [at("21:00")],                            120,
        "Look for ten unauthorised sessions in ten weeks", on=EVERY_DAY, together=True),
    Job("absence.tasks.follow_up",          [],                                         5,
        "Write first-day texts, and stop those with an answer", on=EVERY_DAY, each_minute=True),
    Job("penalties.tasks.follow_changes",   [],                                         5,
        "Look again at cases whose marks changed", on=EVERY_DAY, each_minute=True),
    Job("registers.tasks.sign_in_codes",    [],                                         5,
        "Mail the codes by which families sign in", on=EVERY_DAY, once_for=SITE, each_minute=True),
    Job("registers.tasks.send_messages",    [],                                         5,
        "Send messages, and ask what became of them", on=EVERY_DAY, each_minute=True),
)
# fmt: on
EACH_MINUTE = "attendance_site.tasks.start_due_jobs"

app = Celery("attendance_site")
app.conf.update(
    broker_url=settings.REDIS_URL or None,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=1,
    broker_transport_options={
        "visibility_timeout": LONGEST_TASK + 10,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=LONGEST_TASK - 30,
    task_time_limit=LONGEST_TASK,
    task_ignore_result=True,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    accept_content=["json"],
    timezone="Europe/London",
    enable_utc=True,
    beat_schedule={"start_due_jobs": {"task": EACH_MINUTE, "schedule": 60, "options": {"expires": 55}}},
)
app.autodiscover_tasks()


def refuse_unsafe_start(**_: Any) -> None:
    """A worker or beat refuses the same unsafe settings as the web server (production.py)."""
    from attendance_site import production

    try:
        production.refuse_unsafe_start()
    except production.UnsafeStart as refusal:
        sys.exit(str(refusal))


worker_init.connect(refuse_unsafe_start)
beat_init.connect(refuse_unsafe_start)


def catch_up(**_: Any) -> None:
    """A worker that starts looks at the timetable at once, for what was missed meanwhile."""
    with contextlib.suppress(OperationalError):  # without Redis, beat's next message does it
        app.send_task(EACH_MINUTE)


worker_ready.connect(catch_up)
