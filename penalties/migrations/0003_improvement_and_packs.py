"""Notices to improve, packs of a referral, and cases shared with the authority's officer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key
from registers import record_guards

TABLES = record_guards.NOTICES_TO_IMPROVE | record_guards.PACKS
PAIRED = [
    ("penalties_noticetoimprove", "by_id", "registers_post"),
    ("penalties_noticetoimprove", "case_id", "penalties_case"),
    ("penalties_noticetoimprove", "contact_id", "registers_contact"),
    ("penalties_noticetoimprove", "letter_id", "registers_message"),
    ("penalties_noticetoimproveend", "by_id", "registers_post"),
    ("penalties_noticetoimproveend", "notice_id", "penalties_noticetoimprove"),
    ("penalties_referralpack", "by_id", "registers_post"),
    ("penalties_referralpack", "case_id", "penalties_case"),
    ("penalties_referralpack", "contact_id", "registers_contact"),
    ("penalties_packsent", "by_id", "registers_post"),
    ("penalties_packsent", "pack_id", "penalties_referralpack"),
    ("penalties_caseshare", "by_id", "registers_post"),
    ("penalties_caseshare", "case_id", "penalties_case"),
    ("penalties_caseshare", "officer_id", "registers_post"),
    ("penalties_caseshareend", "by_id", "registers_post"),
    ("penalties_caseshareend", "share_id", "penalties_caseshare"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Nobody changes what was sent to a family or to the authority."""
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
        ("penalties", "0002_case_decisions"),
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="CaseShare",
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
                        ("until", models.DateField()),
                        ("why", models.CharField(max_length=500)),
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
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shared_cases",
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
                                models.F("school"), models.F("operation"), name="caseshare_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="caseshare_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="case_share_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True), name="case_share_says_why"
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "officer"], name="case_share_by_officer")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CaseShareEnd",
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
                            "share",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="penalties.caseshare",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="caseshareend_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="caseshareend_says_who",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NoticeToImprove",
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
                            "to_name",
                            models.CharField(help_text="The parent's name as it stood then", max_length=200),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        ("weeks", models.PositiveSmallIntegerField()),
                        (
                            "counted_in",
                            models.CharField(
                                choices=[
                                    ("school", "School weeks: a week of holiday does not count"),
                                    ("calendar", "Calendar weeks"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "sessions_allowed",
                            models.PositiveSmallIntegerField(
                                help_text="So many sessions without leave are still enough improvement"
                            ),
                        ),
                        (
                            "what_counts",
                            models.TextField(
                                blank=True, help_text="What else is enough improvement, in words"
                            ),
                        ),
                        (
                            "early_grounds",
                            models.TextField(
                                help_text="A line each: when a penalty notice may come before the last day"
                            ),
                        ),
                        ("support", models.TextField(help_text="What was done to help")),
                        (
                            "more_support",
                            models.TextField(help_text="What more there is, and how to take it up"),
                        ),
                        (
                            "sessions",
                            models.JSONField(
                                help_text="The sessions that the letter lists, as the register had them"
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
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices_to_improve",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices_to_improve",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.message",
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
                                models.F("school"), models.F("operation"), name="noticetoimprove_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="noticetoimprove_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="notice_to_improve_school_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__lte", models.F("last_day"))),
                                name="notice_to_improve_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("early_grounds", ""), _negated=True),
                                    models.Q(("support", ""), _negated=True),
                                    models.Q(("more_support", ""), _negated=True),
                                ),
                                name="notice_to_improve_is_whole",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["school", "last_day"], name="notice_to_improve_by_day")
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NoticeToImproveEnd",
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
                                    ("met", "Met"),
                                    ("not_met", "Not met"),
                                    ("early", "Ended early, on a ground that it states"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("on", models.DateField()),
                        (
                            "ground",
                            models.CharField(
                                blank=True, help_text="Early: which of the stated grounds", max_length=500
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
                            "notice",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="penalties.noticetoimprove",
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
                                models.F("school"), models.F("operation"), name="noticetoimproveend_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="noticetoimproveend_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "early"), _negated=True),
                                    models.Q(
                                        models.Q(("ground", ""), _negated=True),
                                        models.Q(("words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_ended_early_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "withdrawn"), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="notice_to_improve_withdrawn_says_why",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReferralPack",
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
                            "to_name",
                            models.CharField(help_text="The parent's name as it stood then", max_length=200),
                        ),
                        (
                            "signed_name",
                            models.CharField(
                                help_text="Who certifies the register and declares", max_length=200
                            ),
                        ),
                        ("signed_position", models.CharField(max_length=100)),
                        ("content", models.JSONField(help_text="What the document says")),
                        (
                            "checks",
                            models.JSONField(help_text="What was checked before it was made, and passed"),
                        ),
                        ("pdf", models.BinaryField(help_text="The document as it was made")),
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
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packs",
                                to="penalties.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referral_packs",
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
                                models.F("school"), models.F("operation"), name="referralpack_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="referralpack_says_who",
                            ),
                            models.UniqueConstraint(
                                models.F("school"), models.F("id"), name="referral_pack_school_id"
                            ),
                        ],
                        "indexes": [models.Index(fields=["school", "case"], name="referral_pack_by_case")],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PackSent",
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
                        ("to_whom", models.CharField(max_length=200)),
                        ("on", models.DateField()),
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
                            "pack",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent",
                                to="penalties.referralpack",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("school"), models.F("operation"), name="packsent_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("position", ""), _negated=True),
                                ),
                                name="packsent_says_who",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("to_whom", ""), _negated=True),
                                name="pack_sent_to_somebody",
                            ),
                        ],
                        "abstract": False,
                    },
                ),
            ]
        ),
        *[paired_key(*each) for each in PAIRED],
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
