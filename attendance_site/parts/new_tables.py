"""Several new tables in one step of a migration.

Django draws every model anew after each step that makes a table, all tables being related through the school: a site
with two hundred tables spent most of its set-up on that. Made together they cost one drawing.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class NewTables(Operation):
    """Make these tables, each whole: with all its columns, constraints and indexes; they may point at each other."""

    serialization_expand_args = ["tables"]

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the tables to what is known, to be drawn once when somebody asks."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make them in order, then the keys and indexes that Django puts off: steps that follow may need them."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)
        put_off = list(schema_editor.deferred_sql)
        schema_editor.deferred_sql.clear()
        for statement in put_off:
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop them, the last first."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What is said while it runs."""
        return "Make " + ", ".join(table.name for table in self.tables)
