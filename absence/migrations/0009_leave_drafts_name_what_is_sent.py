"""What is sent carries the name of its draft, so that sending twice is found at every school and change."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0008_leave_decisions"),
        ("registers", "0020_messages_to_professionals"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="leavedraft",
            name="operation",
        ),
        migrations.AddField(
            model_name="leaveversion",
            name="operation",
            field=models.UUIDField(
                default=uuid.uuid4, help_text="The draft that it was: sent twice, it is kept once"
            ),
        ),
        migrations.AlterField(
            model_name="leavedraft",
            name="public_id",
            field=models.UUIDField(
                default=uuid.uuid4,
                help_text="The name in addresses; what is sent carries it as its operation",
                unique=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="leaveversion",
            constraint=models.UniqueConstraint(
                models.F("school"), models.F("operation"), name="leave_version_sent_once"
            ),
        ),
    ]
