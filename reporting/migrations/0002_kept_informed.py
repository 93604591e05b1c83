"""Updates for families, the school's target, summaries for the next school, celebrations, a column of progress."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("reporting_attendancetarget", "by_id", "registers_post"),
    ("reporting_familyupdate", "by_id", "registers_post"),
    ("reporting_familyupdate", "pupil_id", "registers_pupil"),
    ("reporting_leaversummary", "by_id", "registers_post"),
    ("reporting_leaversummary", "pupil_id", "registers_pupil"),
    ("reporting_celebrationchoice", "by_id", "registers_post"),
    ("reporting_certificate", "by_id", "registers_post"),
    ("reporting_certificate", "pupil_id", "registers_pupil"),
    ("reporting_progresscolumn", "by_id", "registers_post"),
    ("reporting_pupilprogress", "column_id", "reporting_progresscolumn"),
    ("reporting_pupilprogress", "pupil_id", "registers_pupil"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was told to a family or to the next school."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.KEPT_INFORMED):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.KEPT_INFORMED):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0024_earlier_absences_noted"),
        ("reporting", "0001_returns"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ProgressColumn",
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
                        ("label", models.CharField(max_length=60)),
                        ("measured_on", models.DateField()),
                        ("file_name", models.CharField(max_length=200)),
                        ("operation", models.UUIDField(help_text="Pressing twice imports it once")),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_name", models.CharField(blank=True, max_length=200)),
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
                                models.F("school"), models.F("id"), name="progress_column_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="progress_column_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                    models.Q(("label", ""), _negated=True),
                                ),
                                name="progress_column_says_who",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="PupilProgress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=60)),
                        (
                            "column",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="values",
                                to="reporting.progresscolumn",
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
                                models.F("column"),
                                models.F("pupil"),
                                name="pupil_progress_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value", ""), _negated=True),
                                name="pupil_progress_says_something",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceTarget",
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
                        (
                            "tenths",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Tenths of a per cent: 955 is 95.5 %", null=True
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("tenths__isnull", True), ("tenths__range", (500, 1000)), _connector="OR"
                                ),
                                name="target_is_a_share",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="attendance_target_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CelebrationChoice",
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
                        ("on_time", models.BooleanField(help_text="Arriving on time")),
                        ("improved", models.BooleanField(help_text="Better than the weeks before")),
                        (
                            "in_school",
                            models.BooleanField(help_text="In school, where nothing kept a child at home"),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="celebration_choice_says_who",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
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
                        ("date", models.DateField()),
                        ("words", models.CharField(max_length=200)),
                        ("operation", models.UUIDField(help_text="Pressing twice gives it once")),
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
                                related_name="certificates",
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
                            models.Index(fields=["school", "date", "pupil"], name="certificate_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"),
                                models.F("pupil"),
                                models.F("operation"),
                                name="certificate_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                ),
                                name="certificate_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyUpdate",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("half_term", "Update of a half term"),
                                    ("target", "Below the school’s target"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("first_day", models.DateField(help_text="What it is about begins on this day")),
                        ("last_day", models.DateField(help_text="and ends on this one")),
                        ("attended", models.PositiveSmallIntegerField()),
                        ("possible", models.PositiveSmallIntegerField()),
                        (
                            "left_out",
                            models.BooleanField(
                                default=False, help_text="Nothing was written, and the note says why"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
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
                                related_name="family_updates",
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
                                fields=["school", "kind", "first_day", "pupil"],
                                name="family_update_by_period",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="family_update_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"),
                                models.F("pupil"),
                                models.F("operation"),
                                name="family_update_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__lte", models.F("last_day"))),
                                name="family_update_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_out", False),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="family_update_left_out_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="family_update_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaverSummary",
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
                        ("to_school", models.CharField(max_length=200)),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        (
                            "words",
                            models.TextField(
                                blank=True,
                                help_text="What helped, in the school’s own words",
                                max_length=2000,
                            ),
                        ),
                        ("document", models.BinaryField(help_text="The PDF as it was made")),
                        ("operation", models.UUIDField(help_text="Pressing twice makes it once")),
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
                                related_name="leaver_summaries",
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
                            models.Index(fields=["school", "pupil", "at"], name="leaver_summary_by_pupil")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="leaver_summary_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                    models.Q(("to_school", ""), _negated=True),
                                ),
                                name="leaver_summary_says_who",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
