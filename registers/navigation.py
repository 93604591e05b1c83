"""Where a hat may go: the entries of the page head, in one table."""

from dataclasses import dataclass

from django.urls import reverse

from registers.models import Post
from registers.roles import Permission, Role, may

ENTRIES = [
    ("Today", "home", Permission.SIGNED_IN),
    ("Registers", "registers:registers", Permission.TAKE_REGISTER),
    ("Late desk", "registers:late_desk", Permission.SIGN_IN_LATE),
    ("On site", "registers:on_site", Permission.SEE_ON_SITE),
    ("Pupils", "registers:pupils", Permission.SEE_PUPILS),
    ("Missing registers", "registers:missing_registers", Permission.SEE_MISSING_REGISTERS),
    ("Print", "registers:printing", Permission.PRINT_REGISTERS),
    ("Outbox", "registers:outbox", Permission.SEE_MESSAGES),
    ("Jobs", "registers:jobs", Permission.SEE_JOBS),
    ("Settings", "registers:settings", Permission.CHANGE_SETTINGS),
]


@dataclass(frozen=True)
class Entry:
    """One entry of the page head."""

    label: str
    url: str
    current: bool


def navigation_for(post: Post, path: str) -> list[Entry]:
    """The entries that the hat may open; the one being looked at is `current`."""
    role = Role(post.role)
    entries = [(label, reverse(name)) for label, name, permission in ENTRIES if may(role, permission)]
    return [
        Entry(label, url, current=path == url or (url != "/" and path.startswith(url)))
        for label, url in entries
    ]
