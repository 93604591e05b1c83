"""Families who sign in: posts of parents, the adults behind them, and codes."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import registers.roles
from attendance_site.parts.new_tables import NewTables
from attendance_site.parts.paired_keys import paired_key


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0016_wording"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ParentLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "contact",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parent_link",
                                to="registers.contact",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adults",
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
                ),
                migrations.CreateModel(
                    name="SignInCode",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        (
                            "address",
                            models.EmailField(
                                help_text="Where it is sent, if the school holds the address", max_length=254
                            ),
                        ),
                        (
                            "asked_from",
                            models.CharField(
                                blank=True, help_text="The network address that asked", max_length=45
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "claimed_at",
                            models.DateTimeField(blank=True, help_text="When a worker took it", null=True),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                blank=True, help_text="When the mail server had taken it", null=True
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("address"),
                                models.OrderBy(models.F("asked_at"), descending=True),
                                name="sign_in_code_by_address",
                            ),
                            models.Index(fields=["asked_at"], name="sign_in_code_by_time"),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="contact_by_email"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", registers.roles.Role["PARENT"])),
                fields=("user", "school"),
                name="post_of_parent_once_per_school",
            ),
        ),
        paired_key("registers_parentlink", "post_id", "registers_post"),
        paired_key("registers_parentlink", "contact_id", "registers_contact"),
    ]
