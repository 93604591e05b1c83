"""Evidence of illness, sickness returns, education asked of the authority, and the groups with duties of their own."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_medicalrequest", "pupil_id", "registers_pupil"),
    ("absence_medicalrequest", "by_id", "registers_post"),
    ("absence_medicalevidence", "pupil_id", "registers_pupil"),
    ("absence_medicalevidence", "request_id", "absence_medicalrequest"),
    ("absence_medicalevidence", "by_id", "registers_post"),
    ("absence_medicalfile", "evidence_id", "absence_medicalevidence"),
    ("absence_sicknessreturn", "pupil_id", "registers_pupil"),
    ("absence_sicknessreturn", "by_id", "registers_post"),
    ("absence_sicknessreturnsent", "sickness_return_id", "absence_sicknessreturn"),
    ("absence_sicknessreturnsent", "by_id", "registers_post"),
    ("absence_educationrequest", "pupil_id", "registers_pupil"),
    ("absence_educationrequest", "by_id", "registers_post"),
    ("absence_educationanswer", "request_id", "absence_educationrequest"),
    ("absence_educationanswer", "by_id", "registers_post"),
    ("absence_groupduty", "pupil_id", "registers_pupil"),
    ("absence_groupduty", "by_id", "registers_post"),
    ("absence_designatedteacher", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was written down; a file may be taken out."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.MEDICAL):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.MEDICAL):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0011_support_steps"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="EducationRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_on", models.DateField()),
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
                        (
                            "asked_for",
                            models.TextField(
                                help_text="What the pupil needs, and what the school goes on doing itself"
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
                                related_name="education_requests",
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
                                models.F("school"), models.F("id"), name="education_request_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_whom", ""), _negated=True),
                                    models.Q(("asked_for", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="education_request_says_what",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["school", "pupil", "asked_on"], name="education_asked_by_pupil"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EducationAnswer",
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
                                    ("arranged", "Education is arranged"),
                                    ("received", "It has the request and is looking at it"),
                                    ("none", "It does not arrange education"),
                                    ("ended", "The education has ended"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("answered_on", models.DateField()),
                        ("provider", models.CharField(blank=True, max_length=200)),
                        (
                            "nature",
                            models.CharField(
                                blank=True, help_text="What the education is (K)", max_length=300
                            ),
                        ),
                        ("first_day", models.DateField(blank=True, null=True)),
                        ("last_day", models.DateField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=500)),
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
                        (
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="absence.educationrequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "arranged"), _negated=True),
                                    models.Q(
                                        models.Q(("provider", ""), _negated=True),
                                        models.Q(("nature", ""), _negated=True),
                                        ("first_day__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="education_arranged_says_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_day__isnull", True),
                                    ("first_day__lte", models.F("last_day")),
                                    _connector="OR",
                                ),
                                name="education_arranged_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="education_answer_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupDuty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("severe", "Half of school or more missed"),
                                    ("looked_after", "Looked after"),
                                    ("previously", "Previously looked after"),
                                    ("social_worker", "With a social worker"),
                                    ("sen", "Special educational needs"),
                                    ("young_carer", "Young carers"),
                                    ("traveller", "Families that travel for work"),
                                ],
                                max_length=13,
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[
                                    ("joint", "Joint approach agreed with the authority"),
                                    (
                                        "pep",
                                        "Personal education plan: its date and the attendance target in it",
                                    ),
                                    (
                                        "premium",
                                        "Pupil Premium Plus: what it is used for, or what was talked about with the parents",
                                    ),
                                    ("virtual", "Talk with the virtual school head"),
                                    ("told", "Talk with the social worker"),
                                    ("provision", "Provision of the plan, and whether the pupil gets to it"),
                                    ("support", "Support and adjustments"),
                                    ("away", "Contact and learning while the family travels"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("on_day", models.DateField(help_text="The day on which it was agreed or done")),
                        ("with_whom", models.CharField(max_length=300)),
                        (
                            "words",
                            models.TextField(help_text="What was agreed: actions, targets, who does what"),
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
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_duties",
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
                                    models.Q(("words", ""), _negated=True),
                                    models.Q(("with_whom", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="group_duty_says_what",
                            )
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "group"], name="group_duty_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MedicalEvidence",
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
                                    ("card", "Appointment card or text"),
                                    ("letter", "Letter of a doctor or hospital"),
                                    ("prescription", "Prescription or medicine"),
                                    ("school_nurse", "What the school nurse said"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("seen_on", models.DateField()),
                        (
                            "note",
                            models.CharField(help_text="What it showed, in a few words", max_length=300),
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
                                related_name="medical_evidence",
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
                                blank=True,
                                db_constraint=False,
                                help_text="What it answers; empty: the family showed it unasked",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="absence.medicalrequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="medical_evidence_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("note", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="medical_evidence_says_what",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "at"], name="medical_evidence_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MedicalFile",
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
                                help_text="What the file was called, made harmless", max_length=120
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        ("taken_out_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_out_name", models.CharField(blank=True, max_length=200)),
                        (
                            "evidence",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="absence.medicalevidence",
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
                            models.UniqueConstraint(models.F("evidence"), name="medical_file_one_each"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken_out_at__isnull", True),
                                    models.Q(
                                        ("content", b""), models.Q(("taken_out_name", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="medical_file_taken_out_is_empty",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MedicalRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_day", models.DateField(help_text="The first day that it is about")),
                        ("last_day", models.DateField()),
                        ("doubt", models.TextField(help_text="Why there is genuine doubt about the illness")),
                        ("asked_for", models.CharField(help_text="What would settle it", max_length=300)),
                        ("asked_whom", models.CharField(max_length=200)),
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
                                related_name="medical_requests",
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
                                models.F("school"), models.F("id"), name="medical_request_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__lte", models.F("last_day"))),
                                name="medical_request_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("doubt", ""), _negated=True),
                                    models.Q(("asked_for", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="medical_request_says_why",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "at"], name="medical_request_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SicknessReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(help_text="The day on which it was made")),
                        (
                            "spell_from",
                            models.DateField(help_text="The first day of the spell that it was made in"),
                        ),
                        (
                            "ill_days",
                            models.PositiveSmallIntegerField(
                                help_text="Days of the school year with illness, until then"
                            ),
                        ),
                        (
                            "expected_days",
                            models.PositiveSmallIntegerField(default=0, help_text="Further days expected"),
                        ),
                        (
                            "expected_why",
                            models.CharField(
                                blank=True, help_text="The ground to expect them", max_length=500
                            ),
                        ),
                        ("content", models.JSONField(help_text="What the return says, as it was made")),
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
                                related_name="sickness_returns",
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
                                models.F("school"), models.F("id"), name="sickness_return_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("pupil"), models.F("spell_from"), name="sickness_return_once_a_spell"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="sickness_return_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expected_days", 0),
                                    models.Q(("expected_why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="sickness_return_says_why_expected",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "pupil", "date"], name="sickness_return_by_pupil")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SicknessReturnSent",
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
                        ("sent_on", models.DateField()),
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
                        (
                            "sickness_return",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent",
                                to="absence.sicknessreturn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("sickness_return"),
                                models.F("to_whom"),
                                models.F("how"),
                                models.F("sent_on"),
                                name="sickness_return_sent_noted_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_whom", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="sickness_return_sent_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DesignatedTeacher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("teacher", models.CharField(max_length=200)),
                        ("since", models.DateField()),
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
                        "indexes": [models.Index(fields=["school", "-at"], name="designated_teacher_newest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("teacher", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="designated_teacher_named",
                            )
                        ],
                    },
                ),
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
