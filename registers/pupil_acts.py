"""What may be written or printed about a pupil from any of their pages: the menu in the head, in one table."""

from dataclasses import dataclass

from django.urls import reverse

from registers.models import Post, Pupil
from registers.roles import Permission, Role, may

ACTS = [
    ("Add a note", "absence:add_note", "", Permission.SUPPORT),
    ("Write a text or e-mail", "absence:write_message", "?as=text", Permission.SEE_MESSAGES),
    ("Write a letter", "absence:write_message", "?as=letter", Permission.SEE_MESSAGES),
    ("Write down a meeting", "absence:add_meeting", "", Permission.FOLLOW_UP),
    ("Begin a support plan", "absence:begin_support_plan", "", Permission.SUPPORT),
    ("Note for the safeguarding lead", "absence:safeguarding_note", "", Permission.WRITE_SAFEGUARDING_NOTE),
    ("Summary for the next school", "reporting:leaver_summary", "", Permission.SUPPORT),
    ("Print the attendance certificate", "registers:attendance_certificate", "", Permission.PRINT_REGISTERS),
]
"""What each is called, its URL name, what follows in the address, and who may."""


@dataclass(frozen=True)
class Act:
    """One entry of the menu."""

    label: str
    url: str


def acts_for(post: Post, pupil: Pupil) -> list[Act]:
    """What the hat may do."""
    role = Role(post.role)
    return [
        Act(label, reverse(name, args=[pupil.pk]) + more)
        for label, name, more, permission in ACTS
        if may(role, permission)
    ]
