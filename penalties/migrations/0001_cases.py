"""Cases of ten sessions, and what the scan saw of each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("penalties_case", "pupil_id", "registers_pupil"),
    ("penalties_caseevent", "case_id", "penalties_case"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what the scan saw."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.PENALTY_CASES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.PENALTY_CASES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_why", models.CharField(blank=True, max_length=300)),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_cases",
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
                                models.F("school"), models.F("id"), name="case_school_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("school", "pupil"),
                                name="case_one_open_a_pupil",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("closed_why", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("closed_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_closed_says_why",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "raised_at"], name="case_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("moved", "Sessions changed"),
                                    ("joined", "More sessions since the decision"),
                                    ("withdrawn", "No longer ten sessions"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("on", models.DateField(help_text="The day up to which was looked")),
                        ("at", models.DateTimeField()),
                        ("why", models.CharField(max_length=500)),
                        ("met_on", models.DateField(blank=True, null=True)),
                        ("met_session", models.CharField(blank=True, max_length=2)),
                        ("window_first", models.DateField(blank=True, null=True)),
                        ("window_last", models.DateField(blank=True, null=True)),
                        ("sessions", models.JSONField(default=list)),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="penalties.case",
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
                                models.F("school"), models.F("id"), name="case_event_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True), name="case_event_says_why"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "withdrawn"),
                                    models.Q(
                                        ("met_on__isnull", False),
                                        ("window_first__isnull", False),
                                        ("window_last__isnull", False),
                                        ("met_session__in", ["AM", "PM"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_event_says_when_met",
                            ),
                        ],
                        "indexes": [models.Index(fields=["case", "-id"], name="case_event_newest")],
                    },
                ),
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
