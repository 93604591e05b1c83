"""The database can make a school's sums of weeks anew from its marks."""

from django.conf import settings
from django.db import migrations

from registers import week_guards


def make(apps: object, schema_editor: object) -> None:
    """Make the function, for the serving role and nobody else."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(week_guards.FUNCTION)
        cursor.execute(week_guards.EVERYBODY_ELSE)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            cursor.execute(week_guards.grant_statement(connection.ops.quote_name(settings.APP_ROLE)))


class Migration(migrations.Migration):
    dependencies = [("registers", "0025_inspectors")]

    operations = [
        migrations.RunPython(make, lambda apps, schema_editor: schema_editor.execute(week_guards.DROP)),
    ]
