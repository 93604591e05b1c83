"""Contact limits, care by days, photos, who read what; the changes of the register are final."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards


def guard(apps: object, schema_editor: object) -> None:
    """Make the functions and triggers, and take the application role's rights to change what is final."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements():
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            for statement in record_guards.grant_statements(schema_editor.quote_name(settings.APP_ROLE)):  # type: ignore[attr-defined]
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0013_suspensions_in_their_school"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="CareDays",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "days",
                            models.CharField(
                                help_text="Monday to Sunday of week one, then of week two: 1 or 0",
                                max_length=14,
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField(blank=True, null=True)),
                        (
                            "care",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="days",
                                to="registers.care",
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
                                condition=models.Q(("days__regex", "^[01]{14}$")),
                                name="care_days_of_two_weeks",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("care", "="),
                                    (
                                        models.Func(
                                            models.F("first_day"),
                                            models.F("last_day"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="care_days_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PupilPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("image", models.BinaryField()),
                        (
                            "consent",
                            models.CharField(help_text="Who agreed to the photo, and how", max_length=300),
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
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photo",
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
                            models.CheckConstraint(
                                condition=models.Q(("consent", ""), _negated=True),
                                name="pupil_photo_has_consent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SensitiveRead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("contact_limit", "Contact limits in full"),
                                    ("social_care", "Social care"),
                                    ("address", "Confidential address"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300)),
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
                                related_name="reads",
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("purpose", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="sensitive_read_says_why",
                            )
                        ],
                        "indexes": [models.Index(fields=["school", "-at"], name="sensitive_read_latest")],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="address",
            name="confidential",
            field=models.BooleanField(
                default=False, help_text="Shown to the safeguarding lead and head only"
            ),
        ),
        migrations.AddField(
            model_name="admissionchange",
            name="agreed_by",
            field=models.CharField(blank=True, help_text="Of a legal name: who agreed to it", max_length=500),
        ),
        migrations.AddField(
            model_name="admissionchange",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The adult it is about, where it is about one",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.contact",
            ),
        ),
        migrations.AddField(
            model_name="admissionchange",
            name="evidence",
            field=models.CharField(
                blank=True, help_text="Of a legal name: where it was seen", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="care",
            name="first_day",
            field=models.DateField(
                blank=True, help_text="Empty = since before the site's records", null=True
            ),
        ),
        migrations.AddField(
            model_name="care",
            name="last_day",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.post",
            ),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="entered_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="entered_position",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="lifted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="lifted_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="lifted_position",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="lifted_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="settled_name",
            field=models.CharField(blank=True, help_text="Empty = proposed, and holds", max_length=200),
        ),
        migrations.AddField(
            model_name="contactlimit",
            name="settled_position",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="pupil",
            name="boarder",
            field=models.BooleanField(default=False, help_text="Boards at the school; otherwise a day pupil"),
        ),
        migrations.AddField(
            model_name="pupil",
            name="middle_names",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="contactlimit",
            name="scope",
            field=models.CharField(
                choices=[
                    ("no_contact_details", "May not learn addresses or telephone numbers"),
                    ("no_access", "No access: is told nothing, may not sign in, may not collect"),
                ],
                default="no_access",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day__isnull", True),
                    models.Q(
                        models.Q(("lifted_name", ""), _negated=True),
                        models.Q(("lifted_reason", ""), _negated=True),
                        ("lifted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="contact_limit_lifted_by_a_person",
            ),
        ),
        paired_key("registers_caredays", "care_id", "registers_care"),
        paired_key("registers_pupilphoto", "pupil_id", "registers_pupil"),
        paired_key("registers_pupilphoto", "by_id", "registers_post"),
        paired_key("registers_sensitiveread", "pupil_id", "registers_pupil"),
        paired_key("registers_sensitiveread", "by_id", "registers_post"),
        paired_key("registers_admissionchange", "contact_id", "registers_contact"),
        paired_key("registers_contactlimit", "entered_by_id", "registers_post"),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
