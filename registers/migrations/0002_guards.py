"""What the database itself guards: paired keys, marks and their history, and what the application role may do."""

from django.conf import settings
from django.db import migrations

from attendance_site.parts.paired_keys import paired_key
from registers import mark_guards

PAIRED = [
    ("registers_address", "pupil_id", "registers_pupil"),
    ("registers_address", "contact_id", "registers_contact"),
    ("registers_admission", "pupil_id", "registers_pupil"),
    ("registers_admissionchange", "pupil_id", "registers_pupil"),
    ("registers_care", "contact_id", "registers_contact"),
    ("registers_care", "pupil_id", "registers_pupil"),
    ("registers_contactlimit", "care_id", "registers_care"),
    ("registers_cover", "group_id", "registers_registrationgroup"),
    ("registers_cover", "post_id", "registers_post"),
    ("registers_drillsighting", "drill_id", "registers_drill"),
    ("registers_drillsighting", "pupil_id", "registers_pupil"),
    ("registers_expectedpattern", "pupil_id", "registers_pupil"),
    ("registers_groupmembership", "pupil_id", "registers_pupil"),
    ("registers_groupmembership", "group_id", "registers_registrationgroup"),
    ("registers_groupteacher", "group_id", "registers_registrationgroup"),
    ("registers_groupteacher", "post_id", "registers_post"),
    ("registers_mark", "pupil_id", "registers_pupil"),
    ("registers_message", "contact_id", "registers_contact"),
    ("registers_message", "post_id", "registers_post"),
    ("registers_movement", "pupil_id", "registers_pupil"),
    ("registers_plannedmark", "pupil_id", "registers_pupil"),
    ("registers_priorabsence", "pupil_id", "registers_pupil"),
    ("registers_professional", "pupil_id", "registers_pupil"),
    ("registers_pupilstatus", "pupil_id", "registers_pupil"),
    ("registers_register", "group_id", "registers_registrationgroup"),
]


def guard(apps: object, schema_editor: object) -> None:
    """Make the functions, triggers and grants; the role that serves must exist (README "Production")."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for statement in mark_guards.create_statements():
            cursor.execute(statement)
        cursor.execute("SELECT current_user = %s", [settings.APP_ROLE])
        if not cursor.fetchone()[0]:
            for statement in mark_guards.grant_statements(schema_editor.quote_name(settings.APP_ROLE)):  # type: ignore[attr-defined]
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0001_tables"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        *(paired_key(*each) for each in PAIRED),
        migrations.RunSQL(*mark_guards.CODE_CHECK),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
