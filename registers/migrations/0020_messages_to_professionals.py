"""A message may go to somebody outside the school who works with a child."""

import django.db.models.deletion
from django.db import migrations, models

from attendance_site.parts.paired_keys import paired_key


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0019_languages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="message_once_per_cause",
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_to_a_contact_or_a_post",
        ),
        migrations.AddField(
            model_name="message",
            name="professional",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Somebody outside the school who works with the child",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="registers.professional",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                models.F("school"),
                models.F("cause"),
                models.F("contact"),
                models.F("post"),
                models.F("professional"),
                models.F("channel"),
                name="message_once_per_cause",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contact__isnull", False), ("post__isnull", True), ("professional__isnull", True)
                    ),
                    models.Q(
                        ("contact__isnull", True), ("post__isnull", False), ("professional__isnull", True)
                    ),
                    models.Q(
                        ("contact__isnull", True), ("post__isnull", True), ("professional__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="message_to_one_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="professional",
            constraint=models.UniqueConstraint(
                models.F("school"), models.F("id"), name="professional_school_id"
            ),
        ),
        paired_key("registers_message", "professional_id", "registers_professional"),
    ]
