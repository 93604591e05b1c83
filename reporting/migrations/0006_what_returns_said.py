"""The record of what each daily return says, beside its file, also of those that were made before."""

import csv
import io
import json

from django.db import migrations, models

TABLE = "reporting_return"


def record(content: bytes) -> str:
    """What a file says: of each half-day the code of each UPN."""
    said: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
        said.setdefault(f"{row['date']} {row['session']}", {})[row["upn"]] = row["code"]
    return json.dumps(said, separators=(",", ":"))


def keep_records(apps: object, schema_editor: object) -> None:
    """Read each file once; the trigger that refuses any change of a return is away meanwhile."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id")
        for (key,) in cursor.fetchall():
            cursor.execute(f"SELECT content FROM {TABLE} WHERE id = %s", [key])
            said = record(bytes(cursor.fetchone()[0]))
            cursor.execute(f"UPDATE {TABLE} SET said = %s WHERE id = %s", [said, key])
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_names_shared")]

    operations = [
        migrations.AddField(
            "return",
            "said",
            models.TextField(default="", help_text="The record of what the file says (reporting/said.py)"),
            preserve_default=False,
        ),
        migrations.RunPython(keep_records, migrations.RunPython.noop),
        migrations.AddConstraint(
            "return",
            models.CheckConstraint(condition=~models.Q(said=""), name="return_record_is_kept"),
        ),
    ]
