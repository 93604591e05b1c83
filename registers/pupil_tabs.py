"""The tabs of a pupil's page, in one table: each page is of the app that owns its facts.

They stand in groups, so that a telephone shows one short row of groups and beneath it the pages of the group that is
open. A group leads to the first of its pages that the hat may open.
"""

from dataclasses import dataclass

from django.urls import reverse

from registers.models import Post, Pupil
from registers.roles import Permission, Role, may

P = Permission
GROUPS: list[tuple[str, list[tuple[str, str, Permission]]]] = [
    (
        "Attendance",
        [
            ("Overview", "registers:pupil_overview", P.SEE_MARKS),
            ("Marks", "registers:pupil_marks", P.SEE_MARKS),
            ("Planned", "registers:pupil_plans", P.SEE_MARKS),
            ("Suspensions", "registers:pupil_suspensions", P.RECORD_SUSPENSION),
        ],
    ),
    (
        "Timeline",
        [
            ("Timeline", "absence:pupil_timeline", P.FOLLOW_UP),
            ("Follow-up", "absence:pupil_contact", P.FOLLOW_UP),
            ("Documents", "absence:pupil_documents", P.FOLLOW_UP),
        ],
    ),
    (
        "Support",
        [
            ("Steps", "absence:support_steps", P.SUPPORT),
            ("Support plans", "absence:pupil_support", P.SUPPORT),
            ("Illness", "absence:pupil_illness", P.SEE_HEALTH),
            ("Safeguarding", "absence:safeguarding_note", P.WRITE_SAFEGUARDING_NOTE),
        ],
    ),
    ("Leave", [("Leave", "absence:pupil_leave", P.SEE_LEAVE)]),
    ("Penalties", [("Penalties", "penalties:pupil_penalties", P.SEE_CASES)]),
    (
        "Family",
        [
            ("Contacts", "registers:pupil_contacts", P.SEE_CONTACTS),
            ("Brothers and sisters", "absence:pupil_family", P.FOLLOW_UP),
        ],
    ),
    (
        "Register entry",
        [
            ("Register entry", "registers:register_entry", P.SEE_ADMISSION_REGISTER),
            ("History", "registers:pupil_changes", P.SEE_ADMISSION_REGISTER),
        ],
    ),
]
"""Each group with its pages: what a page is called, its URL name, and who may open it."""


@dataclass(frozen=True)
class Tab:
    """One tab above a page. `within`: the page being looked at is one of the group's."""

    label: str
    url: str
    current: bool
    within: bool = False


@dataclass(frozen=True)
class PupilTabs:
    """The groups, and the pages of the one that is open (none where it has only one)."""

    groups: list[Tab]
    pages: list[Tab]


def tabs_for(post: Post, pupil: Pupil, current: str) -> PupilTabs:
    """The tabs that the hat may open; `current` is the URL name of the page being looked at."""
    role, groups, pages = Role(post.role), [], []
    for label, table in GROUPS:
        found = [
            Tab(words, reverse(name, args=[pupil.pk]), current=name == current)
            for words, name, permission in table
            if may(role, permission)
        ]
        if not found:
            continue
        is_open = any(tab.current for tab in found)
        alone = len(found) == 1
        groups.append(Tab(found[0].label if alone else label, found[0].url, is_open, within=not alone))
        if is_open and not alone:
            pages = found
    return PupilTabs(groups, pages)
