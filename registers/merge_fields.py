"""Words with places in double braces, such as {{pupil}}: read strictly, and filled with nothing but text.

There is no language in it: a place is a name from a list, and what is put there is never read again. So a name that
holds braces, markup or code comes out as it was written.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

OPEN, CLOSE = "{{", "}}"
BULLET = "\N{BULLET} "
"""A line of a list begins so in what is sent; in the wording it is typed as a hyphen."""
TYPED_BULLET = "- "
NAME = re.compile(r"[a-z]+(?: [a-z]+)*")
NOT_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows them: nothing that is put in may turn the words around it."""


@dataclass(frozen=True)
class Words:
    """Plain words of a wording."""

    text: str


@dataclass(frozen=True)
class Place:
    """A place to be filled."""

    name: str
    line: int
    alone: bool
    """Nothing else stands on its line."""


Piece = Words | Place
Value = str | Sequence[str]


class WordingUnreadable(Exception):
    """A wording that cannot be read: on which line, and what is wrong there."""

    def __init__(self, line: int, words: str) -> None:
        self.line = line
        self.words = words
        super().__init__(f"Line {line}: {words}")


class NothingToSay(Exception):
    """A place for which there is nothing to put in."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def read(text: str, *, known: Collection[str], lists: Collection[str] = ()) -> list[Piece]:
    """Return the words and places of a wording. Raises WordingUnreadable at the first thing that is wrong."""
    pieces: list[Piece] = []
    for number, line in enumerate(tidied(text).split("\n"), start=1):
        if number > 1:
            pieces.append(Words("\n"))
        pieces.extend(_read_line(line, number, known, lists))
    return pieces


def fill(pieces: Sequence[Piece], facts: Mapping[str, Value], *, bullet: str = BULLET) -> str:
    """Return the words with every place filled. Raises NothingToSay where a fact is not there or is empty."""
    said: list[str] = []
    at_start = True
    for piece in pieces:
        if isinstance(piece, Words):
            words = piece.text
            if at_start and words.startswith(TYPED_BULLET):
                words = bullet + words.removeprefix(TYPED_BULLET)
        else:
            words = _value(piece, facts, bullet)
        said.append(words)
        at_start = words.endswith("\n")
    return "".join(said)


def tidied(text: str) -> str:
    """The text with one kind of line end, no trailing blanks, and none at its beginning and end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def as_text(value: str) -> str:
    """A fact on one line, without signs that are no text and without the sign that begins a list."""
    kept = "".join(" " if letter.isspace() else letter for letter in value)
    kept = "".join(
        letter
        for letter in kept
        if letter not in NOT_TEXT and unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return " ".join(kept.replace(BULLET.strip(), "\N{MIDDLE DOT}").split())


def plain_name(name: str) -> str:
    """A field's name as it is compared: small letters, single blanks."""
    return " ".join(name.replace("_", " ").casefold().split())


def _read_line(line: str, number: int, known: Collection[str], lists: Collection[str]) -> list[Piece]:
    pieces: list[Piece] = []
    rest = line
    while OPEN in rest:
        before, _, after = rest.partition(OPEN)
        _refuse_close(before, number)
        inside, closed, rest = after.partition(CLOSE)
        name = _name(inside, bool(closed), number, known)
        alone = line.strip() == f"{OPEN}{inside}{CLOSE}"
        if name in lists and not alone:
            raise WordingUnreadable(number, f"{OPEN}{name}{CLOSE} is a list: put it on a line of its own.")
        if before:
            pieces.append(Words(before))
        pieces.append(Place(name, number, alone))
    _refuse_close(rest, number)
    if rest:
        pieces.append(Words(rest))
    return pieces


def _name(inside: str, is_closed: bool, number: int, known: Collection[str]) -> str:
    if not is_closed:
        raise WordingUnreadable(number, f"{OPEN} is opened and not closed with {CLOSE}.")
    name = plain_name(inside)
    if not name:
        raise WordingUnreadable(number, f"Nothing is named between {OPEN} and {CLOSE}.")
    if not NAME.fullmatch(name) or name not in known:
        shown = inside.strip()[:40]
        raise WordingUnreadable(number, f"{OPEN}{shown}{CLOSE} is not something that this message can name.")
    return name


def _refuse_close(words: str, number: int) -> None:
    if CLOSE in words:
        raise WordingUnreadable(number, f"{CLOSE} closes what was not opened with {OPEN}.")


def _value(place: Place, facts: Mapping[str, Value], bullet: str) -> str:
    value = facts.get(place.name, "")
    if isinstance(value, str):
        words = as_text(value)
    else:
        lines = [as_text(line) for line in value]
        words = "\n".join(f"{bullet}{line}" for line in lines if line)
    if not words:
        raise NothingToSay(place.name)
    return words
