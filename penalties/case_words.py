"""Why something was noted of a case, in words: which sessions came, which no longer count, and what they are now."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from penalties.case_rules import Row, sitting_of
from penalties.threshold import SESSIONS, WEEKS, Reached, Sitting
from registers.codes import CLEARED
from registers.school_sessions import HALF, in_words

TOLD_AT_MOST = 3
"""So many sessions are named; the event holds all of them."""


class MarkNow(NamedTuple):
    """What the register says of a session now, and who said so, why."""

    code: str
    name: str
    position: str
    reason: str


def why_raised(found: Reached) -> str:
    """That ten sessions came together, and when."""
    return f"{SESSIONS} sessions in {WEEKS} school weeks, reached on {_half(found.met)}."


def why_changed(
    before: list[Row],
    after: list[Row],
    *,
    counting: Collection[Sitting],
    used: Collection[tuple[dt.date, str]],
    marks: Mapping[Sitting, MarkNow],
) -> str:
    """What is different between the sessions of a case before and after.

    `counting`: all sessions that count now, in the ten weeks or not. `marks`: what the register says now of those gone.
    """
    was = {sitting_of(row): row["code"] for row in before}
    now = {sitting_of(row): row["code"] for row in after}
    gone = [sitting for sitting in was if sitting not in now]
    sentences = [
        *_listed("Counts as well", [f"{_half(each)} ({now[each]})" for each in now if each not in was]),
        *_listed(
            "Has another code",
            [f"{_half(each)} (now {now[each]})" for each in now if was.get(each, now[each]) != now[each]],
        ),
        *_listed("Used by a penalty notice", [_half(each) for each in gone if each in used]),
        *_listed(
            "No longer counts",
            [_gone(each, marks) for each in gone if each not in used and each not in counting],
        ),
        *_still_counting([each for each in gone if each in counting], withdrawn=not after),
    ]
    return " ".join(sentences) or "The school weeks that are counted have changed."


def _still_counting(left: list[Sitting], *, withdrawn: bool) -> list[str]:
    """Sessions that are not of the case any more, although they count."""
    if not withdrawn:
        return _listed("No longer within the ten weeks", map(_half, left))
    if not left:
        return []
    others = (
        "1 other session of it still counts" if len(left) == 1 else f"{len(left)} others of it still count"
    )
    return [f"{others}, no longer {SESSIONS} in {WEEKS} school weeks."]


def _gone(sitting: Sitting, marks: Mapping[Sitting, MarkNow]) -> str:
    mark = marks.get(sitting)
    if mark is None or mark.code == CLEARED:
        return f"{_half(sitting)} (no mark now)"
    why = f", “{mark.reason}”" if mark.reason else ""
    return f"{_half(sitting)} (now {mark.code}: {mark.name}, {mark.position}{why})"


def _listed(what: str, each: Iterable[str]) -> list[str]:
    found = list(each)
    if not found:
        return []
    more = len(found) - TOLD_AT_MOST
    named = "; ".join(found[:TOLD_AT_MOST]) + (f"; and {more} more" if more > 0 else "")
    return [f"{what}: {named}."]


def _half(sitting: Sitting) -> str:
    return f"{in_words(sitting.date)}, {HALF[sitting.session]}"
