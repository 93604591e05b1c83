"""Tables that a migration makes together."""

import pytest
from django.db import connection, models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from attendance_site.parts.new_tables import NewTables
from attendance_site.settings import database

STEP = NewTables(
    [
        CreateModel(
            "Lane",
            [("id", models.AutoField(primary_key=True)), ("ends", models.ForeignKey("Gate", models.PROTECT))],
        ),
        CreateModel(
            "Gate",
            [("id", models.AutoField(primary_key=True)), ("name", models.TextField())],
            options={"constraints": [models.UniqueConstraint("name", "id", name="gate_once")]},
        ),
    ]
)
"""The first points at the second, which is made after it; an expression makes its constraint an index put off."""


@pytest.fixture
def owner(own_database):
    wrapper = DatabaseWrapper(connection.settings_dict | database(own_database.owner_url))
    yield wrapper
    wrapper.close()


def found(owner):
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f')"
            " FROM pg_class c WHERE c.relname IN ('registers_lane', 'registers_gate', 'gate_once') ORDER BY c.relname"
        )
        return cursor.fetchall()


def test_tables_that_point_at_each_other_are_whole_before_the_next_step_and_go_again(owner):
    before, after = ProjectState(), ProjectState()
    STEP.state_forwards("registers", after)
    with owner.schema_editor() as editor:
        STEP.database_forwards("registers", editor, before, after)
        assert (found(owner), editor.deferred_sql) == (
            [("gate_once", 0), ("registers_gate", 0), ("registers_lane", 1)],
            [],
        )
    with owner.schema_editor() as editor:
        STEP.database_backwards("registers", editor, after, before)
    assert found(owner) == []


def test_models_drawn_before_are_drawn_anew_with_the_tables():
    state = ProjectState()
    assert [model.__name__ for model in state.apps.get_models()] == []
    STEP.state_forwards("registers", state)
    assert sorted(model.__name__ for model in state.apps.get_models()) == ["Gate", "Lane"]
