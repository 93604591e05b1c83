"""Requests for leave, drafts of them, and how a school deals with them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_leaverequest", "post_id", "registers_post"),
    ("absence_leaverequest", "contact_id", "registers_contact"),
    ("absence_leaverequest", "by_id", "registers_post"),
    ("absence_leavechild", "request_id", "absence_leaverequest"),
    ("absence_leavechild", "pupil_id", "registers_pupil"),
    ("absence_leaveversion", "request_id", "absence_leaverequest"),
    ("absence_leaveversion", "by_id", "registers_post"),
    ("absence_leaveevidence", "request_id", "absence_leaverequest"),
    ("absence_leavequestion", "request_id", "absence_leaverequest"),
    ("absence_leavequestion", "by_id", "registers_post"),
    ("absence_leavedraft", "changes_id", "absence_leaverequest"),
    ("absence_leavedraftfile", "draft_id", "absence_leavedraft"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a request as it was sent."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.LEAVE_AS_SENT):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.LEAVE_AS_SENT):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0002_ladder_referrals_told"),
        ("registers", "0016_wording"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="LeaveDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "operation",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="What the request will carry", unique=True
                            ),
                        ),
                        ("answers", models.JSONField(default=dict, help_text="By step")),
                        ("started_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.school",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "changes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The request that this would change",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="absence.leaverequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="leave_draft_school_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("changes__isnull", True)),
                                fields=("user",),
                                name="leave_draft_one_new",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("changes__isnull", False)),
                                fields=("user", "changes"),
                                name="leave_draft_one_per_change",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveDraftFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("image/jpeg", "Photo"), ("application/pdf", "PDF")], max_length=20
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "draft",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="absence.leavedraft",
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
                ),
                migrations.CreateModel(
                    name="LeaveRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="The name in addresses", unique=True
                            ),
                        ),
                        (
                            "number",
                            models.PositiveIntegerField(help_text="Counted by school; shown as LR-0412"),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="One more with each change"
                            ),
                        ),
                        (
                            "asked_name",
                            models.CharField(help_text="The asker's name as it stood then", max_length=200),
                        ),
                        (
                            "lives_with",
                            models.BooleanField(
                                help_text="At sending each of the pupils normally lived with the asker, who so asks by right"
                            ),
                        ),
                        (
                            "on_paper",
                            models.BooleanField(
                                default=False, help_text="Keyed by the office from a form on paper"
                            ),
                        ),
                        ("received_on", models.DateField(help_text="The day on which the school had it")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("exceptional", "Family event"),
                                    ("bereavement", "Funeral or family crisis"),
                                    ("religious", "Religious days"),
                                    ("medical", "Medical"),
                                    ("performance", "Performance or competition"),
                                    ("study", "Study leave or examination"),
                                    ("traveller", "Travelling family’s work"),
                                    ("holiday", "Holiday"),
                                    ("other", "Something else"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("first_day", models.DateField(help_text="The first day away")),
                        (
                            "first_half",
                            models.CharField(
                                choices=[("AM", "AM"), ("PM", "PM")], default="AM", max_length=2
                            ),
                        ),
                        ("last_day", models.DateField(help_text="The last day away")),
                        (
                            "last_half",
                            models.CharField(
                                choices=[("AM", "AM"), ("PM", "PM")], default="PM", max_length=2
                            ),
                        ),
                        ("why", models.CharField(help_text="What it is for", max_length=500)),
                        (
                            "exceptional",
                            models.TextField(
                                blank=True, help_text="What is exceptional, in the asker's words"
                            ),
                        ),
                        (
                            "with_whom",
                            models.CharField(
                                blank=True, help_text="Who travels with the child", max_length=300
                            ),
                        ),
                        ("emergency_phone", models.CharField(blank=True, max_length=30)),
                        (
                            "other_parent_told",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("no", "No"), ("none", "There is no other parent")],
                                max_length=4,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                default="en", help_text="The language it was asked in", max_length=8
                            ),
                        ),
                        (
                            "extra",
                            models.JSONField(
                                blank=True, default=dict, help_text="What only this kind of leave asks"
                            ),
                        ),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice sends it once"),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answer_by",
                            models.DateField(
                                help_text="The day by which the asker was told to expect an answer"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        (
                            "looked_at",
                            models.DateTimeField(
                                blank=True, help_text="When somebody at school first opened it", null=True
                            ),
                        ),
                        ("looked_name", models.CharField(blank=True, max_length=200)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_name", models.CharField(blank=True, max_length=200)),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                help_text="Who sent it in",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.post",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leave_requests",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The asker's own hat; empty for somebody who asked on paper and does not sign in",
                                null=True,
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
                                models.F("school"), models.F("id"), name="leave_request_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("number"), name="leave_request_number"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="leave_request_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_day__lt", models.F("last_day")),
                                    models.Q(
                                        ("first_day", models.F("last_day")),
                                        models.Q(
                                            ("first_half", models.F("last_half")),
                                            ("first_half", "AM"),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="leave_request_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                    models.Q(("asked_name", ""), _negated=True),
                                ),
                                name="leave_request_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("withdrawn_name", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="leave_request_withdrawn_by_a_person",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "first_day"], name="leave_request_by_day"),
                            models.Index(fields=["school", "contact"], name="leave_request_by_asker"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.TextField()),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_name", models.CharField(blank=True, max_length=200)),
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
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="absence.leaverequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("question", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="leave_question_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at__isnull", True),
                                    models.Q(
                                        models.Q(("answer", ""), _negated=True),
                                        models.Q(("answered_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="leave_question_answered_by_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveEvidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="The name in addresses", unique=True
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="What the asker's file was called, made harmless", max_length=120
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("image/jpeg", "Photo"), ("application/pdf", "PDF")], max_length=20
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "taken_out_at",
                            models.DateTimeField(blank=True, help_text="Taken out by a change", null=True),
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
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="absence.leaverequest",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LeaveChild",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "relationship",
                            models.CharField(
                                blank=True, help_text="What the asker was to the pupil then", max_length=60
                            ),
                        ),
                        (
                            "lives_with",
                            models.BooleanField(
                                help_text="At sending the pupil normally lived with the asker"
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leave_asked_for",
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
                        (
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="absence.leaverequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("request"), models.F("pupil"), name="leave_child_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveSettings",
                    fields=[
                        (
                            "school",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="registers.school",
                            ),
                        ),
                        (
                            "answer_days",
                            models.PositiveSmallIntegerField(
                                default=5,
                                help_text="School days in which a family is told to expect an answer",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_name", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answer_days__gte", 1), ("answer_days__lte", 20)),
                                name="leave_settings_answer_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeaveVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        (
                            "content",
                            models.JSONField(
                                help_text="Everything that it said, and what was said before sending"
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
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("request"), models.F("version"), name="leave_version_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
