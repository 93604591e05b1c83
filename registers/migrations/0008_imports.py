"""Imports on the page, and what another system proposes."""

import django.db.models.deletion
from django.db import migrations, models

from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0007_statistics_by_the_serving_role"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ImportRun",
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
                                    ("files", "CSV files"),
                                    ("ctf", "Common transfer file"),
                                    ("mis", "File of another system"),
                                ],
                                max_length=5,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("refused", "Refused"),
                                    ("ready", "Waiting for your decision"),
                                    ("applied", "Applied"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Not applied in time"),
                                    ("read", "Read"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("as_of", models.DateField(help_text="The day from which later changes hold")),
                        ("made_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=200)),
                        ("position", models.CharField(max_length=100)),
                        ("report", models.JSONField(default=dict, help_text="What it changes, as shown")),
                        (
                            "problems",
                            models.JSONField(
                                default=list, help_text="Why it is refused: file, row, column, reason"
                            ),
                        ),
                        (
                            "agreed",
                            models.CharField(
                                blank=True, help_text="Digest of every change as shown", max_length=64
                            ),
                        ),
                        (
                            "answers",
                            models.JSONField(
                                default=dict,
                                help_text="What was asked for new pupils: starting day, class, year",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_name", models.CharField(blank=True, max_length=200)),
                        ("decided_position", models.CharField(blank=True, max_length=100)),
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
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                                models.F("school"), models.F("id"), name="import_run_school_id"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.school",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="registers.importrun",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MisMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("header", models.JSONField(default=list, help_text="The columns of the sample")),
                        (
                            "seen",
                            models.JSONField(
                                default=dict, help_text="By column, the few different values of the sample"
                            ),
                        ),
                        ("columns", models.JSONField(default=dict, help_text="Our column: theirs")),
                        (
                            "values",
                            models.JSONField(default=dict, help_text="Our column: {their value: ours}"),
                        ),
                        (
                            "dates",
                            models.CharField(
                                choices=[
                                    ("dmy", "24/11/2026 (day first)"),
                                    ("ymd", "2026-11-24"),
                                    ("dMy", "24 Nov 2026"),
                                    ("mdy", "11/24/2026 (month first)"),
                                ],
                                default="dmy",
                                max_length=3,
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mis_mapping",
                                to="registers.school",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MisProposal",
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
                                    ("joiner", "Joiners"),
                                    ("leaver", "Leavers"),
                                    ("change", "Changes"),
                                    ("missing", "Not in the file"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting"),
                                    ("approved", "Approved"),
                                    ("declined", "Declined"),
                                    ("settled", "The systems agree again"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("upn", models.CharField(max_length=13)),
                        ("person", models.CharField(help_text="The pupil's name, as shown", max_length=202)),
                        ("field", models.CharField(blank=True, max_length=30)),
                        ("original", models.CharField(blank=True, max_length=500)),
                        ("new", models.CharField(blank=True, max_length=500)),
                        (
                            "row",
                            models.JSONField(
                                default=dict, help_text="A joiner as the file has them, in our columns"
                            ),
                        ),
                        ("first_seen", models.DateField()),
                        ("last_seen", models.DateField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("position", models.CharField(blank=True, max_length=100)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registers.post",
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
                                models.F("school"),
                                models.F("upn"),
                                models.F("kind"),
                                models.F("field"),
                                name="mis_proposal_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", False), ("state", "approved")),
                                    models.Q(("by__isnull", False), ("state", "declined")),
                                    ("state__in", ["open", "settled"]),
                                    _connector="OR",
                                ),
                                name="mis_proposal_decided_by_somebody",
                            ),
                        ],
                    },
                ),
            ]
        ),
        paired_key("registers_importrun", "by_id", "registers_post"),
        paired_key("registers_importrun", "decided_by_id", "registers_post"),
        paired_key("registers_importfile", "run_id", "registers_importrun"),
        paired_key("registers_mismapping", "by_id", "registers_post"),
        paired_key("registers_misproposal", "pupil_id", "registers_pupil"),
        paired_key("registers_misproposal", "by_id", "registers_post"),
    ]
