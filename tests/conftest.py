"""What every test stands on: settings for tests, databases, the cast, a browser."""

import gc
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "attendance_site.settings"
os.environ["ATTENDANCE_EMBEDDED"] = "1"
for name in ("SITE_CLOCK", "SITE_CLOCK_OFFSET", "DEBUG", "ATTENDANCE_AS_OWNER"):
    os.environ.pop(name, None)

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from attendance_site.celery import app  # noqa: E402
from tests.addresses import nothing_twice  # noqa: E402, F401
from tests.cast import *  # noqa: E402, F403
from tests.databases import (  # noqa: E402, F401
    _django_db_marker,
    db,
    django_db_setup,
    own_database,
    test_servers,
)
from tests.mail_standin import mail_server  # noqa: E402, F401
from tests.notify_standin import notify  # noqa: E402, F401
from tests.site_folders import new_folder, prepared_folder, site_folder  # noqa: E402, F401
from tests.small_school import small_school  # noqa: E402, F401
from tests.websites import browser, new_page, page, site, web_servers  # noqa: E402, F401
from tests.workers import queue, start_worker  # noqa: E402, F401

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.STATIC_ROOT = settings.BASE_DIR / "attendance_site" / "static"
app.conf.task_always_eager = True
app.conf.task_eager_propagates = True


def pytest_collection_finish():
    """All that is loaded by now stays: looking through it for garbage again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_itemcollected(item):
    """What is made once for a module, or once for the sites of `manage.py`, is made in one process only."""
    if "prepared_folder" in item.fixturenames:
        item.add_marker(pytest.mark.xdist_group("prepared_folder"))
    elif any(found[-1].scope == "module" for found in item._fixtureinfo.name2fixturedefs.values()):
        item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def pytest_collection_modifyitems(items):
    """What takes long in one piece begins: what began last would keep one process while the others are done.

    First the sites of `manage.py`, one after another in one process; then the walks of all addresses; then modules.
    """

    def turn(item):
        fixtures = item.fixturenames
        in_a_group = item.get_closest_marker("xdist_group") is not None
        return "prepared_folder" not in fixtures, "small_school" not in fixtures, not in_a_group

    items.sort(key=turn)
