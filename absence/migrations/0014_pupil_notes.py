"""Notes about a pupil's attendance, and the concern that a support plan came of."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_pupilnote", "pupil_id", "registers_pupil"),
    ("absence_pupilnote", "corrects_id", "absence_pupilnote"),
    ("absence_pupilnote", "by_id", "registers_post"),
    ("absence_supportplan", "concern_id", "absence_concern"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a note."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.PUPIL_NOTES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.PUPIL_NOTES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0013_evidence_from_families"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="supportplan",
            name="concern",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The family's concern that it came of",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans",
                to="absence.concern",
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="PupilNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("words", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.post",
                            ),
                        ),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="absence.pupilnote",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="registers.pupil",
                            ),
                        ),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.school",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["school", "pupil", "at"], name="pupil_note_by_pupil")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="pupilnote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="pupilnote_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="pupil_note_says_what"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="pupil_note_school_id"
                            ),
                        ],
                    },
                )
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
