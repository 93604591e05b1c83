"""A refused TRUNCATE says why; a token acts in a hat of its own school only."""

from django.db import migrations

from attendance_site.parts.paired_keys import paired_key
from registers import mark_guards


def renew(apps: object, schema_editor: object) -> None:
    """Make the functions and triggers as the module has them now."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in mark_guards.create_statements():
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_messages_by_time")]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
        paired_key("registers_apitoken", "post_id", "registers_post"),
    ]
