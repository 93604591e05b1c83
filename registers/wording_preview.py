"""A wording as a family would see it, about a child who does not exist."""

from dataclasses import dataclass, replace
from datetime import datetime

from attendance_site.parts.spoken import spoken_date
from registers.letter_blocks import Block, Sheet, address_lines, blocks_of
from registers.letters import letterhead_of
from registers.merge_fields import WordingUnreadable
from registers.text_parts import TextLength, for_a_text, length_of
from registers.wording import Composed, Wording, examples
from registers.wording_kinds import FIELDS, LETTER, TEXT

EXAMPLE_ADDRESS = "14 Elm Row\nLarkfield\nLF1 4QX"
EXAMPLE_NAME = "Mrs Thornbury"


@dataclass(frozen=True)
class Preview:
    """What is said in the example; `length` for what goes as a text, `sheet` for a letter."""

    composed: Composed
    blocks: tuple[Block, ...]
    text: str
    length: TextLength | None
    sheet: Sheet | None


def preview_of(words: Wording, *, at: datetime) -> Preview | None:
    """The wording with the example in it; None where there are no words yet, or none that can be read."""
    if not words.body.strip():
        return None
    try:
        days = {name: day for name in words.kind.facts if (day := FIELDS[name].example_on)}
        composed = replace(words, is_off=False).compose({**examples(words.kind, words.school), **days})
    except WordingUnreadable:
        return None
    text = for_a_text(composed.body) if words.channel == TEXT or words.kind.also_text else ""
    blocks = blocks_of(composed.body)
    sheet = None
    if words.channel == LETTER:
        sheet = Sheet(
            letterhead=tuple(letterhead_of(words.school).splitlines()),
            to=address_lines(EXAMPLE_NAME, EXAMPLE_ADDRESS),
            date=spoken_date(at.date(), language=words.language),
            subject=composed.subject,
            blocks=blocks,
            language=words.language,
        )
    return Preview(composed, blocks, text, length_of(text) if text else None, sheet)
