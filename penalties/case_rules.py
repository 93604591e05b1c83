"""What becomes of a pupil's case when the sessions are counted again: raised, moved, joined, withdrawn or closed.

One case of a pupil is open at a time. Before anybody decided, sessions move it. After a decision the next is raised by
the first later session with ten unused in its ten weeks; until then the case follows what is amended. While a notice
to improve runs, new sessions join its case. What a penalty notice uses is used, and closes the case it came from.
"""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from penalties.threshold import Counted, Origin, Reached, Sitting, reached, session_rows
from registers.school_year import DayRange

Row = dict[str, str | None]

# Sessions that came together so long ago raise no case by themselves, on the first scan of an old register, say (D):
# failing to secure attendance is prosecuted within six months (Magistrates' Courts Act 1980 s.127, M).
RAISED_WITHIN = dt.timedelta(days=183)


class Kind(StrEnum):
    """What is noted of a case."""

    RAISED = "raised"
    MOVED = "moved"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """How far people are with a case."""

    NEW = "new"
    WATCHED = "watched"
    DECIDED = "decided"


class Known(NamedTuple):
    """An open case as it was noted last. `considered`: of a decided one, the last session that was considered."""

    case: int
    found: Reached | None
    rows: list[Row]
    stage: Stage
    considered: Sitting | None

    @property
    def sittings(self) -> list[Sitting]:
        """The half-days of its sessions."""
        return [sitting_of(row) for row in self.rows]


class Change(NamedTuple):
    """What is to be noted: an event with the sessions that stand now, and whether the case is closed and why."""

    kind: Kind | None
    case: int | None
    found: Reached | None = None
    closed_why: str = ""


FOLLOWED = "It was decided, and a later session has brought the next case."
USED = "A penalty notice has used its sessions."
FELL = "There are no longer ten sessions in ten school weeks."


def changes_of(
    counted: Counted,
    known: Known | None,
    *,
    here: Origin,
    on: dt.date,
    after: Sitting | None = None,
    used: Collection[tuple[dt.date, str]] = (),
) -> list[Change]:
    """What to note of a pupil whose sessions count so, in order; nothing where all stands as it was noted.

    `known`: the open case; `after`: the last session considered in an earlier one, which raises nothing again.
    `here`: the school. `used`: sessions in a notice that stands.
    """
    if known is None:
        return _raised(reached(counted, after=after, since=on - RAISED_WITHIN))
    if known.stage is Stage.DECIDED:
        following = _raised(reached(counted, after=known.considered))
        if following:
            return [Change(None, known.case, closed_why=FOLLOWED), *following]
    found = reached(counted, after=after)
    if found is None:
        if any(sitting in used for sitting in known.sittings):
            return [Change(None, known.case, closed_why=USED)]
        return [Change(Kind.WITHDRAWN, known.case, closed_why=FELL)]
    rows = session_rows(found.sessions, here)
    if rows == known.rows and _same_place(found, known.found):
        return []
    joins = known.stage is Stage.WATCHED and len(rows) > len(known.rows)
    return [Change(Kind.JOINED if joins else Kind.MOVED, known.case, found)]


def sitting_of(row: Row) -> Sitting:
    """The half-day of a session as it is kept."""
    return Sitting(dt.date.fromisoformat(row["date"] or ""), row["session"] or "")


def noted(met: Sitting, window: DayRange) -> Reached:
    """Where a case was noted to stand, without its sessions."""
    return Reached(met, window, ())


def _raised(found: Reached | None) -> list[Change]:
    return [] if found is None else [Change(Kind.RAISED, None, found)]


def _same_place(found: Reached, before: Reached | None) -> bool:
    return before is not None and (found.met, found.window) == (before.met, before.window)
