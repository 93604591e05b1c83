"""The daily return as it was made, which nobody alters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reporting import return_guards


def guard(apps: object, schema_editor: object) -> None:
    """Make the triggers, and take away from the serving role what it never does."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in return_guards.create_statements():
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            for statement in return_guards.grant_statements(schema_editor.quote_name(settings.APP_ROLE)):  # type: ignore[attr-defined]
                cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("registers", "0003_runs_and_seals")]

    operations = [
        migrations.CreateModel(
            name="Return",
            fields=[
                (
                    "id",
                    models.CharField(
                        help_text="URN-DATE-vN", max_length=30, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                ("version", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField(help_text="Rows of the file, its header left out")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField(help_text="The file: UTF-8, comma-separated")),
                ("at", models.DateTimeField(help_text="When it was made")),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="registers.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school"), models.F("date"), models.F("version"), name="return_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="return_versions_from_one"
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
