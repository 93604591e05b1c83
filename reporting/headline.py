"""The first line of the dashboard in words, made of the same integers as everything below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.measures import percentage


@dataclass(frozen=True)
class Sum:
    """Sessions attended of those that could be; `name`: the period, such as Week 12."""

    name: str
    attended: int
    possible: int

    @property
    def tenths(self) -> int | None:
        """The share attended in tenths of a per cent, rounded half up as it is shown; None without a session."""
        return None if not self.possible else (self.attended * 2000 + self.possible) // (self.possible * 2)

    @property
    def percent(self) -> str | None:
        """The share to be read."""
        return percentage(self.attended, self.possible)


@dataclass(frozen=True)
class Pupils:
    """How many pupils the period counts, and how many of them missed a tenth and a half."""

    counted: int
    persistent: int
    severe: int


Sentence = tuple[str, str]
"""What is said, and the figure that it is about, which opens to what it is made of: week, published or pupils."""


def headline(week: Sum | None, before: Sum | None, published: str, pupils: Pupils) -> list[Sentence]:
    """The sentences in order. `published`: how a published area is named with its figure, empty where there is none."""
    said: list[Sentence] = []
    if week is not None and week.percent is not None:
        said.append((f"{week.name}: {week.percent} % attended{_moved(week, before)}.", "week"))
    if published:
        said.append((f"{published}.", "published"))
    said.append((_absentees(pupils), "pupils"))
    return said


def _moved(week: Sum, before: Sum | None) -> str:
    """By how much it moved, as the two figures are shown: who subtracts them gets the same."""
    now, then = week.tenths, before.tenths if before else None
    if now is None or then is None or before is None:
        return ""
    if now == then:
        return f", the same as in {before.name[0].lower()}{before.name[1:]}"
    way = "up" if now > then else "down"
    by = abs(now - then)
    return f", {way} {by // 10}.{by % 10} on {before.name[0].lower()}{before.name[1:]}"


def _absentees(pupils: Pupils) -> str:
    if not pupils.counted:
        return "No pupil has a possible session in this period."
    if not pupils.persistent:
        return f"None of {pupils.counted} pupils is persistently absent."
    share = percentage(pupils.persistent, pupils.counted, places=0)
    is_are = "pupil is" if pupils.persistent == 1 else "pupils are"
    severely = _severely(pupils.severe)
    return f"{pupils.persistent} {is_are} persistently absent ({share} % of {pupils.counted}){severely}."


def _severely(severe: int) -> str:
    if not severe:
        return ", none severely"
    return f", {severe} of them severely"


def in_one_line(sentences: Sequence[Sentence]) -> str:
    """All of it, for paper and for the letters of a message."""
    return " ".join(words for words, _ in sentences)
