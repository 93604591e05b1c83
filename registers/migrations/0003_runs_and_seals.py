"""What a run of the ledger needs to be claimed, retried and found overdue; and a seal on each entry of the register."""

from django.db import migrations, models

from registers import mark_guards

GUARDED = ("registers_mark", "registers_markhistory")


def seal(apps: object, schema_editor: object) -> None:
    """Make the function and trigger that seal, and seal the entries that were there before."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in mark_guards.create_statements():
            cursor.execute(statement)
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} AS entry SET seal = {mark_guards.SEAL_OF.format(row='entry')}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_guards")]

    operations = [
        migrations.AddField(
            "jobrun",
            "claimed_by",
            models.CharField(blank=True, help_text="The task that took it on", max_length=50),
        ),
        migrations.AddField(
            "jobrun",
            "deadline_at",
            models.DateTimeField(blank=True, help_text="Overdue when not finished by then", null=True),
        ),
        migrations.AddField(
            "jobrun",
            "not_before",
            models.DateTimeField(blank=True, help_text="After a failure: when to try again", null=True),
        ),
        migrations.AddField(
            "jobrun",
            "words",
            models.CharField(
                blank=True, help_text="What the job does, as the timetable says it", max_length=100
            ),
        ),
        migrations.AddField(
            "mark",
            "seal",
            models.BigIntegerField(
                db_default=0, editable=False, help_text="Set by a trigger: fits the entry as written"
            ),
        ),
        migrations.AddField("markhistory", "seal", models.BigIntegerField(db_default=0, editable=False)),
        migrations.AddIndex("jobrun", models.Index(fields=["school", "date"], name="job_run_by_day")),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
