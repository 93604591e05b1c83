"""The pages that keep families informed, as one row of tabs."""

from dataclasses import dataclass

from django.urls import reverse

from registers.models import Post
from registers.roles import Permission, Role, may

PAGES = [
    ("Half term updates", "reporting:family_updates", Permission.SUPPORT),
    ("Below our target", "reporting:below_target", Permission.SUPPORT),
    ("Celebrating", "reporting:celebrating", Permission.SEE_FIGURES),
    ("Reports and slips", "reporting:report_figures", Permission.PRINT_REGISTERS),
]
"""What each is called, its URL name, and who may open it."""


@dataclass(frozen=True)
class Tab:
    """One of them."""

    label: str
    url: str
    current: bool


def informing_tabs(post: Post, current: str) -> list[Tab]:
    """Those that the hat may open; `current` is the URL name of the page shown."""
    return [
        Tab(label, reverse(name), name == current)
        for label, name, permission in PAGES
        if may(Role(post.role), permission)
    ]
