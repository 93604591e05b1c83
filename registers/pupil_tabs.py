"""The tabs of a pupil's page, in one table: each is a page of the app that owns its facts."""

from dataclasses import dataclass

from django.urls import reverse

from registers.models import Post, Pupil
from registers.roles import Permission, Role, may

TABS = [
    ("Register entry", "registers:register_entry", Permission.SEE_ADMISSION_REGISTER),
    ("Contacts", "registers:pupil_contacts", Permission.SEE_CONTACTS),
    ("Follow-up", "absence:pupil_contact", Permission.FOLLOW_UP),
    ("Marks", "registers:pupil_marks", Permission.SEE_MARKS),
    ("Planned", "registers:pupil_plans", Permission.SEE_MARKS),
    ("Leave", "absence:pupil_leave", Permission.SEE_LEAVE),
    ("Steps", "absence:support_steps", Permission.SUPPORT),
    ("Support", "absence:pupil_support", Permission.SUPPORT),
    ("Illness", "absence:pupil_illness", Permission.SEE_HEALTH),
    ("Suspensions", "registers:pupil_suspensions", Permission.RECORD_SUSPENSION),
    ("Safeguarding", "absence:safeguarding_note", Permission.WRITE_SAFEGUARDING_NOTE),
    ("History", "registers:pupil_changes", Permission.SEE_ADMISSION_REGISTER),
]


@dataclass(frozen=True)
class Tab:
    """One tab above a pupil's page."""

    label: str
    url: str
    current: bool


def tabs_for(post: Post, pupil: Pupil, current: str) -> list[Tab]:
    """The tabs that the hat may open; `current` is the URL name of the page being looked at."""
    return [
        Tab(label, reverse(name, args=[pupil.pk]), current=name == current)
        for label, name, permission in TABS
        if may(Role(post.role), permission)
    ]
