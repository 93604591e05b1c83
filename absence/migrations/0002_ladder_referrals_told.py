"""The school's own ladder, referrals as they were made, and who was told of an absence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_ladderstep", "by_id", "registers_post"),
    ("absence_referral", "pupil_id", "registers_pupil"),
    ("absence_referral", "by_id", "registers_post"),
    ("absence_referralsent", "referral_id", "absence_referral"),
    ("absence_referralsent", "by_id", "registers_post"),
    ("absence_professionaltold", "pupil_id", "registers_pupil"),
    ("absence_professionaltold", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a referral, nor whom it went to."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.REFERRALS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.REFERRALS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0001_contact_attempts"),
        ("registers", "0016_wording"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="FirstDayTexts",
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
                        ("is_on", models.BooleanField(default=False)),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_name", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        (
                            "first_day",
                            models.DateField(help_text="The first school day of the absence it is about"),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                help_text="School days without contact on that day"
                            ),
                        ),
                        ("content", models.JSONField(help_text="What the document says")),
                        ("note", models.TextField(blank=True)),
                        ("document", models.BinaryField(help_text="The PDF as it was made")),
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
                                related_name="referrals",
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
                                models.F("school"), models.F("id"), name="referral_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="referral_says_who",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "date"], name="referral_by_pupil_and_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferralSent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        ("sent_at", models.DateTimeField()),
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
                            "referral",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent",
                                to="absence.referral",
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
                                models.F("referral"),
                                models.F("to_whom"),
                                models.F("how"),
                                models.F("sent_at"),
                                name="referral_sent_noted_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_whom", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="referral_sent_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ladder",
                            models.CharField(
                                choices=[("school", "School"), ("nursery", "Nursery")], max_length=7
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "Text the first contact"),
                                    ("call", "Call the first contact"),
                                    ("second_contact", "Call another contact"),
                                    ("visit", "Visit: seen and spoken to?"),
                                    ("safe_and_well", "Safe-and-well check by the police"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("who", models.CharField(blank=True, max_length=100)),
                        ("due_at", models.TimeField(blank=True, null=True)),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="After the step before", null=True
                            ),
                        ),
                        ("from_day", models.PositiveSmallIntegerField(default=1)),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                                models.F("school"),
                                models.F("ladder"),
                                models.F("order"),
                                condition=models.Q(("ended_at__isnull", True)),
                                name="ladder_step_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("order__lt", 8)), name="ladder_step_not_too_many"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_at__isnull", True), ("minutes__isnull", True), _connector="OR"
                                ),
                                name="ladder_step_due_one_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="ladder_step_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProfessionalTold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(help_text="The school day that it is about")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("social_worker", "Social Worker"),
                                    ("youth_offending", "youth offending worker"),
                                    ("virtual_school", "Virtual School"),
                                    ("la_contact", "local authority contact"),
                                    ("other_school", "Other School"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "on_file",
                            models.CharField(
                                blank=True, help_text="Whom the register named; empty: nobody", max_length=200
                            ),
                        ),
                        ("told_name", models.CharField(max_length=200)),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("phone", "By phone"),
                                    ("email", "By e-mail"),
                                    ("in_person", "In person"),
                                    ("portal", "On the authority’s own system"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("told_at", models.DateTimeField()),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                        "indexes": [
                            models.Index(fields=["school", "pupil", "date"], name="told_by_pupil_and_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("school", "pupil", "date", "role", "on_file"),
                                name="professional_told_once_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("told_name", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="professional_told_says_who",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
