"""Which languages a school offers its families, and who checked the words of each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was switched or checked."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.LANGUAGES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.LANGUAGES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0018_planned_in_school"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sensitiveread",
            name="what",
            field=models.CharField(
                choices=[
                    ("contact_limit", "Contact limits in full"),
                    ("social_care", "Social care"),
                    ("address", "Confidential address"),
                    ("evidence", "Evidence for leave"),
                ],
                max_length=16,
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="LanguageCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        (
                            "checker",
                            models.CharField(help_text="The native speaker who read them", max_length=200),
                        ),
                        ("checked_on", models.DateField()),
                        (
                            "words",
                            models.CharField(help_text="A digest of the words that were read", max_length=64),
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
                                    models.Q(("checker", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                ),
                                name="language_check_says_who_and_who_notes_it",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LanguageSwitch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        ("is_on", models.BooleanField()),
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
                                condition=models.Q(("name", ""), _negated=True),
                                name="language_switch_says_who",
                            )
                        ],
                    },
                ),
            ]
        ),
        paired_key("registers_languageswitch", "by_id", "registers_post"),
        paired_key("registers_languagecheck", "by_id", "registers_post"),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
