"""Whether a school shares the names behind its figures with its trust."""

import django.db.models.deletion
from django.db import migrations, models

from attendance_site.parts.paired_keys import paired_key
from registers.guard_step import guard_step
from registers.record_guards import NAMES_SHARED


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0025_inspectors"),
        ("reporting", "0004_made_returns"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamesShared",
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
                ("shares", models.BooleanField()),
                (
                    "why",
                    models.CharField(
                        help_text="What the trust needs the names for, or why no longer", max_length=300
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.school"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school"), models.F("operation"), name="namesshared_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("position", ""), _negated=True)
                        ),
                        name="namesshared_says_who",
                    ),
                ],
            },
        ),
        paired_key("reporting_namesshared", "by_id", "registers_post"),
        guard_step(NAMES_SHARED),
    ]
