"""How many texts a message costs: letters of the GSM alphabet fit 160 times, one other letter and only 70 fit.

Source: 3GPP TS 23.038 (the alphabet) and TS 23.040 (messages of several parts, each of which gives up room for its
number), V2.
"""

from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TAKES_TWO = frozenset("^{}\\[~]|€\f")
"""Letters of the GSM alphabet's second page: each takes the room of two."""
GSM_ALONE, GSM_EACH = 160, 153
OTHER_ALONE, OTHER_EACH = 70, 67

PLAINER = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)
"""Printers' signs that say nothing more than these, and would halve what fits."""


def for_a_text(words: str) -> str:
    """The words with plain signs for printers' signs; letters of names stay as they are."""
    return words.translate(PLAINER)


@dataclass(frozen=True)
class TextLength:
    """What a text costs, and why."""

    units: int
    parts: int
    room: int
    """What fits into that many parts."""
    forced_by: tuple[str, ...]
    """Letters because of which only 70 fit into a text; empty where 160 do."""


def length_of(text: str) -> TextLength:
    """How many parts a text takes."""
    other = tuple(dict.fromkeys(letter for letter in text if letter not in GSM | TAKES_TWO))
    sizes = [_units(letter) for letter in text] if other else [1 + (letter in TAKES_TWO) for letter in text]
    alone, each = (OTHER_ALONE, OTHER_EACH) if other else (GSM_ALONE, GSM_EACH)
    units = sum(sizes)
    if units <= alone:
        return TextLength(units, 1 if units else 0, alone, other)
    parts = _parts(sizes, each)
    return TextLength(units, parts, parts * each, other)


def _units(letter: str) -> int:
    """A letter beyond the first 65,536 takes two units."""
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(sizes: list[int], each: int) -> int:
    """A letter of two units is not torn: it goes into the next part where only one is left."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts
