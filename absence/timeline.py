"""The timeline of one pupil: everything that was said, written and done, from every source, in one list.

A source is a function that reads one kind of fact and says each as a `Happening`. It registers itself with `@tells`,
with the permission that it needs and the kinds that it brings. An app that lies downstream adds its own in the same
way, so that the list grows without this module knowing of it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from registers.families import readers_of
from registers.models import Contact, Post, Pupil
from registers.roles import Permission, Role, may
from registers.school_sessions import SCHOOL_TIME

MOST = 200
"""Rows of each source, the newest; a child has a few dozen a year."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words. What only few may read is not in the words, but behind `url`."""

    at: dt.datetime
    kind: str
    words: str
    more: str = ""
    """What was said or agreed, as somebody wrote it down."""
    by: str = ""
    url: str = ""
    family: str = ""
    """Who of the family sees it, in words; empty where nobody does."""
    correct: str = ""
    """Where it is corrected, if it is wrong."""
    struck: str = ""
    """Why it no longer holds: `Corrected ...`, `Taken back ...`."""

    @property
    def day(self) -> dt.date:
        """The day by the school's clock."""
        return self.at.astimezone(SCHOOL_TIME).date()


@dataclass(frozen=True)
class Looking:
    """Somebody who looks at a pupil's page at a time. `readers`: adults whose family pages are open, by number."""

    pupil: Pupil
    post: Post
    at: dt.datetime
    readers: Mapping[int, Contact] = field(default_factory=dict)

    def may(self, permission: Permission) -> bool:
        """Whether the hat carries the permission."""
        return may(Role(self.post.role), permission)

    def sees(self, contact: int | None) -> str:
        """`Fatima Khan sees this`, where that adult's family pages are open."""
        reader = self.readers.get(contact or 0)
        return f"{reader.name} sees this" if reader else ""

    def was_sent(self, contact: Contact | None) -> str:
        """Who knows a message that has gone: on the family pages, or only as it was sent."""
        if contact is None:
            return ""
        return self.sees(contact.pk) or f"{contact.name} was sent this"


Source = Callable[[Looking], Iterable[Happening]]
KINDS: dict[str, str] = {}
"""What each kind is called, in the order of the filter."""
_SOURCES: list[tuple[Permission, Source]] = []


def tells(permission: Permission, **kinds: str) -> Callable[[Source], Source]:
    """Register a source: who may see what it says, and the kinds it brings, each with what it is called."""

    def keep(source: Source) -> Source:
        KINDS.update(kinds)
        _SOURCES.append((permission, source))
        return source

    return keep


def look_at(pupil: Pupil, post: Post, *, at: dt.datetime) -> Looking:
    """Whoever looks, and the adults whose family pages show the pupil that day. Four statements at most."""
    on = at.astimezone(SCHOOL_TIME).date()
    return Looking(pupil, post, at, readers_of(pupil, on))


@dataclass(frozen=True)
class Timeline:
    """What happened, the newest first, with how much there is of each kind."""

    happenings: list[Happening]
    counts: Mapping[str, int]

    def of(self, kind: str = "", *, family_only: bool = False) -> "Timeline":
        """Only one kind, or only what the family sees."""
        shown = [
            each
            for each in self.happenings
            if (not kind or each.kind == kind) and (not family_only or each.family)
        ]
        return Timeline(shown, self.counts)


def timeline_of(looking: Looking) -> Timeline:
    """Everything that the hat may see. The same statements always."""
    found = [each for permission, source in _SOURCES if looking.may(permission) for each in source(looking)]
    found.sort(key=lambda each: each.at, reverse=True)
    return Timeline(found, Counter(each.kind for each in found))
