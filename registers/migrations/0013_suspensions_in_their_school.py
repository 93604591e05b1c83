"""Suspensions and what hangs on them never point across schools."""

from django.db import migrations

from attendance_site.parts.paired_keys import paired_key

PAIRED = [
    ("registers_suspension", "pupil_id", "registers_pupil"),
    ("registers_suspensionchange", "suspension_id", "registers_suspension"),
    ("registers_suspensiontold", "suspension_id", "registers_suspension"),
    ("registers_suspensiontold", "contact_id", "registers_contact"),
    ("registers_provision", "suspension_id", "registers_suspension"),
    ("registers_review", "suspension_id", "registers_suspension"),
]


class Migration(migrations.Migration):
    dependencies = [("registers", "0012_joining_and_leaving")]

    operations = [paired_key(*each) for each in PAIRED]
