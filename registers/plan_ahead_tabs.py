"""The tabs above the pages that plan ahead."""

from django.urls import reverse

from registers.models import Post
from registers.pupil_tabs import Tab
from registers.roles import Permission, Role, may

TABS = [
    ("Plan ahead", "registers:plan_marks", Permission.PLAN_ABSENCE),
    ("Trips and lists", "registers:trips", Permission.CONFIRM_PLANNED),
    ("Clubs", "registers:clubs", Permission.CONFIRM_PLANNED),
    ("Turning compulsory school age", "registers:turning_compulsory_age", Permission.PLAN_ABSENCE),
]


def tabs_of(post: Post, current: str) -> list[Tab]:
    """Those that the hat may open; `current` is the URL name of the page being looked at."""
    return [
        Tab(label, reverse(name), current=name == current)
        for label, name, permission in TABS
        if may(Role(post.role), permission)
    ]
