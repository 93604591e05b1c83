"""Those who had a social worker are a group of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("absence", "0014_pupil_notes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="groupduty",
            name="group",
            field=models.CharField(
                choices=[
                    ("severe", "Half of school or more missed"),
                    ("looked_after", "Looked after"),
                    ("previously", "Previously looked after"),
                    ("social_worker", "With a social worker"),
                    ("had_worker", "Had a social worker"),
                    ("sen", "Special educational needs"),
                    ("young_carer", "Young carers"),
                    ("traveller", "Families that travel for work"),
                ],
                max_length=13,
            ),
        ),
    ]
