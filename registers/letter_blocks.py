"""A letter's words as paragraphs and lists, and its address as lines: what the screen and the paper both draw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registers.merge_fields import BULLET

ADDRESS_LINES = 7
"""So many lines of name and address stand in the window of an envelope."""
BENEATH = "\n\n* * *\n\n"
"""Between a letter in English and its translation, in the words of a message."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
HOUSE = re.compile(r"\d+\s*[a-zA-Z]?")


@dataclass(frozen=True)
class Block:
    """A paragraph, whose lines are kept, or the items of a list."""

    is_list: bool
    lines: tuple[str, ...]

    @property
    def is_latin(self) -> bool:
        """Whether nothing in it runs from right to left: English words of the school within a letter in Urdu."""
        return RIGHT_TO_LEFT.search("".join(self.lines)) is None


@dataclass(frozen=True)
class Sheet:
    """One letter as it is drawn."""

    letterhead: tuple[str, ...]
    to: tuple[str, ...]
    """Name and address, as far as the reader may see it."""
    date: str
    subject: str
    blocks: tuple[Block, ...]
    language: str = "en"
    kept_back: str = ""
    """What stands for an address that is not shown."""
    beneath: tuple[Block, ...] = ()
    """The translation of a letter that is English by law, in the language `beneath_language`."""
    beneath_language: str = ""


def parted(body: str, language: str) -> tuple[str, str, str, str]:
    """A message's words and their language; then what stands beneath and its language, empty where nothing does."""
    words, mark, under = body.replace("\r\n", "\n").partition(BENEATH)
    return (words, "en", under, language) if mark else (words, language, "", "")


def blocks_of(body: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a message."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip()):
        found.extend(_blocks_of(paragraph.split("\n")))
    return tuple(found)


def _blocks_of(lines: Sequence[str]) -> list[Block]:
    """One paragraph; a list in its middle parts it."""
    found: list[Block] = []
    for line in filter(str.strip, lines):
        is_item = line.startswith(BULLET)
        text = line.removeprefix(BULLET).strip()
        if found and found[-1].is_list == is_item:
            found[-1] = Block(is_item, (*found[-1].lines, text))
        else:
            found.append(Block(is_item, (text,)))
    return found


def address_lines(name: str, address: str) -> tuple[str, ...]:
    """Name and address for an envelope; a house number stays with its street, the last line is never lost."""
    lines: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,\n]", address))):
        if lines and HOUSE.fullmatch(lines[-1]):
            lines[-1] = f"{lines[-1]} {part}"
        else:
            lines.append(part)
    room = ADDRESS_LINES - 1
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[-1]]
    return tuple(filter(None, [name, *lines]))
