"""Support plans with what they agree; nobody changes what was written down."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_supportplan", "pupil_id", "registers_pupil"),
    ("absence_supportplan", "by_id", "registers_post"),
    ("absence_supportplanversion", "plan_id", "absence_supportplan"),
    ("absence_supportplanversion", "by_id", "registers_post"),
    ("absence_supportaction", "plan_id", "absence_supportplan"),
    ("absence_supportaction", "by_id", "registers_post"),
    ("absence_supportactionnote", "action_id", "absence_supportaction"),
    ("absence_supportactionnote", "by_id", "registers_post"),
    ("absence_supportreview", "plan_id", "absence_supportplan"),
    ("absence_supportreview", "by_id", "registers_post"),
    ("absence_supportend", "plan_id", "absence_supportplan"),
    ("absence_supportend", "by_id", "registers_post"),
    ("absence_attendancecontract", "plan_id", "absence_supportplan"),
    ("absence_attendancecontract", "by_id", "registers_post"),
    ("absence_contractnote", "contract_id", "absence_attendancecontract"),
    ("absence_contractnote", "by_id", "registers_post"),
    ("absence_parttimetimetable", "plan_id", "absence_supportplan"),
    ("absence_parttimetimetable", "authorised_id", "registers_post"),
    ("absence_parttimetimetable", "parent_id", "registers_contact"),
    ("absence_parttimetimetable", "by_id", "registers_post"),
    ("absence_parttimestep", "timetable_id", "absence_parttimetimetable"),
    ("absence_parttimenote", "timetable_id", "absence_parttimetimetable"),
    ("absence_parttimenote", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes a plan, an agreement or a review once it is written."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.SUPPORT_PLANS):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.SUPPORT_PLANS):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0009_leave_drafts_name_what_is_sent"),
        ("registers", "0021_health_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="SupportPlan",
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
                        ("first_day", models.DateField()),
                        (
                            "lead",
                            models.CharField(help_text="Who of the school keeps it going", max_length=200),
                        ),
                        ("review_on", models.DateField(help_text="The first review")),
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
                                related_name="support_plans",
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
                                models.F("school"), models.F("operation"), name="supportplan_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportplan_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="support_plan_school_id"
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "pupil"], name="support_plan_by_pupil")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportEnd",
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
                        ("on", models.DateField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("helped", "It helped: ordinary support goes on"),
                                    ("partly", "It helped in part: what goes on is said below"),
                                    ("not_helped", "It did not help: what comes next is said below"),
                                    ("left", "The pupil left the school"),
                                ],
                                max_length=10,
                            ),
                        ),
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
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.school",
                            ),
                        ),
                        (
                            "plan",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="absence.supportplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="supportend_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportend_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportAction",
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
                        ("what", models.CharField(max_length=500)),
                        ("owner", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="absence.supportplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="supportaction_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportaction_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="support_action_school_id"
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartTimeTimetable",
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
                            "why",
                            models.TextField(
                                help_text="The exceptional circumstances, and why it is in the pupil's interest"
                            ),
                        ),
                        ("authorised_name", models.CharField(max_length=200)),
                        (
                            "parent_name",
                            models.CharField(
                                help_text="With what they are to the pupil, as it stood", max_length=300
                            ),
                        ),
                        ("agreed_on", models.DateField()),
                        (
                            "involved",
                            models.CharField(
                                blank=True, help_text="Who outside the school was asked, when", max_length=500
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("review_on", models.DateField()),
                        (
                            "authorised",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.post",
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
                            "parent",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.contact",
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="timetables",
                                to="absence.supportplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="parttimetimetable_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="parttimetimetable_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="part_time_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("why", ""), _negated=True),
                                    ("first_day__gte", models.F("agreed_on")),
                                    ("last_day__gte", models.F("review_on")),
                                    ("review_on__gte", models.F("first_day")),
                                ),
                                name="part_time_agreed_before_and_reviewed",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceContract",
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
                        ("parties", models.CharField(max_length=500)),
                        ("school_does", models.TextField()),
                        ("parents_do", models.TextField()),
                        ("pupil_does", models.TextField(blank=True)),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("review_on", models.DateField()),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="absence.supportplan",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="attendancecontract_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="attendancecontract_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="attendance_contract_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_day__gte", models.F("review_on")),
                                    ("review_on__gte", models.F("first_day")),
                                ),
                                name="attendance_contract_days_in_order",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportPlanVersion",
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
                        ("barriers", models.JSONField(help_text="Keys of the list, in its order")),
                        ("barriers_note", models.TextField(blank=True)),
                        (
                            "child_view",
                            models.TextField(
                                blank=True, help_text="What the child says, in the child's words"
                            ),
                        ),
                        ("parents_words", models.TextField(blank=True)),
                        ("adjustments", models.TextField(blank=True, help_text="Reasonable adjustments")),
                        (
                            "healthcare",
                            models.CharField(
                                choices=[
                                    ("not_needed", "Not needed"),
                                    ("to_write", "Needed, still to be written"),
                                    ("in_place", "In place"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("healthcare_note", models.TextField(blank=True)),
                        (
                            "provision",
                            models.CharField(
                                choices=[
                                    ("no_plan", "There is no education, health and care plan"),
                                    ("delivered", "All of it is delivered"),
                                    ("partly", "Some of it is not delivered"),
                                    ("not_delivered", "None of it is delivered"),
                                ],
                                max_length=13,
                            ),
                        ),
                        ("provision_note", models.TextField(blank=True)),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="absence.supportplan",
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
                                models.F("school"), models.F("operation"), name="supportplanversion_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportplanversion_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportReview",
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
                        ("on", models.DateField()),
                        ("with_whom", models.CharField(max_length=500)),
                        ("words", models.TextField()),
                        ("review_on", models.DateField(help_text="The next review")),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="absence.supportplan",
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
                                models.F("school"), models.F("operation"), name="supportreview_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportreview_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContractNote",
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
                                    ("signed", "Signed"),
                                    ("not_signed", "Not signed: they would rather not"),
                                    ("reviewed", "Reviewed"),
                                    ("ended", "Ended"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("who", models.CharField(max_length=300)),
                        ("words", models.TextField(blank=True)),
                        ("review_on", models.DateField(blank=True, null=True)),
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
                            "contract",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="absence.attendancecontract",
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
                                models.F("school"), models.F("operation"), name="contractnote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="contractnote_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartTimeStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        (
                            "expected",
                            models.CharField(
                                help_text="Monday AM to Friday PM: 1 comes, 0 does not", max_length=10
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.school",
                            ),
                        ),
                        (
                            "timetable",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="absence.parttimetimetable",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("timetable"), models.F("number"), name="part_time_step_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expected__regex", "^[01]{10}$")),
                                name="part_time_step_halves",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="part_time_step_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartTimeNote",
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
                                choices=[("reviewed", "Reviewed"), ("ended", "Ended early")], max_length=8
                            ),
                        ),
                        ("on", models.DateField()),
                        ("words", models.TextField()),
                        ("review_on", models.DateField(blank=True, null=True)),
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
                            "timetable",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="absence.parttimetimetable",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="parttimenote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="parttimenote_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportActionNote",
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
                        ("done", models.BooleanField()),
                        ("on", models.DateField()),
                        ("words", models.CharField(blank=True, max_length=500)),
                        (
                            "action",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="absence.supportaction",
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
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="supportactionnote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="supportactionnote_says_who",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
