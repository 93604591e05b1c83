"""The tests' own databases behave as promised."""

import re
import threading

import pytest
from django.conf import settings
from django.db import connection

from registers.models import School, Trust


@pytest.mark.django_db
def test_tests_run_as_the_serving_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchall() == [("attendance_app",)]


def test_a_database_of_its_own_starts_empty_and_is_seen_by_other_threads(own_database):
    Trust.objects.create(name="Fieldway Trust")
    seen = []

    def look():
        seen.append(Trust.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


def test_the_cast_can_live_in_a_database_of_its_own(own_database, school):
    assert [found.name for found in School.objects.all()] == ["Larkfield Primary School"]
    assert connection.settings_dict["NAME"] == own_database.name


@pytest.mark.django_db
def test_nothing_of_it_is_left_for_the_next_test():
    assert Trust.objects.count() == 0


def test_no_step_of_a_migration_asks_for_models():
    """Which tests/quick_migrate.py stands on. `apps.get_model` in a step would be given models of an earlier state."""
    steps = {path: path.read_text() for path in settings.BASE_DIR.glob("*/migrations/*.py")}
    assert len(steps) > 50
    assert [path.name for path, text in steps.items() if re.search(r"\bget_models?\(", text)] == []
