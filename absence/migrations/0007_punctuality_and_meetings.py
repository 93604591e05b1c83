"""Stages of lateness, what people decided about them, and meetings with families."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_meeting", "pupil_id", "registers_pupil"),
    ("absence_meeting", "by_id", "registers_post"),
    ("absence_meetingrecord", "meeting_id", "absence_meeting"),
    ("absence_meetingrecord", "by_id", "registers_post"),
    ("absence_punctualitystages", "by_id", "registers_post"),
    ("absence_punctualitystep", "pupil_id", "registers_pupil"),
    ("absence_punctualitystep", "by_id", "registers_post"),
    ("absence_punctualitystep", "meeting_id", "absence_meeting"),
    ("absence_professionaltold", "message_id", "registers_message"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a meeting as it was arranged, nor what came of it."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.MEETINGS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.MEETINGS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0006_told_by_families"),
        ("registers", "0020_messages_to_professionals"),
    ]

    operations = [
        migrations.AddField(
            model_name="firstdaytexts",
            name="goes_on",
            field=models.BooleanField(
                default=True, help_text="Also on each later day of an absence of which nobody has heard"
            ),
        ),
        migrations.AddField(
            model_name="firstdaytexts",
            name="second",
            field=models.BooleanField(
                default=False, help_text="Also to another contact, where the first did not answer"
            ),
        ),
        migrations.AddField(
            model_name="professionaltold",
            name="message",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="What was written to them; they are told once it has gone",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.message",
            ),
        ),
        migrations.AlterField(
            model_name="professionaltold",
            name="how",
            field=models.CharField(
                choices=[
                    ("phone", "By phone"),
                    ("email", "By e-mail"),
                    ("in_person", "In person"),
                    ("portal", "On the authority’s own system"),
                    ("letter", "On paper"),
                ],
                max_length=9,
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="Meeting",
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
                                    ("attendance", "Attendance"),
                                    ("punctuality", "Arriving on time"),
                                    ("return", "Coming back to school"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        (
                            "with_whom",
                            models.CharField(help_text="Who will be there from the school", max_length=300),
                        ),
                        (
                            "invited",
                            models.CharField(
                                blank=True, help_text="Whom of the family, as the names stood", max_length=500
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
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
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
                                models.F("school"), models.F("id"), name="meeting_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="meeting_says_who",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "starts_at"], name="meeting_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("held", "It took place"),
                                    ("nobody_came", "Nobody came"),
                                    ("called_off", "It was called off"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("came", models.CharField(blank=True, max_length=500)),
                        (
                            "agreed",
                            models.TextField(
                                blank=True, help_text="What was agreed, or why it did not take place"
                            ),
                        ),
                        ("review_on", models.DateField(blank=True, null=True)),
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
                            "meeting",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="absence.meeting",
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
                                    models.Q(("outcome", "held"), _negated=True),
                                    models.Q(
                                        ("held_at__isnull", False), models.Q(("came", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="meeting_held_says_who_came",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="meeting_record_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PunctualityStages",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "weeks",
                            models.PositiveSmallIntegerField(help_text="School weeks that are looked at"),
                        ),
                        (
                            "word",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: not used", null=True
                            ),
                        ),
                        (
                            "letter",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: not used", null=True
                            ),
                        ),
                        (
                            "meeting",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: not used", null=True
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
                                name="punctuality_stages_say_who",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PunctualityStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("word", "A word with the family"),
                                    ("letter", "Letter"),
                                    ("meeting", "Invitation to a meeting"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "taken",
                            models.BooleanField(help_text="No: it was left out, and the note says why"),
                        ),
                        ("date", models.DateField()),
                        ("up_to", models.DateField(help_text="The last lateness that it was about")),
                        (
                            "up_to_session",
                            models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2),
                        ),
                        (
                            "times",
                            models.PositiveSmallIntegerField(help_text="How many times late it was about"),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "edited",
                            models.BooleanField(
                                default=False, help_text="The letter's words were changed for this family"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice does it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_back_name", models.CharField(blank=True, max_length=200)),
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
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="absence.meeting",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="punctuality_steps",
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
                                models.F("school"), models.F("operation"), name="punctuality_step_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken", True), models.Q(("note", ""), _negated=True), _connector="OR"
                                ),
                                name="punctuality_left_out_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="punctuality_step_says_who",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "date"], name="punctuality_step_by_pupil")
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
