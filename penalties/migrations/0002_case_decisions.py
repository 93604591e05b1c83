"""What people decided about cases, each with its checklist."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("penalties_casedecision", "case_id", "penalties_case"),
    ("penalties_casedecision", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was decided."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.CASE_DECISIONS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.CASE_DECISIONS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("penalties", "0001_cases"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDecision",
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
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("support", "More support"),
                            ("notice_to_improve", "Notice to improve"),
                            ("refer", "Refer to the local authority"),
                            ("no_action", "No action"),
                        ],
                        max_length=17,
                    ),
                ),
                ("reason", models.TextField()),
                ("support_appropriate", models.BooleanField()),
                ("why_not", models.TextField(blank=True, help_text="Why support is not appropriate")),
                (
                    "offered",
                    models.CharField(
                        blank=True,
                        choices=[("enough", "Enough was offered"), ("not_enough", "Not enough yet")],
                        max_length=10,
                    ),
                ),
                ("offered_words", models.TextField(blank=True)),
                (
                    "engaged",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, and it has not helped so far"),
                            ("partly", "In part"),
                            ("no", "No"),
                        ],
                        max_length=6,
                    ),
                ),
                ("engaged_words", models.TextField(blank=True)),
                ("equality_words", models.TextField()),
                ("send_words", models.TextField()),
                ("best_tool", models.BooleanField()),
                ("best_tool_words", models.TextField()),
                ("sessions", models.JSONField(help_text="The sessions that were considered")),
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="penalties.case",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.school"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["case", "-id"], name="case_decision_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school"), models.F("operation"), name="casedecision_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("position", ""), _negated=True)
                        ),
                        name="casedecision_says_who",
                    ),
                    models.UniqueConstraint(
                        models.F("school"), models.F("id"), name="case_decision_school_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("equality_words", ""), _negated=True),
                            models.Q(("send_words", ""), _negated=True),
                            models.Q(("best_tool_words", ""), _negated=True),
                        ),
                        name="case_decision_answers_always",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("support_appropriate", False), models.Q(("why_not", ""), _negated=True)
                            ),
                            models.Q(
                                ("support_appropriate", True),
                                models.Q(("offered", ""), _negated=True),
                                models.Q(("offered_words", ""), _negated=True),
                                models.Q(("engaged", ""), _negated=True),
                                models.Q(("engaged_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_decision_answers_about_support",
                    ),
                ],
            },
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
