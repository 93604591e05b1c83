"""A mark and everything it was before, with the five parts that the law asks of an amendment.

Original entry, amended entry, reason, date, and name and position of who amended it (SI 2024/208 regulation 6; V2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Protocol

from registers.models import Mark, MarkHistory, Pupil


class Stands(Protocol):
    """An entry, standing or earlier."""

    pupil_id: int
    date: date
    session: str
    rev: int
    code: str
    minutes_late: int | None
    arrived_at: time | None
    note: str
    source: str
    reason: str
    name: str
    position: str
    at: datetime


@dataclass(frozen=True)
class Amendment:
    """One change: what stood before, what stands after it, why, when and by whom."""

    original: Stands
    amended: Stands


@dataclass(frozen=True)
class Story:
    """All entries of one pupil and session, oldest first."""

    entries: tuple[Stands, ...]

    @property
    def first(self) -> Stands:
        """The original entry."""
        return self.entries[0]

    @property
    def now(self) -> Stands:
        """The entry that stands."""
        return self.entries[-1]

    @property
    def amendments(self) -> list[Amendment]:
        """Each change, oldest first."""
        return [Amendment(before, after) for before, after in pairwise(self.entries)]


def story_of(pupil: Pupil, *, day: date, session: str) -> Story | None:
    """The story of one mark, or None where there never was one."""
    chosen = {"school": pupil.school_id, "pupil": pupil.pk, "date": day, "session": session}
    standing = Mark.objects.filter(**chosen).first()
    if standing is None:
        return None
    earlier = MarkHistory.objects.filter(**chosen).order_by("rev")
    return Story((*earlier, standing))


def stories_between(pupil: Pupil, *, first: date, last: date) -> list[Story]:
    """The stories of the pupil's amended marks from `first` to `last`, in the order of the sessions."""
    chosen = {"school": pupil.school_id, "pupil": pupil.pk, "date__range": (first, last)}
    earlier = list(MarkHistory.objects.filter(**chosen).order_by("date", "session", "rev"))
    standing = Mark.objects.filter(**chosen, rev__gt=1).order_by("date", "session")
    return [Story((*_of(mark, earlier), mark)) for mark in standing]


def _of(mark: Mark, earlier: Iterable[MarkHistory]) -> list[MarkHistory]:
    return [entry for entry in earlier if (entry.date, entry.session) == (mark.date, mark.session)]
