"""Every attempt to find out where a child is stands as it was written."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_contactattempt", "pupil_id", "registers_pupil"),
    ("absence_contactattempt", "contact_id", "registers_contact"),
    ("absence_contactattempt", "by_id", "registers_post"),
    ("absence_contactattempt", "corrects_id", "absence_contactattempt"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes an attempt."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.FOLLOW_UP):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.FOLLOW_UP):
                cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registers", "0016_wording"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ContactAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(help_text="The school day that it is about")),
                        ("at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Called"),
                                    ("text", "Texted"),
                                    ("email", "E-mailed"),
                                    ("rang", "They rang or left word"),
                                    ("visit", "Home visit"),
                                    ("in_person", "In person"),
                                    ("class", "Asked the class"),
                                    ("professional", "Asked a professional"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "who",
                            models.CharField(
                                blank=True, help_text="Whom, as the name stood then", max_length=200
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=30)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("reason_given", "Gave a reason"),
                                    ("spoke_no_reason", "Spoke, no reason"),
                                    ("left_message", "Left a message"),
                                    ("no_answer", "No answer"),
                                    ("wrong_number", "Wrong number"),
                                    ("seen_and_spoken", "Child seen and spoken to"),
                                    ("seen_not_spoken", "Child seen, not spoken to"),
                                    ("not_seen", "Somebody was home, child not seen"),
                                    ("nobody_home", "Nobody home"),
                                    ("asked_class", "Asked, no answer yet"),
                                    ("in_class", "Is in class"),
                                    ("not_in_class", "Is not in class"),
                                    ("told", "Told"),
                                    ("asked", "Asked back"),
                                    ("not_accepted", "Report not accepted"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "seen_and_spoken",
                            models.BooleanField(
                                help_text="A visit: whether somebody saw the child and spoke with them",
                                null=True,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="The code that the reason was given", max_length=2
                            ),
                        ),
                        (
                            "keeps_until",
                            models.DateField(
                                blank=True, help_text="How long the reason was said to hold", null=True
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "operation",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="Pressing twice writes it down once"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
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
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.contact",
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
                                to="absence.contactattempt",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
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
                            models.Index(fields=["school", "pupil", "date"], name="attempt_by_pupil_and_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="contact_attempt_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="contact_attempt_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seen_and_spoken__isnull", True),
                                    ("kind__in", ["visit", "in_person", "professional"]),
                                    _connector="OR",
                                ),
                                name="contact_attempt_seen_by_somebody",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="contact_attempt_school_id"
                            ),
                        ],
                    },
                )
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
