"""What was settled where plan and register did not fit, and what other schools answered, stand as written."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_contradictionsettled", "pupil_id", "registers_pupil"),
    ("absence_contradictionsettled", "by_id", "registers_post"),
    ("absence_otherschoolanswer", "pupil_id", "registers_pupil"),
    ("absence_otherschoolanswer", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was settled or answered."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.CONTRADICTIONS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.CONTRADICTIONS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0003_leave_requests"),
        ("registers", "0016_wording"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ContradictionSettled",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        (
                            "session",
                            models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        (
                            "says",
                            models.CharField(
                                help_text="What the row said when it was settled", max_length=300
                            ),
                        ),
                        ("words", models.CharField(help_text="Why it may stand", max_length=300)),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
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
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"),
                                models.F("pupil"),
                                models.F("date"),
                                models.F("session"),
                                models.F("kind"),
                                models.F("says"),
                                name="contradiction_settled_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("words", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="contradiction_settled_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OtherSchoolAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked, no answer yet"),
                                    ("there", "They were there"),
                                    ("absent", "They were absent"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True,
                                help_text="Absent: the code that the other school gave",
                                max_length=2,
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(blank=True, help_text="Who of the other school", max_length=200),
                        ),
                        (
                            "operation",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="Pressing twice writes it down once"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
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
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                        "indexes": [
                            models.Index(
                                fields=["school", "pupil", "date"], name="other_school_by_pupil_and_day"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="other_school_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="other_school_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("code", ""), ("answer", "absent"), _connector="OR"),
                                name="other_school_code_absent",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
