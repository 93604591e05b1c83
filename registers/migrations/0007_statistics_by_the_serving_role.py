"""The serving role owns no table, so it may not take statistics. After a large import it must: without them PostgreSQL
looks up the pupil of each new mark by reading every pupil of the school."""

from django.db import migrations

TABLES = (
    "registers_pupil, registers_admission, registers_pupilstatus, registers_groupmembership, registers_registrationgroup,"
    " registers_contact, registers_care, registers_address, registers_mark, registers_pupilweek"
)

MAKE = f"""
CREATE FUNCTION registers_take_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
ANALYZE {TABLES};
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_guards_say_why")]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION registers_take_statistics()")]
