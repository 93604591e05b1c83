"""The door for gunicorn, which refuses to open on an unsafe site (production.py).

Run gunicorn with `--preload`: the question is then asked once, when the site starts, and not again each time a
web process is replaced.
"""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")
GUNICORN_STOPS = 4  # gunicorn's APP_LOAD_ERROR: the whole server ends instead of trying again for ever

application = get_wsgi_application()

import attendance_site.celery  # noqa: E402, F401  (pages tell the worker of what cannot wait for the timetable)
from attendance_site.production import UnsafeStart, refuse_unsafe_start  # noqa: E402  (models must be loaded)

try:
    refuse_unsafe_start()
except UnsafeStart as refusal:
    print(refusal, file=sys.stderr)  # noqa: T201
    sys.exit(GUNICORN_STOPS)
