"""Penalty notices, what happened to each, what parents said, other tools, and the authority's rules."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

PAIRED = [
    ("penalties_authorityrules", "by_id", "registers_post"),
    ("penalties_penaltynotice", "pupil_id", "registers_pupil"),
    ("penalties_penaltynotice", "contact_id", "registers_contact"),
    ("penalties_penaltynotice", "case_id", "penalties_case"),
    ("penalties_penaltynotice", "by_id", "registers_post"),
    ("penalties_noticesession", "notice_id", "penalties_penaltynotice"),
    ("penalties_noticenews", "notice_id", "penalties_penaltynotice"),
    ("penalties_noticenews", "by_id", "registers_post"),
    ("penalties_othertool", "pupil_id", "registers_pupil"),
    ("penalties_othertool", "contact_id", "registers_contact"),
    ("penalties_othertool", "case_id", "penalties_case"),
    ("penalties_othertool", "by_id", "registers_post"),
    ("penalties_othertoolend", "tool_id", "penalties_othertool"),
    ("penalties_othertoolend", "by_id", "registers_post"),
    ("penalties_representation", "pupil_id", "registers_pupil"),
    ("penalties_representation", "contact_id", "registers_contact"),
    ("penalties_representation", "case_id", "penalties_case"),
    ("penalties_representation", "notice_id", "penalties_penaltynotice"),
    ("penalties_representation", "by_id", "registers_post"),
    ("penalties_representationanswer", "representation_id", "penalties_representation"),
    ("penalties_representationanswer", "by_id", "registers_post"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was written down of a notice."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in record_guards.create_statements(record_guards.PENALTY_NOTICES):
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            role = schema_editor.quote_name(settings.APP_ROLE)  # type: ignore[attr-defined]
            for statement in record_guards.grant_statements(role, record_guards.PENALTY_NOTICES):
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("penalties", "0003_improvement_and_packs"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="OtherTool",
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
                                    ("attendance_contract", "Attendance contract"),
                                    ("education_supervision_order", "Education supervision order"),
                                    ("parenting_order", "Parenting order"),
                                    ("prosecution", "Prosecution"),
                                    ("other", "Something else"),
                                ],
                                max_length=27,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("words", models.TextField(help_text="Who began it, and what it asks for")),
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
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="other_tools",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: about the family as a whole",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="other_tools",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="other_tools",
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
                                models.F("school"), models.F("operation"), name="othertool_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="othertool_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="other_tool_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="other_tool_says_what"
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "pupil"], name="other_tool_by_pupil")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OtherToolEnd",
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
                        ("outcome", models.TextField()),
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
                            "tool",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="penalties.othertool",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="othertoolend_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="othertoolend_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("outcome", ""), _negated=True),
                                name="other_tool_end_says_outcome",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PenaltyNotice",
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
                            "issuer",
                            models.CharField(
                                choices=[
                                    ("authority", "The local authority"),
                                    ("school", "The school"),
                                    ("police", "The police"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "issued",
                            models.CharField(
                                choices=[
                                    ("yes", "Issued"),
                                    ("no", "Not issued"),
                                    ("unknown", "Not known yet"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        (
                            "received_on",
                            models.DateField(
                                blank=True, help_text="Empty: worked out from the posting", null=True
                            ),
                        ),
                        (
                            "proposed_on",
                            models.DateField(help_text="The day that the three years look back from"),
                        ),
                        (
                            "amount",
                            models.PositiveSmallIntegerField(
                                help_text="Pounds; a proposal until the authority confirms"
                            ),
                        ),
                        (
                            "amount_early",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Pounds within the first days; empty: no lower amount",
                                null=True,
                            ),
                        ),
                        (
                            "from_before",
                            models.CharField(
                                blank=True,
                                help_text="A notice of before or elsewhere: who told us of it, and how",
                                max_length=300,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
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
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_notices",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_notices",
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
                                models.F("school"), models.F("operation"), name="penaltynotice_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="penaltynotice_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="penalty_notice_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issued", "yes"),
                                    models.Q(("issued_on__isnull", True), ("received_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="penalty_notice_day_only_if_issued",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("received_on__isnull", True),
                                    ("received_on__gte", models.F("issued_on")),
                                    _connector="OR",
                                ),
                                name="penalty_notice_received_after_issued",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_early__isnull", True),
                                    ("amount_early__lt", models.F("amount")),
                                    _connector="OR",
                                ),
                                name="penalty_notice_lower_amount_is_lower",
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "pupil"], name="penalty_notice_by_pupil")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NoticeSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        (
                            "session",
                            models.CharField(choices=[("AM", "Morning"), ("PM", "Afternoon")], max_length=2),
                        ),
                        (
                            "code",
                            models.CharField(
                                help_text="As it stood when the notice was recorded", max_length=2
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
                            "notice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="penalties.penaltynotice",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("notice"),
                                models.F("date"),
                                models.F("session"),
                                name="notice_session_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("session__in", ["AM", "PM"])), name="notice_session_known"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeNews",
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
                                    ("issued", "It was issued"),
                                    ("not_issued", "It was not issued"),
                                    ("paid", "It was paid"),
                                    ("unpaid", "It was not paid in time"),
                                    ("withdrawn", "It was withdrawn"),
                                    ("prosecuted", "The parent is prosecuted"),
                                    ("convicted", "The court convicted"),
                                    ("not_convicted", "The court did not convict"),
                                    ("not_prosecuted", "The authority does not prosecute"),
                                    ("confirmed", "The authority confirms what we have here"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("on", models.DateField()),
                        (
                            "received_on",
                            models.DateField(
                                blank=True, help_text="Of an issued one, where it is known", null=True
                            ),
                        ),
                        (
                            "amount",
                            models.PositiveSmallIntegerField(blank=True, help_text="Pounds", null=True),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_due", "It should not have been issued"),
                                    ("wrong_person", "It went to the wrong person"),
                                    ("material_error", "It had a material error"),
                                    ("not_prosecuted", "Unpaid, and the authority will not prosecute"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("words", models.TextField(blank=True, help_text="Who told us, and what they said")),
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
                            "notice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news",
                                to="penalties.penaltynotice",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="noticenews_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="noticenews_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("notice"),
                                condition=models.Q(("kind", "withdrawn")),
                                name="penalty_notice_withdrawn_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "withdrawn"), models.Q(("ground", ""), _negated=True)),
                                    models.Q(models.Q(("kind", "withdrawn"), _negated=True), ("ground", "")),
                                    _connector="OR",
                                ),
                                name="notice_news_withdrawn_has_a_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("received_on__isnull", True), ("kind", "issued"), _connector="OR"
                                ),
                                name="notice_news_received_only_if_issued",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Representation",
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
                        ("received_on", models.DateField()),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("letter", "By letter"),
                                    ("email", "By e-mail"),
                                    ("phone", "By telephone"),
                                    ("person", "In person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("words", models.TextField(help_text="What they say, as they say it")),
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
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
                                to="penalties.penaltynotice",
                            ),
                        ),
                        (
                            "pupil",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="representations",
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
                                models.F("school"), models.F("operation"), name="representation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="representation_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="representation_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True),
                                name="representation_says_what",
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "pupil"], name="representation_by_pupil")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RepresentationAnswer",
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
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("stands", "The school stays with its view"),
                                    ("not_referred", "The school asks for no notice"),
                                    ("asked_to_withdraw", "The authority is asked to withdraw the notice"),
                                    ("passed_on", "Passed to the authority, which answers"),
                                ],
                                max_length=17,
                            ),
                        ),
                        ("words", models.TextField(help_text="What they were told, and why")),
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
                            "representation",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="penalties.representation",
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
                                models.F("school"), models.F("operation"), name="representationanswer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="representationanswer_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True),
                                name="representation_answer_says_why",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AuthorityRules",
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
                        ("authority", models.CharField(max_length=200)),
                        (
                            "compared",
                            models.CharField(
                                help_text="The edition of the code of conduct that it was compared with",
                                max_length=300,
                            ),
                        ),
                        (
                            "issuer",
                            models.CharField(
                                choices=[
                                    ("authority", "The local authority"),
                                    ("school", "The school"),
                                    ("police", "The police"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "improvement_by",
                            models.CharField(
                                choices=[
                                    ("authority", "The local authority"),
                                    ("school", "The school"),
                                    ("police", "The police"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("improvement_needed", models.BooleanField()),
                        ("improvement_weeks", models.PositiveSmallIntegerField()),
                        (
                            "improvement_counted_in",
                            models.CharField(
                                choices=[
                                    ("school", "School days or weeks"),
                                    ("calendar", "Days or weeks of the calendar"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("below_sessions", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("below_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("deadline_days", models.PositiveSmallIntegerField()),
                        (
                            "deadline_counted_in",
                            models.CharField(
                                choices=[
                                    ("school", "School days or weeks"),
                                    ("calendar", "Days or weeks of the calendar"),
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
                                models.F("school"), models.F("operation"), name="authorityrules_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="authorityrules_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("authority", ""), _negated=True),
                                    models.Q(("compared", ""), _negated=True),
                                ),
                                name="authority_rules_say_whose",
                            ),
                        ],
                    },
                ),
            ]
        ),
        *(paired_key(*each) for each in PAIRED),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
