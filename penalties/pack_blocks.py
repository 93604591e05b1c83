"""What a pack is made of, as JSON: sections of paragraphs, facts, tables and lists, drawn alike on paper and screen."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypedDict

from registers.school_sessions import SCHOOL_TIME, clock_words


class Block(TypedDict, total=False):
    """One piece of a section. Only what its `kind` needs is there."""

    kind: str
    text: str
    language: str
    title: str
    lines: list[str]
    head: list[str]
    rows: list[list[str]]
    widths: list[float]
    name: str
    position: str


class Section(TypedDict):
    """One part of the pack, which stands in its contents."""

    key: str
    title: str
    blocks: list[Block]


def short(moment: dt.date) -> str:
    """Mon 9 Nov 2026, for tables; with the time of day where it has one, in school time."""
    if isinstance(moment, dt.datetime):
        local = moment.astimezone(SCHOOL_TIME)
        return f"{short(local.date())}, {clock_words(local)}"
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def par(text: str, *, language: str = "en") -> Block:
    """A paragraph, in the language that it is written in."""
    return {"kind": "par", "text": text, "language": language}


def title(text: str) -> Block:
    """A heading within a section."""
    return {"kind": "title", "text": text}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Names and values; what has no value is left out."""
    return {"kind": "facts", "rows": [[label, value] for label, value in rows if value]}


def items(lines: Iterable[str]) -> Block:
    """A list."""
    return {"kind": "list", "lines": list(lines)}


def table(
    about: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[float], none: str
) -> Block:
    """A table, or the words that there is nothing."""
    found = [list(row) for row in rows]
    if not found:
        return par(none)
    return {"kind": "table", "title": about, "head": list(head), "rows": found, "widths": list(widths)}


def signature(name: str, position: str) -> Block:
    """Where somebody signs."""
    return {"kind": "signature", "name": name, "position": position}


def section(key: str, heading: str, *blocks: Block) -> Section:
    """A part of the pack."""
    return {"key": key, "title": heading, "blocks": list(blocks)}
