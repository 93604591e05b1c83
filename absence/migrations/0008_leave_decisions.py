"""What was decided about requests for leave stands as it was written; who may decide; the school's own test."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_leavedecision", "request_id", "absence_leaverequest"),
    ("absence_leavedecision", "pupil_id", "registers_pupil"),
    ("absence_leavedecision", "by_id", "registers_post"),
    ("absence_leavedelegate", "post_id", "registers_post"),
    ("absence_leavedelegate", "by_id", "registers_post"),
    ("absence_leavetest", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a decision or a test; a decision may be undone, once."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.LEAVE_TESTS):
            cursor.execute(statement)
        for statement in record_guards.undo_statements():
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.LEAVE_TESTS):
                cursor.execute(statement)
            cursor.execute(f"REVOKE DELETE ON absence_leavedecision FROM {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0007_punctuality_and_meetings"),
        ("registers", "0020_messages_to_professionals"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="LeaveDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(
                                help_text="The version of the request that was decided"
                            ),
                        ),
                        (
                            "press",
                            models.UUIDField(
                                help_text="What was decided together; pressing twice decides once"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("agreed", "Agreed"),
                                    ("part", "Agreed in part"),
                                    ("not_agreed", "Not agreed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=2)),
                        (
                            "first_day",
                            models.DateField(blank=True, help_text="The first day agreed", null=True),
                        ),
                        (
                            "first_half",
                            models.CharField(blank=True, choices=[("AM", "AM"), ("PM", "PM")], max_length=2),
                        ),
                        ("last_day", models.DateField(blank=True, null=True)),
                        (
                            "last_half",
                            models.CharField(blank=True, choices=[("AM", "AM"), ("PM", "PM")], max_length=2),
                        ),
                        (
                            "recorded",
                            models.CharField(
                                blank=True,
                                help_text="What the code wants on file: the licence, the examination ...",
                                max_length=300,
                            ),
                        ),
                        ("reason", models.TextField(help_text="As the letter gives it")),
                        (
                            "cause",
                            models.CharField(
                                help_text="What the causes of its letters begin with", max_length=60
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_name", models.CharField(blank=True, max_length=200)),
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
                                related_name="leave_decisions",
                                to="registers.pupil",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="absence.leaverequest",
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
                        "indexes": [models.Index(fields=["school", "pupil"], name="leave_decision_by_pupil")],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="leave_decision_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("press"), models.F("pupil"), name="leave_decision_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                name="leave_decision_says_who_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("code", ""),
                                        ("first_day__isnull", True),
                                        ("last_day__isnull", True),
                                        ("outcome", "not_agreed"),
                                    ),
                                    models.Q(
                                        ("first_day__isnull", False),
                                        ("last_day__gte", models.F("first_day")),
                                        ("outcome__in", ["agreed", "part"]),
                                        models.Q(("code", ""), _negated=True),
                                        models.Q(("first_half", ""), _negated=True),
                                        models.Q(("last_half", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="leave_decision_days_and_code",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_at__isnull", True),
                                    models.Q(("undone_name", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="leave_decision_undone_by_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveDelegate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField(blank=True, null=True)),
                        ("words", models.TextField(help_text="What the head has written")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_name", models.CharField(blank=True, max_length=200)),
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
                            "post",
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
                                models.F("post"),
                                condition=models.Q(("ended_at__isnull", True)),
                                name="leave_delegate_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("words", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="leave_delegate_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    models.Q(
                                        models.Q(("ended_name", ""), _negated=True),
                                        ("last_day__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="leave_delegate_ended_by_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveTest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.TextField(help_text="The limb about what it is worth to the child")),
                        ("event", models.TextField(help_text="The limb about the event")),
                        ("source", models.CharField(max_length=200)),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice saves it once"),
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
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="leave_test_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("value", ""), _negated=True),
                                    models.Q(("event", ""), _negated=True),
                                    models.Q(("source", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="leave_test_says_all",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(paired_key(*pair) for pair in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
