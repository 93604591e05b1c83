"""Where families' answers go: an address that a mail pipe reads, or the school's office."""

from django.conf import settings

from registers.models import School


def reply_address(school: School) -> str:
    """The e-mail that answers go to; empty where the school has none."""
    return settings.SENDING.get(f"REPLY_EMAIL_{school.urn}", "") or school.email
