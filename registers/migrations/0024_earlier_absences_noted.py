"""The database notes whose sessions at earlier schools changed, so that the threshold is looked at again."""

from django.db import migrations

from registers.prior_guards import TRIGGERS, create_statements

UNDO = [f"DROP TRIGGER {name} ON registers_priorabsence" for name in TRIGGERS]


class Migration(migrations.Migration):
    dependencies = [("registers", "0023_unauthorised_in_index")]

    operations = [
        migrations.RunSQL(create_statements(), [*UNDO, "DROP FUNCTION registers_prior_absence_noted()"])
    ]
