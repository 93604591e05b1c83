"""Returns that a person makes, whom they went to, and who collected a daily return."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("reporting_madereturn", "by_id", "registers_post"),
    ("reporting_madereturnline", "made_id", "reporting_madereturn"),
    ("reporting_madereturnline", "pupil_id", "registers_pupil"),
    ("reporting_madereturnsent", "made_id", "reporting_madereturn"),
    ("reporting_madereturnsent", "by_id", "registers_post"),
    ("reporting_madereturnaccepted", "made_id", "reporting_madereturn"),
    ("reporting_madereturnaccepted", "by_id", "registers_post"),
    ("reporting_returncollected", "taken_id", "reporting_return"),
    ("reporting_returncollected", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was made for others, or what was noted of it."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.MADE_RETURNS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.MADE_RETURNS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0025_inspectors"),
        ("reporting", "0003_policy_and_inspections"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(models.F("school"), models.F("id"), name="return_school_id"),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="MadeReturn",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("new_pupil", "New pupils"),
                                    ("deletion", "Deletions"),
                                    ("attendance", "Attendance return"),
                                    ("sickness", "Sickness return"),
                                    ("part_time", "Part-time timetables"),
                                    ("transfer", "Common transfer file"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("first", models.DateField(help_text="The first day that it tells of")),
                        ("last", models.DateField()),
                        ("file_name", models.CharField(max_length=100)),
                        ("content", models.BinaryField(help_text="The file as it was made")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "tells_secret",
                            models.BooleanField(default=False, help_text="A confidential address is in it"),
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
                        "indexes": [
                            models.Index(fields=["school", "kind", "-at"], name="made_return_latest")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="madereturn_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="madereturn_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="made_return_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sha256", ""), _negated=True),
                                    models.Q(("file_name", ""), _negated=True),
                                ),
                                name="made_return_is_frozen",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MadeReturnAccepted",
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
                        ("accepted_on", models.DateField()),
                        (
                            "receipt",
                            models.CharField(
                                blank=True, help_text="Their reference, or who said so", max_length=300
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
                            "made",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accepted",
                                to="reporting.madereturn",
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
                                models.F("school"), models.F("operation"), name="madereturnaccepted_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="madereturnaccepted_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MadeReturnLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("about", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        (
                            "made",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="reporting.madereturn",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="made_returns",
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
                        "indexes": [models.Index(fields=["school", "about"], name="made_return_line_about")],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("made"), models.F("about"), name="made_return_line_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MadeReturnSent",
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
                        ("to_whom", models.CharField(max_length=200)),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("email", "By secure e-mail"),
                                    ("portal", "On the authority’s own system"),
                                    ("phone", "By phone"),
                                    ("letter", "By post"),
                                    ("in_person", "In person"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("sent_on", models.DateField()),
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
                            "made",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent",
                                to="reporting.madereturn",
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
                                models.F("school"), models.F("operation"), name="madereturnsent_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="madereturnsent_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("to_whom", ""), _negated=True),
                                name="made_return_sent_to_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnCollected",
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
                            "with_token",
                            models.CharField(
                                blank=True,
                                help_text="What the token is called; empty: a person",
                                max_length=100,
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
                        (
                            "taken",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collected",
                                to="reporting.return",
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
                                name="return_collected_says_who",
                            )
                        ],
                    },
                ),
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
