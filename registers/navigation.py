"""Where a hat may go: the entries of the page head, in one table."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from registers.models import Post
from registers.roles import Permission, Role, may

FIT_IN_A_ROW = 7
"""So many entries fit beside each other; a hat with more finds those marked `more` behind the word More."""


class Place(NamedTuple):
    """One row of the table: what it is called, its URL name, who may go there, whether it folds behind More."""

    label: str
    name: str
    permission: Permission
    more: bool = False


ENTRIES = [
    Place("Today", "home", Permission.SIGNED_IN),
    Place("To find", "absence:board", Permission.FOLLOW_UP),
    Place("Registers", "registers:registers", Permission.TAKE_REGISTER),
    Place("Late desk", "registers:late_desk", Permission.SIGN_IN_LATE),
    Place("On site", "registers:on_site", Permission.SEE_ON_SITE),
    Place("Pupils", "registers:pupils", Permission.SEE_PUPILS),
    Place("Attendance", "reporting:attendance", Permission.SEE_FIGURES),
    Place("Plan ahead", "registers:plan_marks", Permission.PLAN_ABSENCE),
    Place("Leave", "absence:leave", Permission.SEE_LEAVE, more=True),
    Place("Calendar", "registers:calendar", Permission.SEE_CALENDAR, more=True),
    Place("Missing registers", "registers:missing_registers", Permission.SEE_MISSING_REGISTERS, more=True),
    Place("Does not add up", "absence:contradictions", Permission.FOLLOW_UP, more=True),
    Place("Arriving on time", "absence:punctuality", Permission.FOLLOW_UP, more=True),
    Place("Support", "absence:support", Permission.SUPPORT, more=True),
    Place("Penalties", "penalties:cases", Permission.SEE_CASES, more=True),
    Place("Shared cases", "penalties:shared_cases", Permission.SEE_SHARED_CASES),
    Place("Reports", "reporting:reports", Permission.SEE_TOTALS, more=True),
    Place("Families", "absence:families", Permission.CHANGE_ADMISSION_REGISTER, more=True),
    Place("Suspensions", "registers:suspensions", Permission.RECORD_SUSPENSION, more=True),
    Place("Returns", "reporting:returns", Permission.SEE_RETURNS, more=True),
    Place("Print", "registers:printing", Permission.PRINT_REGISTERS, more=True),
    Place("Outbox", "registers:outbox", Permission.SEE_MESSAGES, more=True),
    Place("Imports", "registers:import_files", Permission.IMPORT_FILES, more=True),
    Place("Jobs", "registers:jobs", Permission.SEE_JOBS, more=True),
    Place("Settings", "registers:settings", Permission.CHANGE_SETTINGS, more=True),
]


@dataclass(frozen=True)
class Entry:
    """One entry of the page head; `more`: it stands in the menu More."""

    label: str
    url: str
    current: bool
    more: bool = False


@dataclass(frozen=True)
class Navigation:
    """The entries of the page head that a hat may open, in order."""

    entries: tuple[Entry, ...] = ()

    @property
    def row(self) -> list[Entry]:
        """Those beside each other."""
        return [entry for entry in self.entries if not (entry.more and self._is_long)]

    @property
    def folded(self) -> list[Entry]:
        """Those in the menu More."""
        return [entry for entry in self.entries if entry.more and self._is_long]

    @property
    def folded_current(self) -> str:
        """The name of the page being looked at, where it stands in the menu More."""
        return next((entry.label for entry in self.folded if entry.current), "")

    @property
    def _is_long(self) -> bool:
        return len(self.entries) > FIT_IN_A_ROW


def navigation_for(post: Post, path: str) -> Navigation:
    """The entries that the hat may open; the one being looked at is `current`."""
    role = Role(post.role)
    places = [(place, reverse(place.name)) for place in ENTRIES if may(role, place.permission)]
    return Navigation(
        tuple(
            Entry(place.label, url, path == url or (url != "/" and path.startswith(url)), place.more)
            for place, url in places
        )
    )
