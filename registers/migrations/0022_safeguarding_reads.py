"""Looks at safeguarding notes are kept as other looks at what is sensitive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0021_health_reads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sensitiveread",
            name="what",
            field=models.CharField(
                choices=[
                    ("contact_limit", "Contact limits in full"),
                    ("social_care", "Social care"),
                    ("address", "Confidential address"),
                    ("evidence", "Evidence for leave"),
                    ("health", "Health and support"),
                    ("safeguarding", "Safeguarding notes"),
                ],
                max_length=16,
            ),
        ),
    ]
