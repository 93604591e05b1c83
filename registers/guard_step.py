"""The step of a migration by which the database itself keeps the rows of new tables as they were written."""

from collections.abc import Mapping

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from registers.record_guards import create_statements, grant_statements


def guard_step(tables: Mapping[str, str]) -> migrations.RunPython:
    """Make the triggers of these tables, and take away from the serving role what it never does. For new migrations."""

    def guard(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = create_statements(tables)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT current_user <> %s", [settings.APP_ROLE])
            if cursor.fetchone()[0]:
                statements += grant_statements(schema_editor.quote_name(settings.APP_ROLE), tables)
            for each in statements:
                cursor.execute(each)

    return migrations.RunPython(guard, migrations.RunPython.noop)
