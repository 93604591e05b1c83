"""What families are told, in the school's own words; and what a message that went kept of its day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("registers_wordingversion", "by_id", "registers_post"),
    ("registers_wordingswitch", "by_id", "registers_post"),
    ("registers_message", "wording_id", "registers_wordingversion"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a version of a wording, nor that one was switched off."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.WORDINGS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.WORDINGS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0015_senders"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="addressee",
            field=models.CharField(blank=True, help_text="The name as it stood when it went", max_length=200),
        ),
        migrations.AddField(
            model_name="message",
            name="letterhead",
            field=models.CharField(
                blank=True,
                help_text="The school's name, telephone and e-mail as they stood when it went",
                max_length=600,
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="WordingVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("page", "On their own page"),
                                    ("email", "E-mail"),
                                    ("text", "Text"),
                                    ("letter", "Letter"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("language", models.CharField(default="en", max_length=10)),
                        ("number", models.PositiveIntegerField()),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField()),
                        (
                            "is_ours",
                            models.BooleanField(
                                default=False,
                                help_text="Back to the words that come with the site, as they were then",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
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
                                related_name="wordings",
                                to="registers.school",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="wording_version_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"),
                                models.F("kind"),
                                models.F("channel"),
                                models.F("language"),
                                models.F("number"),
                                name="wording_version_numbered_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="wording_version_from_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("body", ""), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                ),
                                name="wording_version_says_who_and_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WordingSwitch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("page", "On their own page"),
                                    ("email", "E-mail"),
                                    ("text", "Text"),
                                    ("letter", "Letter"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("is_on", models.BooleanField()),
                        ("reason", models.CharField(max_length=300)),
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
                                    models.Q(("reason", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                ),
                                name="wording_switch_says_who_and_why",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="message",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The school's own words that it was made from",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="registers.wordingversion",
            ),
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
