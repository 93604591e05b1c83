"""What families report of absences, what the school answers, and a safe-and-well check as an attempt of its own."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key

PAIRED = [
    ("absence_absencereport", "pupil_id", "registers_pupil"),
    ("absence_absencereport", "contact_id", "registers_contact"),
    ("absence_absencereport", "plan_id", "registers_plannedmark"),
    ("absence_absencereport", "follows_id", "absence_absencereport"),
    ("absence_absencereport", "by_id", "registers_post"),
    ("absence_reportanswer", "report_id", "absence_absencereport"),
    ("absence_reportanswer", "batch_id", "registers_planbatch"),
    ("absence_reportanswer", "by_id", "registers_post"),
]

TAKE_OVER = """
INSERT INTO absence_absencereport (
    school_id, public_id, pupil_id, plan_id, why, code, first_day, last_day, halves, not_sure, words, came_by, said_by,
    heard_at, operation, by_id, name, position, at)
SELECT school_id, gen_random_uuid(), pupil_id, id,
       CASE code WHEN 'I' THEN 'ill' WHEN 'M' THEN 'medical' WHEN 'R' THEN 'religious' ELSE 'other' END,
       code, first_day, last_day, halves, false, note,
       CASE WHEN source LIKE 'Voicemail%' THEN 'voicemail' WHEN source LIKE 'E-mail%' THEN 'email'
            WHEN source LIKE 'At the hatch%' THEN 'hatch' ELSE 'rang' END,
       coalesce(nullif(btrim(regexp_replace(source, '^(Voicemail|E-mail|At the hatch|Rang): ', '')), ''), 'somebody at home'),
       at, gen_random_uuid(), by_id, coalesce(nullif(name, ''), 'The school office'), position, at
  FROM registers_plannedmark WHERE status = 'reported' AND withdrawn_at IS NULL
"""
"""What waits for an answer when the tables are made keeps its place on the board."""


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0004_contradictions"),
        ("registers", "0018_planned_in_school"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="AbsenceReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("ill", "Ill"),
                                    ("medical", "Medical appointment"),
                                    ("religious", "Religious day"),
                                    ("other", "Something else"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="What the office will be offered first", max_length=2
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("halves", models.CharField(default="1111111111", max_length=10)),
                        (
                            "not_sure",
                            models.BooleanField(
                                default=False, help_text="The family could not say until when"
                            ),
                        ),
                        ("out_at", models.TimeField(blank=True, null=True)),
                        ("back_at", models.TimeField(blank=True, null=True)),
                        ("words", models.CharField(blank=True, max_length=300)),
                        (
                            "came_by",
                            models.CharField(
                                choices=[
                                    ("pages", "Family pages"),
                                    ("rang", "Rang"),
                                    ("voicemail", "Voicemail"),
                                    ("email", "E-mail"),
                                    ("hatch", "At the hatch"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(
                                help_text="The name, and what they are to the child", max_length=120
                            ),
                        ),
                        ("heard_at", models.DateTimeField(help_text="When it was said or left")),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once"),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
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
                            "follows",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="absence.absencereport",
                            ),
                        ),
                        (
                            "plan",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: a day gone by, or nothing that could be planned",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.plannedmark",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absence_reports",
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
                                models.F("school"), models.F("id"), name="absence_report_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="absence_report_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__lte", models.F("last_day"))),
                                name="absence_report_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("halves__regex", "^[01]{10}$")),
                                name="absence_report_halves",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("said_by", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                ),
                                name="absence_report_says_who",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "last_day"], name="absence_report_by_day"),
                            models.Index(
                                fields=["school", "pupil", "last_day"], name="absence_report_by_pupil"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportAnswer",
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
                                    ("accepted", "Accepted"),
                                    ("asked", "Asked"),
                                    ("declined", "Not accepted"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="The code that the school decided on", max_length=2
                            ),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, help_text="The question, or why not", max_length=300
                            ),
                        ),
                        ("reply", models.CharField(blank=True, max_length=500)),
                        ("replied_at", models.DateTimeField(blank=True, null=True)),
                        ("operation", models.UUIDField(default=uuid.uuid4)),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="With which it was accepted, where many were at once",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.planbatch",
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
                            "report",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="absence.absencereport",
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
                                models.F("school"), models.F("id"), name="report_answer_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="report_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "accepted"),
                                    models.Q(("words", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="report_answer_says_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="report_answer_says_who"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportSettings",
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
                        ("still_ill_days", models.PositiveSmallIntegerField(default=3)),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_name", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("still_ill_days__lte", 5)), name="report_settings_days"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RemoveConstraint(
            model_name="contactattempt",
            name="contact_attempt_seen_by_somebody",
        ),
        migrations.AlterField(
            model_name="contactattempt",
            name="kind",
            field=models.CharField(
                choices=[
                    ("call", "Called"),
                    ("text", "Texted"),
                    ("email", "E-mailed"),
                    ("rang", "They rang or left word"),
                    ("visit", "Home visit"),
                    ("in_person", "In person"),
                    ("class", "Asked the class"),
                    ("professional", "Asked a professional"),
                    ("police", "Police asked for a safe-and-well check"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seen_and_spoken__isnull", True),
                    ("kind__in", ["visit", "in_person", "professional", "police"]),
                    _connector="OR",
                ),
                name="contact_attempt_seen_by_somebody",
            ),
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
