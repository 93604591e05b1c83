"""What families tell the school, what became of it, and whom they may turn to."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("absence_concern", "contact_id", "registers_contact"),
    ("absence_concern", "pupil_id", "registers_pupil"),
    ("absence_concern", "by_id", "registers_post"),
    ("absence_concernanswer", "concern_id", "absence_concern"),
    ("absence_concernanswer", "by_id", "registers_post"),
    ("absence_detailscheck", "contact_id", "registers_contact"),
    ("absence_detailscheck", "by_id", "registers_post"),
    ("absence_detailsproposal", "details_check_id", "absence_detailscheck"),
    ("absence_detailsproposal", "pupil_id", "registers_pupil"),
    ("absence_detailsanswer", "proposal_id", "absence_detailsproposal"),
    ("absence_detailsanswer", "by_id", "registers_post"),
    ("absence_leavingnotice", "pupil_id", "registers_pupil"),
    ("absence_leavingnotice", "contact_id", "registers_contact"),
    ("absence_leavingnotice", "by_id", "registers_post"),
    ("absence_leavingnoticeanswer", "notice_id", "absence_leavingnotice"),
    ("absence_leavingnoticeanswer", "leaving_id", "registers_leaving"),
    ("absence_leavingnoticeanswer", "by_id", "registers_post"),
    ("absence_namedperson", "by_id", "registers_post"),
    ("absence_familyinformation", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what a family said, nor what became of it."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.TOLD_BY_FAMILIES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.TOLD_BY_FAMILIES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0005_absence_reports"),
        ("registers", "0017_parents"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Concern",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField()),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once"),
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
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="concern_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="concern_said_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("words", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="concern_says_what_and_who",
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "at"], name="concern_by_time")],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "words",
                            models.TextField(
                                blank=True, help_text="The family reads it; empty = it was read"
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
                            "concern",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="absence.concern",
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
                                name="concern_answer_says_who",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DetailsCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("academic_year", models.CharField(max_length=7)),
                        ("term", models.CharField(max_length=60)),
                        ("all_correct", models.BooleanField()),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once"),
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
                            "contact",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="details_check_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="details_check_said_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="details_check_says_who",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["school", "academic_year", "term", "contact"],
                                name="details_check_by_term",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DetailsProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("phone2", "Second telephone"),
                                    ("email", "E-mail"),
                                    ("language", "Language to write in"),
                                    ("address", "Address"),
                                    ("note", "Something else"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("old", models.CharField(blank=True, max_length=500)),
                        ("new", models.CharField(blank=True, max_length=500)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("from_day", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "details_check",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="absence.detailscheck",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Whose address; empty = the adult's own",
                                null=True,
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="details_proposal_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("details_check"),
                                models.F("item"),
                                models.F("pupil"),
                                name="details_proposal_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pupil__isnull", True), ("item", "address"), _connector="OR"
                                ),
                                name="details_proposal_of_a_pupil",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item", "address"), _negated=True),
                                    ("from_day__isnull", False),
                                    _connector="OR",
                                ),
                                name="details_proposal_from_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DetailsAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("accepted", models.BooleanField()),
                        ("reason", models.CharField(blank=True, max_length=300)),
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
                            "proposal",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="absence.detailsproposal",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted", True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="details_answer_declined_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="details_answer_says_who",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyInformation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("answered_from", models.TimeField(blank=True, null=True)),
                        ("answered_until", models.TimeField(blank=True, null=True)),
                        ("answerphone", models.BooleanField(default=False)),
                        ("policy_url", models.URLField(blank=True)),
                        ("policy_adopted_on", models.DateField(blank=True, null=True)),
                        ("policy_review_on", models.DateField(blank=True, null=True)),
                        (
                            "illness_url",
                            models.URLField(
                                default="https://www.nhs.uk/live-well/is-my-child-too-ill-for-school/"
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
                                name="family_information_says_who",
                            )
                        ],
                        "indexes": [models.Index(fields=["school", "at"], name="family_information_by_time")],
                    },
                ),
                migrations.CreateModel(
                    name="LeavingNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "lives_with",
                            models.BooleanField(
                                help_text="The pupil normally lived with this person when it was said"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("moved_school", "Another school"),
                                    ("home_education", "Home education"),
                                    ("moved_abroad", "Moving abroad"),
                                    ("other", "Another reason"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "child",
                            models.CharField(
                                help_text="The child's name as the register had it", max_length=300
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=30)),
                        ("current_address", models.CharField(blank=True, max_length=300)),
                        ("last_day", models.DateField()),
                        ("new_address", models.CharField(blank=True, max_length=300)),
                        ("new_address_from", models.DateField(blank=True, null=True)),
                        ("next_school", models.CharField(blank=True, max_length=200)),
                        ("next_school_address", models.CharField(blank=True, max_length=300)),
                        ("next_school_from", models.DateField(blank=True, null=True)),
                        (
                            "own_words",
                            models.TextField(
                                blank=True, help_text="A written notice of home education; or why"
                            ),
                        ),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "operation",
                            models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once"),
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
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.contact",
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="leaving_notice_school_id"
                            ),
                            models.UniqueConstraint(
                                models.F("school"),
                                models.F("operation"),
                                models.F("pupil"),
                                name="leaving_notice_said_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="leaving_notice_says_who",
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "at"], name="leaving_notice_by_time")],
                    },
                ),
                migrations.CreateModel(
                    name="LeavingNoticeAnswer",
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
                                    ("recorded", "The leaving record is open"),
                                    ("noted", "Noted"),
                                    ("taken_back", "Taken back by the family"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                            "leaving",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.leaving",
                            ),
                        ),
                        (
                            "notice",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="absence.leavingnotice",
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
                                name="leaving_notice_answer_says_who",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NamedPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[
                                    ("champion", "Senior Attendance Champion"),
                                    ("day_to_day", "Day-to-day contact"),
                                    ("support", "Contact for individual support"),
                                    ("governor", "Linked governor"),
                                    ("authority", "Local authority attendance team"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "who",
                            models.CharField(blank=True, help_text="Empty = nobody any more", max_length=200),
                        ),
                        ("their_position", models.CharField(blank=True, max_length=100)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
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
                                name="named_person_says_who",
                            )
                        ],
                        "indexes": [models.Index(fields=["school", "duty"], name="named_person_by_duty")],
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
