"""Who of the trust opened the names that a school shares."""

import django.db.models.deletion
from django.db import migrations, models

from registers.guard_step import guard_step
from registers.record_guards import TRUST_LOOKS


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0026_rebuild_weeks"),
        ("reporting", "0006_what_returns_said"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustLook",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.school"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "-at"], name="trust_look_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="trust_look_says_what"
                    )
                ],
            },
        ),
        guard_step(TRUST_LOOKS),
    ]
