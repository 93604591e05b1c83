"""The Celery app: how background work is carried. What is due stands in PostgreSQL; Redis only carries "row 123
is due", and may die at any moment.

The settings were chosen by experiment: with early acknowledgement a killed worker loses its task for good; with
late acknowledgement alone a killed pool process does; and without the two `unacked_restore` settings a task of a
killed worker waits up to 100 seconds beyond its visibility timeout.
"""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")

LONGEST_TASK = 300
"""Seconds. A task that runs longer is ended; it must end before the visibility timeout, or it would run twice."""

app = Celery("attendance_site")
app.conf.update(
    broker_url=settings.REDIS_URL or None,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=1,
    broker_transport_options={
        "visibility_timeout": 3 * LONGEST_TASK,
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
