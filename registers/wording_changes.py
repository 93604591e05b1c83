"""What changed between two versions of a wording, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS_OR_BLANKS = re.compile(r"\S+|\s+")
SAME, ADDED, TAKEN = "same", "added", "taken"


@dataclass(frozen=True)
class Change:
    """A run of words that stayed, came or went."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The runs of words of both versions, in order."""
    return list(_changes(WORDS_OR_BLANKS.findall(before), WORDS_OR_BLANKS.findall(after)))


def _changes(before: list[str], after: list[str]) -> Iterator[Change]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(SAME, "".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Change(TAKEN, "".join(before[i1:i2]))
        if j2 > j1:
            yield Change(ADDED, "".join(after[j1:j2]))
