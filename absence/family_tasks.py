"""What a family can do here, in the order in which its first page lists it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Task(NamedTuple):
    """One thing to do: the page it opens, what it is called, and a word about it."""

    name: str
    label: str | Promise
    about: str | Promise = ""
    first: bool = False
    """It stands above the children, as a button."""


TASKS = [
    Task("absence:absent", _("Report an absence"), first=True),
    Task("absence:family_leave", _("Ask for leave"), first=True),
    Task("absence:family_messages", _("Messages and letters"), _("What the school sent you.")),
    Task("absence:family_details", _("Check our details"), _("Telephone numbers, addresses and more.")),
    Task("absence:family_school", _("Who to talk to"), _("People, telephone numbers and opening times.")),
    Task("absence:family_leaving", _("My child is leaving the school"), _("Tell us where your child goes.")),
    Task("absence:family_concern", _("Raise a concern"), _("Tell us when something is not right.")),
]
