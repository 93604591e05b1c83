"""The site's Celery app set up wrongly on purpose: tasks are acknowledged before they are done.

A control for tests/test_lost_workers.py: with it, a killed worker must be seen to lose its task.
"""

from attendance_site.celery import app

app.conf.task_acks_late = False
app.conf.task_reject_on_worker_lost = False
