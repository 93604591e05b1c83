"""Families send evidence of an illness by their pages, where they were asked for it in writing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_medicalrequestto", "request_id", "absence_medicalrequest"),
    ("absence_medicalrequestto", "contact_id", "registers_contact"),
    ("absence_medicalevidence", "contact_id", "registers_contact"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes who was asked."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.ASKED_IN_WRITING):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.ASKED_IN_WRITING):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0012_medical_and_groups"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="MedicalRequestTo",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="to",
                                to="absence.medicalrequest",
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("request"), models.F("contact"), name="medical_request_to_once"
                            )
                        ],
                    },
                )
            ]
        ),
        migrations.RemoveConstraint(
            model_name="medicalevidence",
            name="medical_evidence_says_what",
        ),
        migrations.AddField(
            model_name="medicalevidence",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The adult who sent it by the family pages; empty: somebody at school noted it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.contact",
            ),
        ),
        migrations.AddField(
            model_name="medicalevidence",
            name="operation",
            field=models.UUIDField(blank=True, help_text="Sent twice by a family it is kept once", null=True),
        ),
        migrations.AlterField(
            model_name="medicalevidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("card", "Appointment card or text"),
                    ("letter", "Letter of a doctor or hospital"),
                    ("prescription", "Prescription or medicine"),
                    ("school_nurse", "What the school nurse said"),
                    ("other", "Something else"),
                    ("words", "What the family wrote"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="medicalevidence",
            name="note",
            field=models.CharField(blank=True, help_text="What it showed, in a few words", max_length=300),
        ),
        migrations.AddConstraint(
            model_name="medicalevidence",
            constraint=models.UniqueConstraint(
                models.F("school"), models.F("operation"), name="medical_evidence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="medicalevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("note", ""), _negated=True), ("contact__isnull", False), _connector="OR"
                    ),
                    models.Q(("name", ""), _negated=True),
                    models.Q(("position", ""), _negated=True),
                ),
                name="medical_evidence_says_what",
            ),
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
