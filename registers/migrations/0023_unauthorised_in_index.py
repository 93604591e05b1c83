"""The index of unauthorised marks carries their codes, so that a scan need not open the marks; pupils by UPN."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0022_safeguarding_reads"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="mark",
            name="mark_unauthorised",
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(
                condition=models.Q(("code__in", ["G", "N", "O", "U"])),
                fields=["school", "pupil", "date", "session"],
                include=("code",),
                name="mark_unauthorised",
            ),
        ),
        migrations.AddIndex(
            model_name="pupil",
            index=models.Index(fields=["upn"], name="pupil_upn"),
        ),
    ]
