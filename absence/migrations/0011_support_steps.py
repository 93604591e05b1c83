"""Steps about absence and the stages that suggest them, referrals, and what touches safeguarding."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_supportstages", "by_id", "registers_post"),
    ("absence_supportstep", "pupil_id", "registers_pupil"),
    ("absence_supportstep", "meeting_id", "absence_meeting"),
    ("absence_supportstep", "undoes_id", "absence_supportstep"),
    ("absence_supportstep", "by_id", "registers_post"),
    ("absence_supportreferral", "pupil_id", "registers_pupil"),
    ("absence_supportreferral", "by_id", "registers_post"),
    ("absence_supportreferralnews", "referral_id", "absence_supportreferral"),
    ("absence_supportreferralnews", "by_id", "registers_post"),
    ("absence_safeguardingnote", "pupil_id", "registers_pupil"),
    ("absence_safeguardingnote", "by_id", "registers_post"),
    ("absence_safeguardingreference", "pupil_id", "registers_pupil"),
    ("absence_safeguardingreference", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a step, a referral or a note once it is written."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.SUPPORT_STEPS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.SUPPORT_STEPS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0010_support_plans"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingrecord",
            name="said",
            field=models.TextField(blank=True, help_text="What was said, by whom"),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("attendance", "Attendance"),
                    ("punctuality", "Arriving on time"),
                    ("family_team", "Team around the family"),
                    ("formal", "Formal conversation about legal steps"),
                    ("return", "Coming back to school"),
                    ("other", "Something else"),
                ],
                max_length=12,
            ),
        ),
        NewTables(
            [
                migrations.CreateModel(
                    name="SupportReferral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("early_help", "Early help"),
                                    ("school_nurse", "School nurse"),
                                    ("mental_health", "Mental health support"),
                                    ("authority", "Local authority"),
                                    ("social_care", "Children’s social care"),
                                    ("other_school", "Another school"),
                                ],
                                max_length=13,
                            ),
                        ),
                        (
                            "to_whom",
                            models.CharField(
                                help_text="The service or person, or the other school", max_length=200
                            ),
                        ),
                        ("why", models.TextField(help_text="What is asked for, and why")),
                        (
                            "shared",
                            models.TextField(help_text="What they were told about the child, and no more"),
                        ),
                        (
                            "family",
                            models.CharField(
                                choices=[
                                    ("agreed", "The family agreed to it"),
                                    ("told", "The family was told; agreement is not needed"),
                                    ("not_told", "The family was not told, so as to keep the child safe"),
                                ],
                                max_length=8,
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
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_referrals",
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
                                models.F("school"), models.F("operation"), name="supportreferral_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportreferral_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="support_referral_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_whom", ""), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    models.Q(("shared", ""), _negated=True),
                                ),
                                name="support_referral_says_what",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "at"], name="support_referral_by_pupil")
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportReferralNews",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sent", "Sent"),
                                    ("acknowledged", "Acknowledged"),
                                    ("lead", "Lead practitioner named"),
                                    ("assessed", "Assessed: threshold met"),
                                    ("not_met", "Assessed: threshold not met"),
                                    ("outcome", "Outcome"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("date", models.DateField()),
                        (
                            "said",
                            models.TextField(
                                help_text="To whom and how, who leads, what was found, or what came of it"
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
                            "referral",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news",
                                to="absence.supportreferral",
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
                                models.F("school"), models.F("operation"), name="supportreferralnews_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportreferralnews_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("referral"),
                                models.F("kind"),
                                models.F("date"),
                                models.F("said"),
                                name="support_referral_news_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("said", ""), _negated=True),
                                name="support_referral_news_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportStages",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "weeks",
                            models.PositiveSmallIntegerField(help_text="School weeks that are looked at"),
                        ),
                        (
                            "conversation",
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
                        (
                            "plan",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Empty: not used", null=True
                            ),
                        ),
                        (
                            "formal",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Sessions without leave; empty: not used", null=True
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="supportstages_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportstages_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("conversation", "A conversation"),
                                    ("letter", "Letter"),
                                    ("meeting", "Meeting"),
                                    ("plan", "Support plan"),
                                    ("formal", "Formal conversation"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("conversation", "Conversation"),
                                    ("letter", "Letter"),
                                    ("meeting", "Meeting"),
                                    ("skip", "Left out"),
                                    ("taken_back", "Taken back"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("date", models.DateField()),
                        ("up_to", models.DateField(help_text="The last missed session that it was about")),
                        (
                            "up_to_session",
                            models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2),
                        ),
                        (
                            "sessions",
                            models.PositiveSmallIntegerField(
                                help_text="How many missed sessions it was about"
                            ),
                        ),
                        (
                            "mix",
                            models.CharField(
                                help_text="Their reasons, as they stood that day", max_length=500
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        (
                            "edited",
                            models.BooleanField(
                                default=False, help_text="The letter's words were changed for this family"
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
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_steps",
                                to="absence.meeting",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_steps",
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
                            "undoes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone",
                                to="absence.supportstep",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="supportstep_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportstep_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="support_step_school_id"
                            ),
                            models.UniqueConstraint(models.F("undoes"), name="support_step_undone_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["skip", "conversation"]), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="support_step_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "taken_back"), ("undoes__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "taken_back"), _negated=True),
                                        ("undoes__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="support_step_taken_back_says_which",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "date"], name="support_step_by_pupil")
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SafeguardingNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField()),
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
                                related_name="safeguarding_notes",
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
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["school", "pupil", "at"], name="safeguarding_note_by_pupil")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="safeguardingnote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="safeguardingnote_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True),
                                name="safeguarding_note_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafeguardingReference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("reference", models.CharField(max_length=30)),
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
                                related_name="safeguarding_references",
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
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="safeguardingreference_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="safeguardingreference_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("pupil"), models.F("reference"), name="safeguarding_reference_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reference__regex", "^[A-Za-z0-9][A-Za-z0-9./_#-]{1,29}$")
                                ),
                                name="safeguarding_reference_tells_nothing",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
