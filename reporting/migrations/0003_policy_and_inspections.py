"""The policy, training, inspectors, and reports as they were given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

TABLES = record_guards.POLICY | record_guards.INSPECTIONS | record_guards.GIVEN_REPORTS
PAIRED = [
    *((table, "by_id", "registers_post") for table in TABLES),
    ("reporting_trainingtakenout", "training_id", "reporting_training"),
    ("reporting_inspectoraccess", "post_id", "registers_post"),
    ("reporting_inspectoraccessend", "access_id", "reporting_inspectoraccess"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was adopted, granted, opened or given."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(TABLES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, TABLES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0025_inspectors"),
        ("reporting", "0002_kept_informed"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="InspectorAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        (
                            "body",
                            models.CharField(
                                choices=[
                                    ("ofsted", "Ofsted"),
                                    ("independent", "Another inspectorate"),
                                    ("authority", "Local authority"),
                                    ("department", "Department for Education"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("why", models.CharField(max_length=300)),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
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
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspection",
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
                                models.F("school"), models.F("operation"), name="inspectoraccess_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="inspectoraccess_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="inspector_access_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_day__gte", models.F("first_day")),
                                    models.Q(("why", ""), _negated=True),
                                ),
                                name="inspector_access_ends",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InspectorAccessEnd",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        (
                            "access",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="reporting.inspectoraccess",
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
                                models.F("school"), models.F("operation"), name="inspectoraccessend_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="inspectoraccessend_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InspectorLook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("what", models.CharField(max_length=200)),
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
                        "indexes": [models.Index(fields=["school", "-at"], name="inspector_look_latest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("what", ""), _negated=True),
                                name="inspector_look_says_what",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("on", models.DateField()),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("registers", "Taking registers and using codes"),
                                    ("safeguarding", "Absence and safeguarding"),
                                    ("support", "Working with families: support first"),
                                    ("law", "The law, the policy and penalty notices"),
                                    ("health", "Health, special needs and attendance"),
                                    ("induction", "Induction of new staff"),
                                    ("oversight", "What governors look at"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("about", models.CharField(blank=True, max_length=300)),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("everybody", "All staff"),
                                    ("teachers", "Teachers and tutors"),
                                    ("office", "Office and attendance staff"),
                                    ("leaders", "Leaders"),
                                    ("new", "New staff"),
                                    ("governors", "Governors"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("attended", models.PositiveSmallIntegerField(help_text="How many came")),
                        ("led_by", models.CharField(max_length=200)),
                        (
                            "missed_by",
                            models.CharField(blank=True, help_text="Who is still to have it", max_length=500),
                        ),
                        ("again_by", models.DateField(blank=True, null=True)),
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
                                models.F("school"), models.F("operation"), name="training_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="training_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="training_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("led_by", ""), _negated=True),
                                    models.Q(
                                        ("again_by__isnull", True),
                                        ("again_by__gt", models.F("on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="training_again_later",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TrainingTakenOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("why", models.CharField(max_length=300)),
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
                            "training",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_out",
                                to="reporting.training",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="trainingtakenout_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="trainingtakenout_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True),
                                name="training_taken_out_says_why",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AttendancePolicy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("adopted_on", models.DateField()),
                        (
                            "adopted_by",
                            models.CharField(help_text="Such as the governing board", max_length=200),
                        ),
                        ("review_on", models.DateField()),
                        ("web_address", models.URLField(blank=True, help_text="Where parents find it")),
                        ("changes", models.TextField(blank=True, help_text="What is new in it")),
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
                                models.F("school"), models.F("operation"), name="attendancepolicy_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="attendancepolicy_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("review_on__gt", models.F("adopted_on")),
                                    models.Q(("adopted_by", ""), _negated=True),
                                ),
                                name="policy_reviewed_later",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceStrategy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        ("causes", models.TextField()),
                        ("approach", models.TextField()),
                        ("aims", models.TextField(blank=True)),
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
                                models.F("school"), models.F("operation"), name="attendancestrategy_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="attendancestrategy_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("causes", ""), _negated=True),
                                    models.Q(("approach", ""), _negated=True),
                                ),
                                name="strategy_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GivenReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("operation", models.UUIDField(help_text="Pressing twice writes it once")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("governors", "Governors’ report"),
                                    ("targeting", "Papers for the targeting support meeting"),
                                    ("inspection", "Inspection pack"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("to_whom", models.CharField(max_length=200)),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("pdf", models.BinaryField(help_text="The document as it was given")),
                        ("sha256", models.CharField(max_length=64)),
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
                        "indexes": [
                            models.Index(fields=["school", "kind", "-at"], name="given_report_latest")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="givenreport_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="givenreport_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last__gte", models.F("first")), models.Q(("to_whom", ""), _negated=True)
                                ),
                                name="given_report_to_somebody",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
