"""The tests' own databases behave as promised."""

import contextlib
import re
import subprocess
import threading
from collections import Counter

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from attendance_site import embedded
from attendance_site.parts.server_binaries import postgres_programs
from registers.models import School, Trust
from tests.databases import GIVEN


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


NUMBERED_BY_CHANCE = {
    "django_content_type": "SELECT app_label, model FROM django_content_type",
    "auth_permission": """
        SELECT app_label, model, codename, name FROM auth_permission
        JOIN django_content_type type ON type.id = content_type_id
    """,
    "django_migrations": "SELECT app, name FROM django_migrations",
}
"""Tables that Django fills while it migrates, in another order or at another moment each time: what they say."""

WRITTEN_ABOUT_IT = ("--", "\\restrict", "\\unrestrict")
"""How lines begin that head a statement, or carry a number drawn for the dump."""


def made_of(owner_url):
    """All that makes this database: tables, guards, owners and grants as statements, and the rows."""
    aside = [f"--exclude-table-data={table}" for table in NUMBERED_BY_CHANCE]
    command = [postgres_programs(None) / "pg_dump", *aside, owner_url]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in dump.splitlines() if line and not line.startswith(WRITTEN_ABOUT_IT)]
    with contextlib.closing(psycopg2.connect(owner_url)) as link, link.cursor() as cursor:
        for table, said in NUMBERED_BY_CHANCE.items():
            cursor.execute(said)
            lines += sorted(f"{table}: {' '.join(row)}" for row in cursor.fetchall())
    return lines


def lost_and_gained(before, after):
    before, after = Counter(before), Counter(after)
    return sorted((before - after).elements()), sorted((after - before).elements())


@pytest.mark.skipif(
    GIVEN["DATABASE_URL"] != "", reason="a server of another version says the same in other words"
)
def test_a_database_of_the_tests_is_the_one_that_the_product_makes(own_database, site_folder):
    """The tests' is made by tests/quick_migrate.py, which leaves work out; the product's by `manage.py set_up`."""
    with embedded.servers(site_folder.folder, redis=False) as servers:
        products = made_of(servers.owner_url)
    ours = made_of(own_database.owner_url)
    assert lost_and_gained(products, ours) == ([], [])
    in_the_same_order = ours == products
    assert in_the_same_order


@pytest.mark.skipif(
    GIVEN["DATABASE_URL"] != "", reason="a server of another version says the same in other words"
)
def test_control_a_column_a_guard_a_grant_or_a_step_that_differs_is_seen(own_database):
    before = made_of(own_database.owner_url)
    with contextlib.closing(psycopg2.connect(own_database.owner_url)) as link, link, link.cursor() as cursor:
        cursor.execute("ALTER TABLE registers_mark ALTER note DROP NOT NULL")
        cursor.execute("DROP TRIGGER mark_sealed ON registers_mark")
        cursor.execute("REVOKE UPDATE ON registers_mark FROM attendance_app")
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = ('registers', '0001_tables')")
    assert lost_and_gained(before, made_of(own_database.owner_url)) == (
        [
            "    note character varying(300) NOT NULL,",
            "CREATE TRIGGER mark_sealed BEFORE INSERT OR UPDATE ON public.registers_mark FOR EACH ROW"
            " EXECUTE FUNCTION public.registers_mark_sealed();",
            "GRANT SELECT,INSERT,UPDATE ON TABLE public.registers_mark TO attendance_app;",
            "django_migrations: registers 0001_tables",
        ],
        [
            "    note character varying(300),",
            "GRANT SELECT,INSERT ON TABLE public.registers_mark TO attendance_app;",
        ],
    )
